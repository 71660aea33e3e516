/**
 * Two ways to keep asynchronous work in order. `Sequence` runs tasks one after another and survives a task that fails.
 * `Latest` is for work whose input can be merged: one runs, at most one waits, whatever comes meanwhile is merged into
 * the waiting one.
 */

export class Sequence {
  #tail: Promise<unknown> = Promise.resolve()

  /** Runs `task` after all earlier ones; settles as the task does. */
  run<T>(task: () => Promise<T>): Promise<T> {
    const result = this.#tail.then(task)
    this.#tail = result.catch(() => undefined)
    return result
  }

  /** Settles when everything queued so far has ended. */
  async idle(): Promise<void> {
    await this.#tail
  }
}

export class Latest<T> {
  readonly #work: (input: T) => Promise<void>
  readonly #merge: (waiting: T, newer: T) => T
  readonly #onError: (error: unknown) => void
  #waiting: { input: T } | null = null
  #running: Promise<void> | null = null

  constructor(options: { work: (input: T) => Promise<void>; merge: (waiting: T, newer: T) => T; onError: (error: unknown) => void }) {
    this.#work = options.work
    this.#merge = options.merge
    this.#onError = options.onError
  }

  /** Hands over input; it is worked on now, or merged with what already waits. */
  push(input: T): void {
    this.#waiting = { input: this.#waiting === null ? input : this.#merge(this.#waiting.input, input) }
    this.#running ??= this.#drain()
  }

  /** Settles when nothing runs and nothing waits. */
  async idle(): Promise<void> {
    while (this.#running !== null) await this.#running
  }

  async #drain(): Promise<void> {
    // Yield first: `push` must return before the work begins, and `#running` must be set.
    await Promise.resolve()
    while (this.#waiting !== null) {
      const { input } = this.#waiting
      this.#waiting = null
      await this.#work(input).catch(this.#onError)
    }
    this.#running = null
  }
}
