/**
 * The guard for every file Scribe writes in a repository: ordinary files only, reached through folders that really
 * lie inside it. A link that leads out, a pipe or a device is refused before anything is written.
 */
import { constants } from 'node:fs'
import { type FileHandle, mkdir, open, realpath } from 'node:fs/promises'
import { basename, dirname, join, sep } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { type FileFacts, type Files, type OpenFile, readRange, systemFiles } from './files.ts'

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

/** How a file is named and reached, where that is not simply by its path. */
export interface Reached {
  /** For messages, when the path goes through an open folder. */
  readonly shown?: string
  readonly files?: Files
}

/** Opens an ordinary file for appending (created if missing), never through a link. Throws `worklog.unsafePath`. */
export async function openForAppend(path: string, { shown = path, files = systemFiles }: Reached = {}): Promise<OpenFile> {
  const { O_APPEND, O_CREAT, O_NOFOLLOW, O_NONBLOCK, O_RDWR } = constants
  const file = await files.open(path, O_APPEND | O_CREAT | O_NOFOLLOW | O_NONBLOCK | O_RDWR, 0o644).catch((cause: unknown) => {
    throw isCode(cause, 'ELOOP', 'ENXIO', 'EISDIR') ? notOrdinary(shown, cause) : cause
  })
  return await ordinary(file, shown, (found) => found.isFile() && found.nlink === 1)
}

/** Opens an ordinary file for reading, never through a link; `null` if there is none. Throws `worklog.unsafePath`. */
export async function openToRead(path: string, { shown = path, files = systemFiles }: Reached = {}): Promise<OpenFile | null> {
  const { O_NOFOLLOW, O_NONBLOCK, O_RDONLY } = constants
  const file = await files.open(path, O_RDONLY | O_NOFOLLOW | O_NONBLOCK).catch((cause: unknown) => {
    if (isCode(cause, 'ELOOP', 'ENXIO')) throw notOrdinary(shown, cause)
    return nullIf('ENOENT')(cause)
  })
  return file === null ? null : await ordinary(file, shown, (found) => found.isFile())
}

/** Asked of the open file itself: what stands at its path may be another by now. */
async function ordinary(file: OpenFile, shown: string, is: (found: FileFacts) => boolean): Promise<OpenFile> {
  try {
    if (is(await file.stat())) return file
    throw notOrdinary(shown)
  } catch (error) {
    await file.close()
    throw error
  }
}

/**
 * An ordinary file below `root` (a real path), open for reading however long it is; `null` if there is none. Never
 * through a link, never created. Throws `worklog.unsafePath`.
 */
export async function openInside(root: string, relative: string): Promise<FileHandle | null> {
  const folder = await realpath(join(root, dirname(relative))).catch(nullIf('ENOENT', 'ENOTDIR'))
  if (folder === null) return null
  if (folder !== root && !folder.startsWith(root + sep)) throw new ScribeError('worklog.unsafePath', `${join(root, relative)} leads outside the repository.`)
  const path = join(folder, basename(relative))
  const file = await open(path, constants.O_RDONLY | constants.O_NOFOLLOW | constants.O_NONBLOCK).catch((cause: unknown) => {
    if (isCode(cause, 'ELOOP', 'ENXIO')) throw notOrdinary(path, cause)
    return nullIf('ENOENT', 'ENOTDIR')(cause)
  })
  if (file === null || (await file.stat()).isFile()) return file
  await file.close()
  throw notOrdinary(path)
}

/** The bytes of an ordinary file of at most `maxBytes`; `null` if there is none. Throws `worklog.unsafePath` or `limit.tooLarge`. */
export async function readOrdinary(path: string, maxBytes: number, reached: Reached = {}): Promise<Buffer | null> {
  const file = await openToRead(path, reached)
  if (file === null) return null
  try {
    return await readWhole(file, maxBytes, reached.shown ?? path)
  } finally {
    await file.close()
  }
}

/** All of an open file, unless it is longer than `maxBytes`. Throws `limit.tooLarge`. */
export async function readWhole(file: OpenFile, maxBytes: number, shown: string): Promise<Buffer> {
  const { size } = await file.stat()
  if (size > maxBytes) throw new ScribeError('limit.tooLarge', `${shown} is larger than ${maxBytes} bytes and was left as it is.`)
  return await readRange(file, 0, size)
}

/** True if `error` is a system error with one of these codes. */
export function isCode(error: unknown, ...codes: string[]): boolean {
  return error instanceof Error && 'code' in error && codes.includes(String(error.code))
}

function nullIf(...codes: string[]): (error: unknown) => null {
  return (error) => {
    if (isCode(error, ...codes)) return null
    throw error
  }
}

function ignoreExisting(error: unknown): void {
  if (!isCode(error, 'EEXIST')) throw error
}

function notOrdinary(path: string, cause?: unknown): ScribeError {
  return new ScribeError('worklog.unsafePath', `${path} is not an ordinary file (a link, folder, pipe or device). It was left as it is.`, { cause })
}
