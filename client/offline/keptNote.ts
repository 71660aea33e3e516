/**
 * A note that nobody takes now, as a file of the spool that hooks use: the daemon records it soon, or at its next start. Whole or absent, without
 * secrets, private to the person. The name's form is the daemon's (`main/commands/hookSpool.ts`).
 */
import { mkdir, open, readdir, rename, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { redact } from '../../main/base/redact.ts'

const MOST_FILES = 5_000
const MODE = 0o600

export interface KeptNote {
  readonly cwd: string
  readonly session?: string
  readonly text: string
  /** The same key is recorded once, whoever hands it over. */
  readonly idem: string
}

/** False where it cannot be kept: no data folder, a full spool or disk. `now` in ms since 1970. */
export async function keepNote(home: string, note: KeptNote, now: number): Promise<boolean> {
  const folder = join(home, 'spool')
  // Nine digits that hardly meet again within a second.
  const name = `${Math.floor(now / 1000)}-${Math.floor(Math.random() * 1e9)}.client.append`
  const part = join(folder, `${name}.part`)
  try {
    await mkdir(folder, { mode: 0o700 }).catch(ignoreThere)
    if ((await readdir(folder)).length >= MOST_FILES) return false
    const file = await open(part, 'wx', MODE)
    await file.writeFile(JSON.stringify({ ...note, text: redact(note.text) })).finally(() => file.close())
    await rename(part, join(folder, `${name}.json`))
    return true
  } catch {
    await rm(part, { force: true }).catch(() => undefined)
    return false
  }
}

function ignoreThere(error: unknown): void {
  if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error
}
