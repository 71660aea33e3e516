/**
 * A bounded number of places for work that runs at once; the rest waits in order of arrival. A place is given back once,
 * however often `leave` is called. Owns the counting only; deadlines are those of the work.
 */

export class Places {
  readonly #most: () => number
  readonly #waiting: (() => void)[] = []
  #taken = 0

  /** `most` is asked whenever a place is given, so that a limit can change while work runs. */
  constructor(most: () => number) {
    this.#most = most
  }

  /** Settles when there is a place, with the function that gives it back. */
  async enter(): Promise<() => void> {
    if (this.#taken >= this.#most() || this.#waiting.length > 0) await new Promise<void>((resolve) => this.#waiting.push(resolve))
    else this.#taken += 1
    let held = true
    return () => {
      if (held) this.#leave()
      held = false
    }
  }

  /** A place given back is handed on, without being free in between. */
  #leave(): void {
    this.#taken -= 1
    while (this.#taken < this.#most()) {
      const next = this.#waiting.shift()
      if (next === undefined) return
      this.#taken += 1
      next()
    }
  }
}
