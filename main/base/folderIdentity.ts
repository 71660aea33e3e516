/**
 * Tells one folder from another that took its place: neither a path nor a watcher notices that by itself. A volume that hangs
 * holds up nothing but the question that was asked of it: there is one at a time for a path, and nobody waits longer than 2 s.
 */
import { type BigIntStats, lstatSync } from 'node:fs'
import { lstat } from 'node:fs/promises'
import { ScribeError } from '../../shared/domain/error.ts'
import { withDeadline } from './deadline.ts'

const ANSWER_MS = 2_000

/** What is asked of a path and not answered yet: each holds a thread of the pool, of which there are few. */
const asked = new Map<string, Promise<unknown>>()

/**
 * Inode and time of birth (an inode's number alone is given to the next folder that is made); `null` if `path` is no folder.
 * The device is left out: its number may differ after the same disk was mounted again.
 * Throws `wait.deadline` when the volume does not answer within 2 s.
 */
export async function folderIdentity(path: string): Promise<string | null> {
  const earlier = asked.get(path)
  if (earlier !== undefined) await answered(earlier, path)
  const question = lstat(path, { bigint: true }).then(identityOf, () => null)
  asked.set(path, question)
  void question.then(() => asked.get(path) === question && asked.delete(path))
  return await answered(question, path)
}

/** The same at once, for a folder that is known to lie on a disk of this machine. */
export function localFolderIdentity(path: string): string | null {
  const found = lstatSync(path, { throwIfNoEntry: false, bigint: true })
  return found === undefined ? null : identityOf(found)
}

/** Throws `repo.replaced` if another folder, or none, stands where the one of `identity` stood. `null` is not checked. */
export async function requireSameFolder(path: string, identity: string | null): Promise<void> {
  if (identity === null || (await folderIdentity(path)) === identity) return
  throw new ScribeError('repo.replaced', `${path} is gone, or another folder stands in its place. Nothing was written there.`)
}

function identityOf(found: BigIntStats): string | null {
  return found.isDirectory() ? `${found.ino}:${found.birthtimeNs}` : null
}

function answered<T>(question: Promise<T>, path: string): Promise<T> {
  return withDeadline(question, ANSWER_MS, `Looking at ${path}`)
}
