/**
 * Reads and replaces files that are not Scribe's own: an agent's configuration. What cannot be read as it stands is left alone, aloud; a
 * link is followed, so that it stays one; folders that had to be made are told, so that they can go again.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  lstatSync,
  mkdirSync,
  openSync,
  readFileSync,
  realpathSync,
  renameSync,
  rmdirSync,
  rmSync,
  statSync,
  writeFileSync,
} from 'node:fs'
import { dirname } from 'node:path'
import { messageOf, ScribeError } from '../../../shared/domain/error.ts'
import { parseJson } from '../../../shared/domain/parseJson.ts'
import type { Json } from './parts.ts'

const MODE = 0o600
/** Beyond any such file there is. */
const MOST_BYTES = 64 * 1024 * 1024

/** The text of a file, `null` for none. Throws `usage.badInput` for what is no text, or no file at all. */
export function readConfig(path: string): string | null {
  if (lstatSync(path, { throwIfNoEntry: false }) === undefined) return null
  try {
    if (!statSync(path).isFile() || statSync(path).size > MOST_BYTES) throw new Error('it is no ordinary file')
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(readFileSync(path))
  } catch (cause) {
    throw new ScribeError('usage.badInput', `${path} cannot be read: ${messageOf(cause)}. Nothing was changed.`, { cause })
  }
}

/** The object in a file; an empty one where there is nothing. Throws `usage.badInput` for anything else. */
export function parseConfig(path: string, text: string | null): Json {
  if (text === null || text.trim() === '') return {}
  const content: unknown = parseJson(text)
  if (typeof content === 'object' && content !== null && !Array.isArray(content)) return content as Json
  throw new ScribeError('usage.badInput', `${path} is no JSON object. Nothing was changed; mend it, or put Scribe in by hand (docs/agents.md).`)
}

/** Indented as the file was. */
export function renderConfig(content: Json, before: string | null): string {
  const indent = /^[\t ]+(?=")/m.exec(before ?? '')?.[0] ?? '  '
  return `${JSON.stringify(content, null, indent)}\n`
}

/** By a file beside it, with the mode it had; who reads meanwhile sees the old or the new one. Throws what the disk refuses as `store.failed`. */
export function replaceFile(path: string, text: string): void {
  const target = existsSync(path) ? realpathSync(path) : path
  const temporary = `${target}.scribe-${process.pid}`
  let file: number | null = null
  try {
    file = openSync(temporary, 'wx', existsSync(target) ? statSync(target).mode & 0o777 : MODE)
    writeFileSync(file, text)
    fsyncSync(file)
    closeSync(file)
    renameSync(temporary, target)
  } catch (cause) {
    if (file !== null) rmSync(temporary, { force: true })
    throw new ScribeError('store.failed', `${path} could not be written: ${messageOf(cause)}.`, { cause })
  }
}

/** Makes the folder of a file; the first one that had to be made, `null` where all were there. */
export function makeFolderOf(path: string): string | null {
  try {
    return mkdirSync(dirname(path), { recursive: true }) ?? null
  } catch (cause) {
    throw new ScribeError('store.failed', `${dirname(path)} could not be made: ${messageOf(cause)}.`, { cause })
  }
}

/** Removes the folders from that of `path` up to `made`, as far as nothing is in them. */
export function removeFolders(path: string, made: string | null): void {
  if (made === null) return
  for (let folder = dirname(path); folder.startsWith(made); folder = dirname(folder)) {
    try {
      rmdirSync(folder)
    } catch {
      return
    }
  }
}
