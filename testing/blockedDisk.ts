/**
 * A disk that does not answer: every thread that Node reads files with waits for a pipe nobody writes to. Real file operations of
 * this process hang until it is released.
 */
import { execFileSync } from 'node:child_process'
import { closeSync, constants, open, openSync } from 'node:fs'
import { join } from 'node:path'

/** Node's default; nothing in the tests sets another. */
const THREADS = 4

export class BlockedDisk {
  readonly #pipe: string
  readonly #opened: Promise<number>[] = []

  /** `folder` is the test's own. */
  constructor(folder: string) {
    this.#pipe = join(folder, 'pipe')
    execFileSync('mkfifo', [this.#pipe])
  }

  block(): void {
    for (let n = 0; n < THREADS; n++) {
      this.#opened.push(new Promise((resolve, reject) => open(this.#pipe, 'r', (error, file) => (error === null ? resolve(file) : reject(error)))))
    }
  }

  /** Settles when files can be read again. Twice is once. */
  async release(): Promise<void> {
    // Not through the threads, which all wait.
    const writer = this.#opened.length === 0 ? null : openSync(this.#pipe, constants.O_RDWR)
    for (const file of await Promise.all(this.#opened.splice(0))) closeSync(file)
    if (writer !== null) closeSync(writer)
  }
}
