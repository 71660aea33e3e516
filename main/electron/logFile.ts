/**
 * The app's log file: a program started from the Finder has no terminal to complain to. Bounded: at most two files of
 * `MAX_BYTES`. Writing is synchronous, so that the last line before a crash is there; lines are few by design.
 */
import { appendFileSync, mkdirSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'

const MAX_BYTES = 1024 * 1024

/** A sink for `createLogger` that appends to `file` and keeps one predecessor, `file.1`. Never throws. */
export function logFile(file: string, maxBytes = MAX_BYTES): (line: string) => void {
  let written: number | null = null
  return (line) => {
    try {
      written ??= open(file)
      if (written + line.length > maxBytes) {
        renameSync(file, `${file}.1`)
        written = 0
      }
      appendFileSync(file, `${line}\n`, { mode: 0o600 })
      written += Buffer.byteLength(line) + 1
    } catch {
      // A full disk must not take the app down because it wants to say that the disk is full.
    }
  }
}

/** Makes sure of the folder; returns the size of what is there. */
function open(file: string): number {
  mkdirSync(dirname(file), { recursive: true, mode: 0o700 })
  return statSync(file, { throwIfNoEntry: false })?.size ?? 0
}
