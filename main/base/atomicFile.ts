/**
 * Whole-file writes that are either the old content or the new one, also after a kill or a power cut: temporary file,
 * fsync, rename, fsync of the folder. Leaves at most a `.scribe-*.tmp` behind, which `sweepTemporaries` removes.
 */
import { randomBytes } from 'node:crypto'
import { open, readdir, rename, unlink } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { isCode } from './insideRepo.ts'

const TEMPORARY = /^\.scribe-[0-9a-f]{12}\.tmp$/

/**
 * Replaces `path` with `content`. The folder must exist. Throws the system's error and leaves the old file as it was.
 * `via` is where the temporary file stands, by default the folder of `path`; when it is on another volume, that
 * default is used after all.
 */
export async function writeFileAtomic(path: string, content: string | Uint8Array, options: { mode?: number; via?: string } = {}): Promise<void> {
  const own = dirname(path)
  const via = options.via ?? own
  try {
    await replace(path, content, { mode: options.mode, via })
  } catch (error) {
    if (via === own || !isCode(error, 'EXDEV')) throw error
    await replace(path, content, { mode: options.mode, via: own })
  }
  await syncFolder(own)
}

async function replace(path: string, content: string | Uint8Array, options: { mode: number | undefined; via: string }): Promise<void> {
  const temporary = join(options.via, `.scribe-${randomBytes(6).toString('hex')}.tmp`)
  try {
    const file = await open(temporary, 'wx', options.mode ?? 0o644)
    try {
      await file.writeFile(content)
      await file.sync()
    } finally {
      await file.close()
    }
    await rename(temporary, path)
  } catch (error) {
    await unlink(temporary).catch(() => undefined)
    throw error
  }
}

/** Makes a rename or creation in `folder` survive a power cut. */
export async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r')
  try {
    await handle.sync()
  } finally {
    await handle.close()
  }
}

/** Removes temporary files a killed process left in `folder`; only names this module makes. */
export async function sweepTemporaries(folder: string): Promise<void> {
  const names = await readdir(folder).catch(() => [])
  for (const name of names) {
    if (TEMPORARY.test(basename(name))) await unlink(join(folder, name)).catch(() => undefined)
  }
}
