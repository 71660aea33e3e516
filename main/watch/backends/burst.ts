/**
 * Notices that many events came at once. The kernel's queue may then have overflowed, and Node hides that on both systems,
 * so the only honest answer is to look again when it is quiet. Owns counting and the timer, not the looking.
 */

/** Events within `WINDOW_MS` that make a burst. Far under the smallest queue (256 when forced down), far over a person's saves. */
const BURST_EVENTS = 200
const WINDOW_MS = 1_000
/** Quiet time after a burst before it counts as over, and the longest it can be put off. */
const SETTLE_MS = 250
const SETTLE_AT_MOST_MS = 2_000

export class Burst {
  readonly #over: () => void
  #window = { since: 0, count: 0 }
  #settling: { readonly timer: NodeJS.Timeout; readonly since: number } | null = null
  #closed = false

  /** `over` is called once it is quiet after a burst, or at the latest 2 s into it. */
  constructor(over: () => void) {
    this.#over = over
  }

  /** One more event. */
  count(): void {
    const now = performance.now()
    if (now - this.#window.since > WINDOW_MS) this.#window = { since: now, count: 0 }
    if (++this.#window.count < BURST_EVENTS || this.#closed) return
    const since = this.#settling?.since ?? now
    if (this.#settling !== null && now - since > SETTLE_AT_MOST_MS) return
    clearTimeout(this.#settling?.timer)
    this.#settling = { since, timer: setTimeout(() => this.#end(), SETTLE_MS) }
  }

  close(): void {
    this.#closed = true
    clearTimeout(this.#settling?.timer)
  }

  #end(): void {
    this.#settling = null
    this.#over()
  }
}
