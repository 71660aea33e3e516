/** Runs one thing, one at a time, now or as soon as it may run again. Owns the time between two runs; what is wanted meanwhile is one more run. */

export class Asker {
  readonly #everyMs: number
  readonly #run: () => Promise<void>
  #last = Number.NEGATIVE_INFINITY
  #timer: ReturnType<typeof setTimeout> | undefined
  #isRunning = false
  #again = false
  #closed = false

  /** `everyMs`: between the beginnings of two runs. */
  constructor(everyMs: number, run: () => Promise<void>) {
    this.#everyMs = everyMs
    this.#run = run
  }

  /** `atOnce`: however short ago it ran. */
  want(atOnce = false): void {
    this.#closed = false
    if (atOnce) {
      this.#last = Number.NEGATIVE_INFINITY
      clearTimeout(this.#timer)
      this.#timer = undefined
    }
    if (this.#isRunning) this.#again = true
    else this.#timer ??= setTimeout(() => void this.#go(), Math.max(0, this.#last + this.#everyMs - performance.now()))
  }

  /** Runs no more, until it is wanted again. */
  close(): void {
    this.#closed = true
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  async #go(): Promise<void> {
    this.#timer = undefined
    this.#isRunning = true
    this.#last = performance.now()
    await this.#run()
    this.#isRunning = false
    if (this.#again && !this.#closed) this.want()
    this.#again = false
  }
}
