/**
 * Keeps a Git that hangs from being asked again and again: after three timeouts in a row for one folder it is left alone
 * for a while, then tried once more; each further timeout doubles the pause. Pure but for its memory: the caller says what
 * time it is. One folder's trouble never holds up another.
 */

export interface BreakerRules {
  /** Timeouts in a row that open it. */
  readonly limit: number
  readonly pauseMs: number
  readonly longestPauseMs: number
}

const RULES: BreakerRules = { limit: 3, pauseMs: 30_000, longestPauseMs: 300_000 }
/** Folders remembered; the one that failed longest ago is forgotten first. */
const FOLDERS_KEPT = 1_000

interface Trouble {
  readonly timeouts: number
  /** Monotonic, ms; not asked before. */
  readonly until: number
}

export class Breaker {
  readonly #rules: BreakerRules
  readonly #troubles = new Map<string, Trouble>()

  constructor(rules: BreakerRules = RULES) {
    this.#rules = rules
  }

  /** How long Git is still left alone in this folder, ms; 0 when it may be asked. */
  pause(folder: string, now: number): number {
    return Math.max(0, (this.#troubles.get(folder)?.until ?? 0) - now)
  }

  /** Git answered, in whatever way. */
  answered(folder: string): void {
    this.#troubles.delete(folder)
  }

  /** Git gave no answer. Runs that were under way when it opened do not count again. */
  timedOut(folder: string, now: number): void {
    if (this.pause(folder, now) > 0) return
    const timeouts = (this.#troubles.get(folder)?.timeouts ?? 0) + 1
    this.#troubles.delete(folder)
    this.#troubles.set(folder, { timeouts, until: timeouts < this.#rules.limit ? 0 : now + this.#pauseAfter(timeouts) })
    const [oldest] = this.#troubles.keys()
    if (this.#troubles.size > FOLDERS_KEPT && oldest !== undefined) this.#troubles.delete(oldest)
  }

  #pauseAfter(timeouts: number): number {
    const { limit, pauseMs, longestPauseMs } = this.#rules
    return Math.min(longestPauseMs, pauseMs * 2 ** Math.min(timeouts - limit, 30))
  }
}
