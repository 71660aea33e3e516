/**
 * A program that writes a file the way the Python one does, stopped in the middle: the file is open and emptied, the new
 * text comes when the test says so. What stands at the path meanwhile may have become another file.
 */
import { closeSync, ftruncateSync, openSync, writeSync } from 'node:fs'

export interface HeldWriter {
  empty(): void
  /** Writes all of it and closes. */
  finish(text: string): void
}

/** Opens the file as it stands; nothing is written yet. */
export function heldWriter(path: string): HeldWriter {
  const file = openSync(path, 'r+')
  return {
    empty: () => ftruncateSync(file, 0),
    finish: (text) => {
      ftruncateSync(file, 0)
      writeSync(file, text, 0)
      closeSync(file)
    },
  }
}
