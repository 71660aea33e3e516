/** How often something may be started again: with growing pauses, at most five times in ten minutes. Pure but for the clock it is given. */

/** Pause before start n, ms. */
const PAUSES = [100, 500, 2_000, 5_000, 10_000]
const WINDOW_MS = 600_000

export class Restarts {
  readonly #monotonic: () => number
  #times: number[] = []

  constructor(monotonic: () => number) {
    this.#monotonic = monotonic
  }

  /** The pause before the next start (ms), which counts from now on; `null` when all are used up. */
  next(): number | null {
    const now = this.#monotonic()
    this.#times = this.#times.filter((at) => now - at < WINDOW_MS)
    const pause = PAUSES[this.#times.length] ?? null
    if (pause !== null) this.#times.push(now)
    return pause
  }
}
