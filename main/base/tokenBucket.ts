/** How often somebody may ask: so many at once, then so many a second. Pure state; the time is given. */

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export class TokenBucket {
  readonly #rate: () => Rate
  #tokens: number | null = null
  #at = 0

  constructor(rate: () => Rate) {
    this.#rate = rate
  }

  /** 0 when it may go on now; else after how many ms it may. `now` is monotonic, ms. A rate of 0 a second sets no limit. */
  take(now: number): number {
    const { perSecond, burst } = this.#rate()
    if (perSecond === 0) return 0
    const filled = this.#tokens === null ? burst : Math.min(burst, this.#tokens + ((now - this.#at) * perSecond) / 1_000)
    this.#at = now
    this.#tokens = filled >= 1 ? filled - 1 : filled
    return filled >= 1 ? 0 : Math.ceil(((1 - filled) * 1_000) / perSecond)
  }
}
