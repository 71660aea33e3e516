/**
 * What one subscriber gets of the event log, in order and from where it left off. Nothing is queued for it: it has a place in the log
 * and moves on as its carrier and its acknowledgements allow. Owns folding, windows and the saying of gaps. Invariant: of the events
 * it asked for, a durable one is either sent or told as a gap.
 */
import type { EventLog } from '../events/eventLog.ts'
import type { LoggedEvent } from '../events/recentEvents.ts'

/** Events looked at, and bytes read from files, before the loop gets a turn. */
const AT_ONCE = 256
const BYTES_AT_ONCE = 256 * 1024
/** Numbers that were sent and are not acknowledged, at most. */
const MOST_UNACKED = 10_000

export interface Wanted {
  readonly topics: readonly RegExp[]
  /** Only events about this session. */
  readonly session: string | null
  /** Unacknowledged events in flight; `null` for a subscriber that does not acknowledge. */
  readonly window: number | null
  /** Of events with the same key that wait, only the newest is sent. */
  readonly coalesce: boolean
  /** Events leave at most this often, ms. */
  readonly minIntervalMs: number
}

export interface Outlet {
  /** Sends one event: the envelope as JSON, and how many older ones it stands for. */
  event(text: string, folded: number): void
  /** Events between these numbers cannot be had any more. */
  gap(from: number, to: number): void
  /** Nothing more is sent until some are acknowledged. */
  lag(unacked: number): void
  /** The carrier takes more. */
  ready(): boolean
}

export class Subscription {
  readonly #log: EventLog
  readonly #wanted: Wanted
  readonly #outlet: Outlet
  readonly #unsubscribe: () => void
  /** Everything up to here is dealt with. */
  #at: number
  #unacked: number[] = []
  #lagTold = false
  #sentAt = Number.NEGATIVE_INFINITY
  #reading = false
  #timer: NodeJS.Timeout | null = null
  #closed = false

  constructor(log: EventLog, from: number, { wanted, outlet }: { readonly wanted: Wanted; readonly outlet: Outlet }) {
    this.#log = log
    this.#at = from
    this.#wanted = wanted
    this.#outlet = outlet
    this.#unsubscribe = log.onReleased(() => this.wake())
  }

  /** Something waits that may not leave yet. */
  get isBehind(): boolean {
    return this.#at < this.#log.released
  }

  /** Sends what may be sent. Called when there is more, when the carrier is free, and after an acknowledgement. */
  wake(): void {
    if (this.#reading || !this.isBehind || this.#waitsForTime()) return
    while (this.isBehind && this.#maySend()) {
      if (this.#at < this.#log.recentFrom) return this.#readOlder()
      this.#sendAll(this.#log.recent(this.#at, AT_ONCE))
    }
    this.#sentAt = performance.now()
  }

  /** Everything up to and with `seq` has arrived. */
  ack(seq: number): void {
    const rest = this.#unacked.findIndex((sent) => sent > seq)
    this.#unacked.splice(0, rest < 0 ? this.#unacked.length : rest)
    this.#lagTold = false
    this.wake()
  }

  close(): void {
    this.#closed = true
    this.#unsubscribe()
    if (this.#timer !== null) clearTimeout(this.#timer)
  }

  /** One read at a time; what happens meanwhile is seen after it. */
  #readOlder(): void {
    this.#reading = true
    void this.#sendOlder()
      // A file that cannot be read is a gap like one that is gone.
      .catch(() => this.#skipTo(Math.min(this.#log.recentFrom, this.#log.released)))
      .finally(() => {
        this.#reading = false
        this.wake()
      })
  }

  async #sendOlder(): Promise<void> {
    if (this.#at < this.#log.oldest) this.#skipTo(this.#log.oldest)
    const older = await this.#log.older(this.#at, BYTES_AT_ONCE)
    if (older !== null) return void (this.#sendAll(older.events) && this.#passTo(older.upTo))
    // What is in neither the files nor memory was folded, or is a gap that the next look sees.
    this.#passTo(Math.min(this.#log.recentFrom, this.#log.released))
  }

  #passTo(seq: number): void {
    this.#at = Math.max(this.#at, seq)
  }

  #skipTo(seq: number): void {
    this.#outlet.gap(this.#at + 1, seq)
    this.#at = seq
  }

  /** Stops at the first that may not leave; true if all have been dealt with. */
  #sendAll(events: readonly LoggedEvent[]): boolean {
    const folds = this.#wanted.coalesce ? foldsOf(events) : NO_FOLDS
    for (const [index, event] of events.entries()) {
      if (!this.#maySend()) return false
      this.#at = event.seq
      const folded = folds.get(index) ?? 0
      if (folded < 0 || !this.#wants(event)) continue
      this.#outlet.event(event.text, folded)
      if (this.#wanted.window !== null && this.#unacked.length < MOST_UNACKED) this.#unacked.push(event.seq)
    }
    return true
  }

  #maySend(): boolean {
    if (this.#closed || !this.#outlet.ready()) return false
    const { window } = this.#wanted
    if (window === null || this.#unacked.length < window) return true
    if (!this.#lagTold) this.#outlet.lag(this.#unacked.length)
    this.#lagTold = true
    return false
  }

  #wants({ topic, session }: LoggedEvent): boolean {
    const { topics, session: only } = this.#wanted
    return (only === null || session === only) && topics.some((pattern) => pattern.test(topic))
  }

  /** True until the time between two bundles is over; then it is woken again. */
  #waitsForTime(): boolean {
    const left = this.#sentAt + this.#wanted.minIntervalMs - performance.now()
    if (this.#wanted.minIntervalMs === 0 || left <= 0) return false
    this.#timer ??= setTimeout(() => {
      this.#timer = null
      this.wake()
    }, left)
    return true
  }
}

const NO_FOLDS: ReadonlyMap<number, number> = new Map()

/** For each index that matters: how many older events it stands for, or -1 where a newer one stands for it. */
function foldsOf(events: readonly LoggedEvent[]): ReadonlyMap<number, number> {
  if (events.length < 2) return NO_FOLDS
  const newest = new Map<string, number>()
  const folds = new Map<number, number>()
  for (const [index, { key }] of events.entries()) {
    if (key === null) continue
    const before = newest.get(key)
    if (before !== undefined) {
      folds.set(index, (folds.get(before) ?? 0) + 1)
      folds.set(before, -1)
    }
    newest.set(key, index)
  }
  return folds
}
