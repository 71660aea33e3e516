/**
 * Replaces a file that another program writes too, in place and without a lock, so that neither loses anything: read it
 * whole, prepare and flush the new text, look whether the file is still the one that was read, keep it open, rename. What
 * the other program writes in the last moment lands in the file that is kept open: the caller reads it there.
 */
import { randomBytes } from 'node:crypto'
import { constants } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { type FileFacts, type Files, type OpenFile, writeAll } from './files.ts'
import { isCode, openToRead, readWhole } from './insideRepo.ts'
import type { Folder } from './openFolder.ts'

/** The other program empties the file before it writes it: what cannot be read and does not change is believed after so many looks. */
const STILL_TRIES = 10
const PAUSE_MS = 20
/** A file that changes for longer is left for later. */
const UNSETTLED_MS = 10_000
/** After so many replacements that came too late, a change of the content alone stops none any more: it is found in the old file. */
const CAREFUL_TRIES = 3
const TRIES = 8

/** What stood in the place, still open. */
export interface Held<T> {
  readonly file: OpenFile
  readonly bytes: Buffer
  /** `null` when the bytes are none of what they should be. */
  readonly content: T | null
  readonly facts: FileFacts
}

export interface Exchange<T> {
  readonly folder: Folder
  readonly name: string
  /** Where the new file is prepared, on the same volume if possible. */
  readonly via: Folder
  readonly maxBytes: number
  readonly files: Files
  parse(bytes: Buffer): T | null
  /** What to put in the place of what was found (`null`: there was no file), or `null` to leave it. May be asked again. */
  next(found: Held<T> | null): Promise<Buffer | null>
}

export interface Exchanged<T> {
  /** The file that was replaced, for the caller to read again and to close. */
  readonly outgoing: Held<T> | null
  /** What stands there now, as far as this program knows; `null` if nothing does. */
  readonly standing: FileFacts | null
}

/** Throws the system's errors; the file is then as it was. */
export async function exchangeFile<T>(exchange: Exchange<T>): Promise<Exchanged<T>> {
  for (let attempt = 1; attempt <= TRIES; attempt++) {
    const found = await readSettled(exchange)
    let outgoing: Held<T> | null = null
    try {
      const text = await exchange.next(found)
      if (text === null) return { outgoing, standing: found?.facts ?? null }
      const standing = await replace(exchange, text, () => isStill(exchange, found, attempt <= CAREFUL_TRIES))
      if (standing === null) continue
      outgoing = found
      return { outgoing, standing }
    } finally {
      if (outgoing === null) await found?.file.close()
    }
  }
  throw new Error(`${join(exchange.folder.path, exchange.name)} is replaced by another program all the time`)
}

/** The file as soon as it can be read, or as it is once it has stopped changing. */
async function readSettled<T>(exchange: Exchange<T>): Promise<Held<T> | null> {
  const until = performance.now() + UNSETTLED_MS
  let before: FileFacts | null = null
  for (let still = 0; ; ) {
    const found = await hold(exchange)
    if (found === null || found.content !== null) return found
    still = before !== null && sameFacts(before, found.facts) ? still + 1 : 1
    if (still === STILL_TRIES) return found
    before = found.facts
    await found.file.close()
    if (performance.now() > until) throw new Error(`${join(exchange.folder.path, exchange.name)} is being written for too long`)
    await sleep(PAUSE_MS)
  }
}

async function hold<T>({ folder, name, maxBytes, files, parse }: Exchange<T>): Promise<Held<T> | null> {
  const shown = join(folder.path, name)
  const file = await openToRead(folder.at(name), { shown, files })
  if (file === null) return null
  try {
    const facts = await file.stat()
    const bytes = await readWhole(file, maxBytes, shown)
    return { file, bytes, content: parse(bytes), facts }
  } catch (error) {
    await file.close()
    throw error
  }
}

/** True if nothing has changed since the two looks, as far as the system tells. */
export function sameFacts(a: FileFacts, b: FileFacts): boolean {
  return a.ino === b.ino && a.size === b.size && a.mtimeMs === b.mtimeMs
}

/** Whether the same file stands there, with the same content if that is asked. */
async function isStill<T>({ folder, name, maxBytes, files }: Exchange<T>, found: Held<T> | null, careful: boolean): Promise<boolean> {
  const now = await files.lstat(folder.at(name)).catch((error: unknown) => {
    if (isCode(error, 'ENOENT')) return null
    throw error
  })
  if (now === null || found === null) return now === null && found === null
  if (now.ino !== found.facts.ino) return false
  return !careful || (await readWhole(found.file, maxBytes, name)).equals(found.bytes)
}

interface Replacement {
  readonly folder: Folder
  readonly name: string
  readonly via: Folder
  readonly files: Files
}

/** What the new file is; `null` if `stillSo` said no just before the rename, and nothing is left behind then. */
async function replace(place: Replacement, text: Buffer, stillSo: () => Promise<boolean>): Promise<FileFacts | null> {
  try {
    return await replaceVia(place, text, stillSo)
  } catch (error) {
    if (!isCode(error, 'EXDEV')) throw error
    return await replaceVia({ ...place, via: place.folder }, text, stillSo)
  }
}

async function replaceVia({ folder, name, via, files }: Replacement, text: Buffer, stillSo: () => Promise<boolean>): Promise<FileFacts | null> {
  const prepared = via.at(`.scribe-${randomBytes(6).toString('hex')}.tmp`)
  let renamed = false
  try {
    const facts = await prepare(files, prepared, text)
    if (!(await stillSo())) return null
    await files.rename(prepared, folder.at(name))
    renamed = true
    await folder.sync()
    return facts
  } finally {
    if (!renamed) await files.unlink(prepared).catch(() => undefined)
  }
}

async function prepare(files: Files, path: string, text: Buffer): Promise<FileFacts> {
  const { O_CREAT, O_EXCL, O_NOFOLLOW, O_WRONLY } = constants
  const file = await files.open(path, O_CREAT | O_EXCL | O_NOFOLLOW | O_WRONLY, 0o644)
  try {
    await writeAll(file, text)
    await file.sync()
    return await file.stat()
  } finally {
    await file.close()
  }
}
