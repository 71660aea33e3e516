/** What kind of volume a folder lies on. Network and user-space volumes send no events for changes made elsewhere. */
import { statfs } from 'node:fs/promises'
import { withDeadline } from '../base/deadline.ts'

const ANSWER_MS = 2_000

/** `f_type` of Linux (statfs(2), linux/magic.h): NFS, SMB (old and new), CIFS, 9p, FUSE, Ceph, AFS. */
const REMOTE = new Set([0x6969, 0x517b, 0xfe534d42, 0xff534d42, 0x01021997, 0x65735546, 0x00c36400, 0x5346414f])

/** True if `folder` lies on a network or user-space volume, as far as the system tells (Linux only), or gives no answer, as only those do. */
export async function isRemoteVolume(folder: string): Promise<boolean> {
  if (process.platform !== 'linux') return false
  const type = statfs(folder).then(
    (found) => found.type,
    () => 0,
  )
  return await withDeadline(type, ANSWER_MS, folder).then(
    (found) => REMOTE.has(found >>> 0),
    () => true,
  )
}
