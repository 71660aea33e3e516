/**
 * The short way of a look: where a hint names all that moved, and each of it was known to differ from HEAD, those files are looked at
 * and nothing else, without Git (ADR 10). Gathers; what it gives is a snapshot like any other. `null` wherever only Git can tell what
 * is so. Invariant: what it says is true of the files it names; of all others a whole look follows.
 */
import { lstat } from 'node:fs/promises'
import { basename, join } from 'node:path'
import { redact } from '../base/redact.ts'
import { fileBlobId } from '../git/objectId.ts'
import type { Hint } from '../watch/coalesce.ts'
import { isOwnFile } from '../watch/ignore.ts'
import { fileStamp, type RepoSnapshot } from './baseline.ts'

/** More files than this are a burst, of which one run of Git tells as fast. */
const MOST = 64
/** Files that say what counts as a file of the repository, and what of one counts. */
const RULES = new Set(['.gitignore', '.gitattributes', '.gitmodules'])
/** A stamp of one ordinary file. */
const STAMP = /^(\S\S) \d+ [\d.]+ \d+$/

/** The snapshot with the files of the hint as they are now; `null` where a whole look is needed. */
export async function scanTouched(root: string, known: RepoSnapshot | null, hint: Hint): Promise<RepoSnapshot | null> {
  const { paths, count, git } = hint
  if (known === null || known.more === true || git || paths.size !== count) return null
  const named = [...paths].filter((path) => !isOwnFile(path))
  if (named.length === 0 || named.length > MOST || named.some((path) => RULES.has(basename(path)))) return null
  const stamps = await Promise.all(named.map((path) => stampOf(root, known, path)))
  const files = new Map(known.files)
  for (const [index, stamp] of stamps.entries()) {
    if (stamp === null) return null
    files.set(named[index] ?? '', stamp)
  }
  return { ...known, files }
}

/** Of a file that differed and still does, as far as can be seen; what reads like the index may be as at HEAD again. */
async function stampOf(root: string, { files, objects }: RepoSnapshot, path: string): Promise<string | null> {
  const [, code] = STAMP.exec(files.get(path) ?? '') ?? []
  // Under a redacted name several files may stand.
  if (code === undefined || redact(path) !== path) return null
  const found = await lstat(join(root, path)).catch(() => null)
  if (found === null || !found.isFile()) return null
  const indexed = objects?.get(path)
  if (indexed !== undefined && (await fileBlobId(join(root, path), indexed.length)) === indexed) return null
  return fileStamp(code, found)
}
