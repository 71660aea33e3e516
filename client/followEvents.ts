/**
 * Follows the daemon's events across lost connections and restarts: comes back with growing pauses, goes on behind the last event that
 * was dealt with, and passes over what comes twice. Invariant: a durable event is handed on once, or a gap is.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { Envelope } from '../shared/protocol/events.ts'
import { type SubscribeParams, WINDOW } from '../shared/protocol/rpc.ts'
import type { ScribeClient } from './scribeClient.ts'

const FIRST_PAUSE_MS = 250
const LONGEST_PAUSE_MS = 5_000
/** A connection that held this long was a good one: the next pause is a short one again. */
const GOOD_MS = 10_000
/** The daemon is told in steps; a window is never emptied by waiting for them. */
const ACK_EVERY = WINDOW.usual / 4

/** Where to go on: behind this event. */
export interface EventCursor {
  readonly epoch: string
  readonly seq: number
}

export interface FollowOptions {
  /** A connection, or `null` while there is no daemon. Other failures end the following. */
  readonly connect: () => Promise<ScribeClient | null>
  readonly wanted: Pick<SubscribeParams, 'topics' | 'session' | 'coalesce' | 'min_interval_ms'>
  /** Without it events begin now. */
  readonly from: EventCursor | null
  readonly onEvent: (envelope: Envelope) => void
  /** Events are missing: read everything anew. */
  readonly onGap: (from: EventCursor | null) => void
  /** The connection is lost, or there again. */
  readonly onLink?: (up: boolean) => void
  readonly signal: AbortSignal
}

/** Settles when the signal is aborted. Rejects with a refusal of the daemon. */
export async function followEvents(options: FollowOptions): Promise<void> {
  const { connect, signal, onLink = () => undefined } = options
  let cursor = options.from
  let pause = FIRST_PAUSE_MS
  while (!signal.aborted) {
    const client = await connect()
    // Told to end while it connected: nobody would hear of that any more.
    if (signal.aborted) return client?.close()
    if (client !== null) {
      const began = performance.now()
      const follow = new Following(client, options, cursor)
      onLink(true)
      await follow.run()
      cursor = follow.cursor
      if (signal.aborted) return
      onLink(false)
      if (performance.now() - began >= GOOD_MS) pause = FIRST_PAUSE_MS
    }
    await sleep(pause, undefined, { signal }).catch(() => undefined)
    pause = Math.min(pause * 2, LONGEST_PAUSE_MS)
  }
}

/** One connection's part of it. */
class Following {
  readonly #client: ScribeClient
  readonly #options: FollowOptions
  #cursor: EventCursor | null
  #sub: number | null = null
  #unacked = 0

  constructor(client: ScribeClient, options: FollowOptions, cursor: EventCursor | null) {
    this.#client = client
    this.#options = options
    this.#cursor = cursor
  }

  get cursor(): EventCursor | null {
    return this.#cursor
  }

  /** Settles when the connection has ended. */
  async run(): Promise<void> {
    const ended = Promise.withResolvers<void>()
    const stop = (): void => this.#client.close()
    this.#options.signal.addEventListener('abort', stop, { once: true })
    this.#client.onClosed(() => ended.resolve())
    try {
      await this.#subscribe()
      await ended.promise
    } catch (error) {
      // A connection that ends while something is asked refuses that; the end is what counts.
      if (!this.#client.isClosed) throw error
    } finally {
      this.#options.signal.removeEventListener('abort', stop)
      this.#client.close()
    }
  }

  async #subscribe(): Promise<void> {
    const before = this.#cursor
    const from = before === null ? {} : { from_seq: before.seq, epoch: before.epoch }
    const onGap = (): void => this.#options.onGap(this.#cursor)
    const { sub, epoch, seq, gap } = await this.#client.events(
      { ...this.#options.wanted, ...from, window: WINDOW.usual },
      { onEvent: (e) => this.#take(e), onGap },
    )
    this.#sub = sub
    if (gap) this.#options.onGap(before)
    // Events that came with the answer have moved it already.
    if (this.#cursor?.epoch !== epoch) this.#cursor = { epoch, seq }
    this.#acknowledge()
  }

  #take(envelope: Envelope): void {
    const { epoch, seq } = envelope
    const last = this.#cursor
    if (last !== null && last.epoch === epoch && seq <= last.seq) return
    this.#options.onEvent(envelope)
    this.#cursor = { epoch, seq }
    this.#unacked++
    this.#acknowledge()
  }

  #acknowledge(): void {
    if (this.#unacked < ACK_EVERY || this.#sub === null || this.#cursor === null) return
    this.#unacked = 0
    this.#client.ack(this.#sub, this.#cursor.seq)
  }
}
