/**
 * The file of the settings: reading it whatever is in it, writing it whole. Owns the file's safety (a damaged one is set
 * aside, never overwritten); not what the values mean.
 */
import { constants } from 'node:fs'
import { mkdir, open, realpath, rename } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { writeFileAtomic } from '../base/atomicFile.ts'
import { isCode } from '../base/insideRepo.ts'

/** A few hundred keys are some kilobytes. */
const MAX_BYTES = 1024 * 1024

/** Keys and values as they stand in the file. */
export type RawSettings = Readonly<Record<string, unknown>>

export type SettingsRead =
  | { readonly kind: 'read'; readonly raw: RawSettings }
  /** There is no file yet. */
  | { readonly kind: 'none' }
  /** It is no settings file; `setAside` is the name it was moved to, `null` where that failed. */
  | { readonly kind: 'damaged'; readonly setAside: string | null }

/** What the file says. `now` (ms) names a file that is set aside. Never throws. */
export async function readSettingsFile(path: string, now: number): Promise<SettingsRead> {
  try {
    const text = await readOrdinaryText(path)
    const raw = text === null ? null : parseObject(text)
    if (raw !== null) return { kind: 'read', raw }
  } catch (error) {
    if (isCode(error, 'ENOENT')) return { kind: 'none' }
  }
  return { kind: 'damaged', setAside: await setAside(path, now) }
}

/** Replaces the file; a link of the person's own stays one. Throws the system's error. */
export async function writeSettingsFile(path: string, raw: RawSettings): Promise<void> {
  await mkdir(dirname(path), { recursive: true, mode: 0o700 })
  const real = await realpath(path).catch(() => path)
  await writeFileAtomic(real, `${JSON.stringify(raw, null, 2)}\n`, { mode: 0o600 })
}

/** `null` for what is no ordinary file, or too long. */
async function readOrdinaryText(path: string): Promise<string | null> {
  const file = await open(path, constants.O_RDONLY | constants.O_NONBLOCK)
  try {
    const found = await file.stat()
    return found.isFile() && found.size <= MAX_BYTES ? await file.readFile('utf8') : null
  } finally {
    await file.close()
  }
}

function parseObject(text: string): RawSettings | null {
  try {
    const value: unknown = JSON.parse(text)
    return typeof value === 'object' && value !== null && !Array.isArray(value) ? { ...value } : null
  } catch {
    return null
  }
}

async function setAside(path: string, now: number): Promise<string | null> {
  const name = basename(path).replace(/\.json$/, `.corrupt-${new Date(now).toISOString().replace(/[:.]/g, '-')}.json`)
  return await rename(path, join(dirname(path), name)).then(
    () => name,
    () => null,
  )
}
