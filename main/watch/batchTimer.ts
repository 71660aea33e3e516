/**
 * When a batch of events is complete: after a quiet window, or at the latest a maximum wait after the FIRST event, so
 * that steady writing cannot hold a batch back. Owns timing only.
 */

export interface BatchTiming {
  /** Milliseconds without an event that end a batch. */
  readonly quietMs: number
  /** Milliseconds after the first event that end it anyway. */
  readonly maxWaitMs: number
}

/** Decided in the design: below 100 ms to the eye, above the pause between the two writes of an editor's save. */
export const DEFAULT_TIMING: BatchTiming = { quietMs: 60, maxWaitMs: 200 }

/** Collects items with `merge` and hands the whole to `flush`. */
export class BatchTimer<T> {
  readonly #timing: BatchTiming
  readonly #merge: (batch: T, item: T) => T
  readonly #flush: (batch: T) => void
  #batch: { value: T } | null = null
  #quiet: NodeJS.Timeout | undefined
  #limit: NodeJS.Timeout | undefined

  constructor(options: { timing: BatchTiming; merge: (batch: T, item: T) => T; flush: (batch: T) => void }) {
    this.#timing = options.timing
    this.#merge = options.merge
    this.#flush = options.flush
  }

  /** True while a batch is being collected. */
  get isOpen(): boolean {
    return this.#batch !== null
  }

  add(item: T): void {
    if (this.#batch === null) {
      this.#batch = { value: item }
      this.#limit = setTimeout(() => this.flush(), this.#timing.maxWaitMs)
    } else {
      this.#batch = { value: this.#merge(this.#batch.value, item) }
    }
    clearTimeout(this.#quiet)
    this.#quiet = setTimeout(() => this.flush(), this.#timing.quietMs)
  }

  /** Ends the batch now, if there is one. */
  flush(): void {
    clearTimeout(this.#quiet)
    clearTimeout(this.#limit)
    if (this.#batch === null) return
    const { value } = this.#batch
    this.#batch = null
    this.#flush(value)
  }

  /** Drops what is collected and stops the timers. */
  close(): void {
    this.#batch = null
    this.flush()
  }
}
