/**
 * How the last starts ended: each start leaves its time in a file, an orderly end takes the file away. Three starts within five
 * minutes that did not end in an orderly way mean that something in the record crashes the app, and it starts in safe mode.
 */
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { dirname } from 'node:path'

const CRASHES = 3
const WITHIN_MS = 5 * 60_000
/** Old ones say nothing. */
const KEPT = 10

/** True if the starts in `file` before `now` (ms since 1970) are three crashes in five minutes. Leaves this start's mark. Never throws. */
export function markLaunch(file: string, now: number): boolean {
  const earlier = readMarks(file).filter((at) => at <= now)
  try {
    mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
    writeFileSync(file, JSON.stringify([...earlier, now].slice(-KEPT)), { mode: 0o600 })
  } catch {
    // Without a mark a crash is not counted; that must not keep the app from starting.
  }
  return earlier.filter((at) => now - at < WITHIN_MS).length >= CRASHES
}

/** The app ends in an orderly way. */
export function clearMarks(file: string): void {
  rmSync(file, { force: true })
}

function readMarks(file: string): number[] {
  try {
    const value: unknown = JSON.parse(readFileSync(file, 'utf8'))
    return Array.isArray(value) ? value.filter((at) => typeof at === 'number') : []
  } catch {
    return []
  }
}
