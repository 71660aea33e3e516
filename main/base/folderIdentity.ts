/** Tells one folder from another that took its place: neither a path nor a watcher notices that by itself. */
import { lstatSync } from 'node:fs'
import { ScribeError } from '../../shared/domain/error.ts'

/**
 * Inode and time of birth (an inode's number alone is given to the next folder that is made); `null` if `path` is no folder.
 * The device is left out: its number may differ after the same disk was mounted again.
 */
export function folderIdentity(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false, bigint: true })
  return found?.isDirectory() === true ? `${found.ino}:${found.birthtimeNs}` : null
}

/** Throws `repo.replaced` if another folder, or none, stands where the one of `identity` stood. `null` is not checked. */
export function requireSameFolder(path: string, identity: string | null): void {
  if (identity === null || folderIdentity(path) === identity) return
  throw new ScribeError('repo.replaced', `${path} is gone, or another folder stands in its place. Nothing was written there.`)
}
