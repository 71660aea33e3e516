/**
 * Reads parts of files that somebody else may have written, for a context: ordinary ones inside the repository, never through a
 * link that leads out, never more than asked for. Nothing is created; what is not there is `null` or empty.
 */
import { lstat, opendir, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { readRange } from '../../base/files.ts'
import { openInside } from '../../base/insideRepo.ts'

export interface FileTail {
  readonly text: string
  readonly size: number
  readonly modifiedAt: number
  /** There is more before it. */
  readonly truncated: boolean
}

/** The last `bytes` of a file; `null` if there is none. Throws `worklog.unsafePath`. */
export async function tailOf(root: string, relative: string, bytes: number): Promise<FileTail | null> {
  const file = await openInside(root, relative)
  if (file === null) return null
  try {
    const { size, mtimeMs } = await file.stat()
    const start = Math.max(0, size - bytes)
    return { text: (await readRange(file, start, size)).toString('utf8'), size, modifiedAt: Math.round(mtimeMs), truncated: start > 0 }
  } finally {
    await file.close()
  }
}

/** The first `bytes` of a file as text; `null` if there is none. Throws `worklog.unsafePath`. */
export async function headOf(root: string, relative: string, bytes: number): Promise<string | null> {
  const file = await openInside(root, relative)
  if (file === null) return null
  try {
    return (await readRange(file, 0, bytes)).toString('utf8')
  } finally {
    await file.close()
  }
}

/** Names in a folder that really lies inside the repository, at most `most`; empty if there is none. */
export async function namesIn(root: string, relative: string, most: number): Promise<string[]> {
  const real = await realpath(join(root, relative)).catch(() => null)
  if (real === null || !(real === root || real.startsWith(root + sep))) return []
  const folder = await opendir(real).catch(() => null)
  if (folder === null) return []
  const names: string[] = []
  for await (const { name } of folder) {
    names.push(name)
    if (names.length >= most) break
  }
  return names
}

/** What stands at a path that others named; `null` if nothing does. A path that leads out of the repository is nothing. */
export async function factsOf(
  root: string,
  relative: string,
): Promise<{ readonly modifiedAt: number; readonly size: number; readonly isFile: boolean } | null> {
  if (relative.startsWith('/') || relative.split('/').includes('..')) return null
  const found = await lstat(join(root, relative)).catch(() => null)
  return found === null ? null : { modifiedAt: Math.round(found.mtimeMs), size: found.size, isFile: found.isFile() }
}

/** What a file's own facts say, as a mark: another text when it was written. */
export async function fileMark(root: string, relative: string): Promise<string> {
  const found = await lstat(join(root, relative)).catch(() => null)
  return found === null ? '-' : `${found.mtimeMs}.${found.size}.${found.ino}`
}

/** Does `work` for each item, so many at once; results in the order of the items. */
export async function inTurns<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 256): Promise<R[]> {
  const results: R[] = []
  for (let start = 0; start < items.length; start += atOnce) results.push(...(await Promise.all(items.slice(start, start + atOnce).map(work))))
  return results
}
