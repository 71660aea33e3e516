/**
 * The guard for every file Scribe writes in a repository: ordinary files only, reached through folders that really
 * lie inside it. A link that leads out, a pipe or a device is refused before anything is written.
 */
import { constants } from 'node:fs'
import { type FileHandle, lstat, mkdir, open, realpath } from 'node:fs/promises'
import { join, sep } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'

/** Creates `relative` below `root` as needed and returns its real path. Throws `worklog.unsafePath` if it leads outside. */
export async function folderInside(root: string, relative: string): Promise<string> {
  let folder = root
  for (const name of relative.split('/')) {
    folder = join(folder, name)
    await mkdir(folder).catch(ignoreExisting)
    const real = await realpath(folder)
    if (!real.startsWith(root + sep)) throw new ScribeError('worklog.unsafePath', `${folder} leads outside the repository. Nothing was written.`)
  }
  return folder
}

/** Opens an ordinary file for appending (created if missing), never through a link. Throws `worklog.unsafePath`. */
export async function openForAppend(path: string): Promise<FileHandle> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants
  const file = await open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_RDWR, 0o644).catch((cause: unknown) => {
    throw isCode(cause, 'ELOOP', 'ENXIO', 'EISDIR') ? notOrdinary(path, cause) : cause
  })
  const found = await file.stat()
  if (found.isFile() && found.nlink === 1) return file
  await file.close()
  throw notOrdinary(path)
}

/** The bytes of an ordinary file of at most `maxBytes`; `null` if there is none. Throws `worklog.unsafePath`. */
export async function readOrdinary(path: string, maxBytes: number): Promise<Buffer | null> {
  const found = await lstat(path).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null
    throw error
  })
  if (found === null) return null
  if (!found.isFile()) throw notOrdinary(path)
  if (found.size > maxBytes) throw new ScribeError('limit.tooLarge', `${path} is larger than ${maxBytes} bytes and was left as it is.`)
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK)
  try {
    return await file.readFile()
  } finally {
    await file.close()
  }
}

/** True if `error` is a system error with one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function ignoreExisting(error: unknown): void {
  if (!isCode(error, 'EEXIST')) throw error
}

function notOrdinary(path: string, cause?: unknown): ScribeError {
  return new ScribeError('worklog.unsafePath', `${path} is not an ordinary file (a link, folder, pipe or device). It was left as it is.`, { cause })
}
