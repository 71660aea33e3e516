/** How often somebody may ask: so many at once, then so many a second. Pure state; the time is given. */

export interface Rate {
  readonly perSecond: number
  readonly burst: number
}

export class TokenBucket {
  readonly #rate: () => Rate
  #tokens = 0
  #at: number | null = null

  constructor(rate: () => Rate) {
    this.#rate = rate
  }

  /** 0 when it may go on now; else after how many ms it may. `now` is monotonic, ms. A rate of 0 a second sets no limit. */
  take(now: number): number {
    const { perSecond } = this.#rate()
    if (perSecond === 0 || this.takeSome(1, now) === 1) return 0
    return Math.ceil(((1 - this.#tokens) * 1_000) / perSecond)
  }

  /** How many of `wanted` there are; those are taken. */
  takeSome(wanted: number, now: number): number {
    const { perSecond, burst } = this.#rate()
    if (perSecond === 0) return wanted
    this.#tokens = this.#at === null ? burst : Math.min(burst, this.#tokens + ((now - this.#at) * perSecond) / 1_000)
    this.#at = now
    const taken = Math.min(wanted, Math.floor(this.#tokens))
    this.#tokens -= taken
    return taken
  }
}
