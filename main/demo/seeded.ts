/** Chance that comes out the same for the same seed (mulberry32). For sample data only, never for anything secret. */

export class Seeded {
  #state: number

  constructor(seed: number) {
    this.#state = seed >>> 0
  }

  /** From 0 up to, not including, 1. */
  next(): number {
    this.#state = (this.#state + 0x6d2b79f5) >>> 0
    let mixed = this.#state
    mixed = Math.imul(mixed ^ (mixed >>> 15), mixed | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }

  /** A number from `least` to `most`, both included; whole if they are. */
  within(least: number, most: number): number {
    return Math.floor(least + this.next() * (most - least + 1))
  }

  /** One of them. Throws for none. */
  pick<T>(some: readonly T[]): T {
    const one = some[this.within(0, some.length - 1)]
    if (one === undefined) throw new RangeError('there is nothing to pick from')
    return one
  }

  /** All of them in another order. */
  shuffled<T>(some: readonly T[]): T[] {
    return some
      .map((one) => ({ one, place: this.next() }))
      .sort((a, b) => a.place - b.place)
      .map(({ one }) => one)
  }
}
