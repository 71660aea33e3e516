/**
 * The marker that proves a watch: a file in `<git-dir>/scribe/`, written on demand and waited for through the same back end
 * that covers the root. Owns that file only; what a proof that does not come means is decided in the daemon.
 */
import { closeSync, constants, lstatSync, mkdirSync, openSync, writeSync } from 'node:fs'
import { join } from 'node:path'

const NAME = 'canary'

export class Canary {
  readonly folder: string
  readonly path: string
  #usable = false
  #waiting: { readonly tick: number; readonly since: number } | null = null

  constructor(gitDir: string) {
    this.folder = join(gitDir, 'scribe')
    this.path = join(this.folder, NAME)
  }

  /** Makes sure of the folder. Throws what the system throws, also when something else (a link) stands in its place. */
  prepare(): void {
    if (lstatSync(this.folder, { throwIfNoEntry: false }) === undefined) mkdirSync(this.folder)
    if (!lstatSync(this.folder).isDirectory()) throw new Error(`${this.folder} is not a folder`)
    this.#usable = true
  }

  /** Writes the marker, if there is a folder for it. Throws what the system throws. */
  write(tick: number): void {
    if (!this.#usable) this.prepare()
    this.#waiting = { tick, since: performance.now() }
    const { O_CREAT, O_NOFOLLOW, O_TRUNC, O_WRONLY } = constants
    const file = openSync(this.path, O_CREAT | O_NOFOLLOW | O_TRUNC | O_WRONLY, 0o600)
    try {
      writeSync(file, `${new Date().toISOString()}\n`)
    } finally {
      closeSync(file)
    }
  }

  /** Nobody will see the marker any more: the tick that waits for it, or `null`. */
  abandon(): number | null {
    const tick = this.#waiting?.tick ?? null
    this.#waiting = null
    return tick
  }

  /** The watch reported the marker: the tick it answers and how long it took, or `null` if none is waited for. */
  seen(): { readonly tick: number; readonly ms: number } | null {
    const waiting = this.#waiting
    this.#waiting = null
    return waiting === null ? null : { tick: waiting.tick, ms: performance.now() - waiting.since }
  }
}
