/** Which sessions recorded when the app was quit: those are gone on with when the app is opened at login. Owns one small file. */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const MOST = 64

/** Keeps the ids for the next start. Never throws: quitting goes on. */
export function rememberPaused(file: string, ids: readonly string[]): void {
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify(ids.slice(0, MOST)), { mode: 0o600 })
  } catch {
    // They can be resumed by hand.
  }
}

/** The ids, once: whoever asks again gets none. */
export function takePaused(file: string): readonly string[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    rmSync(file, { force: true })
    return Array.isArray(value) ? value.filter((id) => typeof id === 'string').slice(0, MOST) : []
  } catch {
    return []
  }
}
