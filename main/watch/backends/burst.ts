/**
 * Notices that many events came at once. The kernel's queue may then have overflowed, and Node hides that on both systems,
 * so the only honest answer is to look again when it is quiet. All roots of the host share one queue: when one of them may
 * have filled it, every root may have lost events. Owns counting and the timers, not the looking.
 */
import { readFileSync } from 'node:fs'

/** Events of one root within `WINDOW_MS` that make a burst. Far under the smallest queue (256 when forced down), far over a person's saves. */
const BURST_EVENTS = 200
const WINDOW_MS = 1_000
/** Quiet time after a burst before it counts as over, and the longest it can be put off. */
const SETTLE_MS = 250
const SETTLE_AT_MOST_MS = 2_000
/** Back ends tell of less than the queue held: chokidar folds three events of a save into one. */
const SHARE_OF_QUEUE = 0.25
/** Linux's own default; macOS does not say what it has. */
const USUAL_QUEUE = 16_384

/** Counts events in windows of a second. */
class Window {
  #since = 0
  #count = 0

  /** One more event; returns how many there were in this window. */
  add(now: number): number {
    if (now - this.#since > WINDOW_MS) {
      this.#since = now
      this.#count = 0
    }
    return ++this.#count
  }
}

/** The bursts of one root. */
export class Burst {
  readonly #over: () => void
  readonly #bursts: Bursts
  readonly #window = new Window()
  #settling: { readonly timer: NodeJS.Timeout; readonly since: number } | null = null
  #closed = false

  constructor(bursts: Bursts, over: () => void) {
    this.#bursts = bursts
    this.#over = over
  }

  /** One more event. */
  count(): void {
    const now = performance.now()
    this.#bursts.count(now)
    if (this.#window.add(now) >= BURST_EVENTS) this.settle(now)
  }

  /** Calls `over` once it is quiet, or at the latest 2 s from the first call on. */
  settle(now: number): void {
    if (this.#closed) return
    const since = this.#settling?.since ?? now
    if (this.#settling !== null && now - since > SETTLE_AT_MOST_MS) return
    clearTimeout(this.#settling?.timer)
    this.#settling = { since, timer: setTimeout(() => this.#end(), SETTLE_MS) }
  }

  close(): void {
    this.#closed = true
    this.#bursts.forget(this)
    clearTimeout(this.#settling?.timer)
  }

  #end(): void {
    this.#settling = null
    this.#over()
  }
}

/** The bursts of all roots that share the system's queue. */
export class Bursts {
  readonly #flood: number
  readonly #window = new Window()
  readonly #all = new Set<Burst>()

  /** `queue` is how many events the system keeps for this process before it drops them. */
  constructor(queue: number) {
    this.#flood = Math.max(1, Math.floor(queue * SHARE_OF_QUEUE))
  }

  /** The bursts of one more root; `over` is called when one has ended. */
  open(over: () => void): Burst {
    const burst = new Burst(this, over)
    this.#all.add(burst)
    return burst
  }

  /** One more event of any root. */
  count(now: number): void {
    if (this.#window.add(now) % this.#flood === 0) for (const burst of this.#all) burst.settle(now)
  }

  forget(burst: Burst): void {
    this.#all.delete(burst)
  }
}

/** With the queue of this machine. */
export function systemBursts(): Bursts {
  return new Bursts(queueLength())
}

function queueLength(): number {
  try {
    return Number(readFileSync('/proc/sys/fs/inotify/max_queued_events', 'utf8'))
  } catch {
    return USUAL_QUEUE
  }
}
