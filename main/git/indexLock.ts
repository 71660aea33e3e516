/**
 * Waiting for Git to finish what it writes: while `index.lock` is there, a scan would see half of a checkout. Only looks; never
 * takes or removes the lock. Invariant: one lock is waited for once, since an editor open on a commit message holds it for hours.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'

const PATIENCE_MS = 3_000
const PAUSE_MS = 40

export class IndexLock {
  readonly #path: string
  readonly #patienceMs: number
  /** The lock that outlasted the patience, by the time it was made. */
  #borne: number | null = null

  /** `gitDir` is the worktree's own Git directory. */
  constructor(gitDir: string, patienceMs: number = PATIENCE_MS) {
    this.#path = join(gitDir, 'index.lock')
    this.#patienceMs = patienceMs
  }

  /** Settles when no Git writes the index, or when this one has taken too long. */
  async released(): Promise<void> {
    const until = performance.now() + this.#patienceMs
    for (let made = await this.#made(); made !== null && made !== this.#borne; made = await this.#made()) {
      if (performance.now() >= until) {
        this.#borne = made
        return
      }
      await sleep(PAUSE_MS)
    }
  }

  async #made(): Promise<number | null> {
    const found = await stat(this.#path).catch(() => null)
    return found === null ? null : found.birthtimeMs
  }
}
