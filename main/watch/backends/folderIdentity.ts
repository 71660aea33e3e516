/** Tells one folder from another that took its place: no watcher notices that by itself. */
import { lstatSync } from 'node:fs'

/** Device, inode and time of birth (an inode's number alone is given to the next folder that is made); `null` if `path` is no folder. */
export function folderIdentity(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false, bigint: true })
  return found?.isDirectory() === true ? `${found.dev}:${found.ino}:${found.birthtimeNs}` : null
}
