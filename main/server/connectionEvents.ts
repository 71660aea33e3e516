/**
 * The subscriptions of one connection: which events it gets, from where, and what is said about them. Owns their numbers and the
 * bound on what a carrier holds; order and folding are `Subscription`'s. A carrier that takes nothing for long is let go.
 */
import { ScribeError } from '../../shared/domain/error.ts'
import { ackParamsSchema, MAX_SUBSCRIPTIONS, type SubscribeResult, subscribeParamsSchema, unsubscribeParamsSchema } from '../../shared/protocol/rpc.ts'
import { topicPattern } from '../../shared/protocol/topics.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { badInput } from '../commands/dispatch.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { EventLog } from '../events/eventLog.ts'
import type { Deliveries } from './deliveries.ts'
import { Subscription, type Wanted } from './subscription.ts'

/** Beyond this events wait in the log, where they cost nothing. */
const MAX_UNSENT_BYTES = 256 * 1024
/** From here on the carrier is asked to say when it has taken what it was given. */
const NEARLY_FULL_BYTES = 32 * 1024
const GIVEN_UP_MS = 5 * 60_000

/** The carrier, as far as events need it. */
export interface EventWire {
  send(text: string, written?: () => void): void
  buffered(): number
}

export interface EventsParts {
  readonly hub: EventHub
  readonly events: EventLog
  readonly wire: EventWire
  readonly clients: { readonly deliveries: Deliveries }
  /** Nothing was taken for minutes. */
  readonly giveUp: () => void
}

export class ConnectionEvents {
  readonly #parts: EventsParts
  readonly #subscriptions = new Map<number, Subscription>()
  #next = 1
  #stuck: NodeJS.Timeout | null = null

  constructor(parts: EventsParts) {
    this.#parts = parts
  }

  /** Throws `usage.badInput`, `session.notFound` or `limit.overloaded`. */
  subscribe(params: unknown): SubscribeResult {
    const { hub, events } = this.#parts
    const asked = parse(subscribeParamsSchema, 'events/subscribe', params)
    if (this.#subscriptions.size >= MAX_SUBSCRIPTIONS) throw new ScribeError('limit.overloaded', `A connection has at most ${MAX_SUBSCRIPTIONS} subscriptions.`)
    const { epoch, seq } = hub.state
    const wish = asked.snapshot ? undefined : asked.from_seq
    const known = wish === undefined || (asked.epoch === epoch && wish <= events.released && wish >= events.oldest)
    const from = asked.snapshot ? seq : known ? (wish ?? events.released) : events.released
    const sub = this.#next++
    const wanted: Wanted = {
      topics: asked.topics.map(topicPattern),
      session: asked.session === undefined ? null : sessionNamed(hub.state, asked.session),
      window: asked.window ?? null,
      coalesce: asked.coalesce,
      minIntervalMs: asked.min_interval_ms,
    }
    const subscription = new Subscription(events, from, { wanted, outlet: this.#outlet(sub) })
    this.#subscriptions.set(sub, subscription)
    // The answer leaves first.
    setImmediate(() => subscription.wake())
    return { sub, epoch, seq: from, gap: !known, oldest_seq: events.oldest, ...(asked.snapshot ? { state: hub.state } : {}) }
  }

  /** One that is not there is no error: it may have crossed an end. */
  unsubscribe(params: unknown): Record<string, never> {
    const { sub } = parse(unsubscribeParamsSchema, 'events/unsubscribe', params)
    this.#subscriptions.get(sub)?.close()
    this.#subscriptions.delete(sub)
    return {}
  }

  ack(params: unknown): Record<string, never> {
    const { sub, seq } = parse(ackParamsSchema, 'events/ack', params)
    this.#subscriptions.get(sub)?.ack(seq)
    return {}
  }

  close(): void {
    for (const subscription of this.#subscriptions.values()) subscription.close()
    this.#subscriptions.clear()
    this.#unstuck()
  }

  #outlet(sub: number): ConstructorParameters<typeof Subscription>[2]['outlet'] {
    const { wire, clients } = this.#parts
    const { deliveries } = clients
    const tell = (method: string, params: object): void => wire.send(JSON.stringify({ jsonrpc: '2.0', method, params: { sub, ...params } }))
    return {
      event: (text, folded) => {
        const message = `{"jsonrpc":"2.0","method":"events/event","params":{"sub":${sub}${folded === 0 ? '' : `,"coalesced":${folded}`},"envelope":${text}}}`
        deliveries.sent++
        deliveries.folded += folded
        if (wire.buffered() < NEARLY_FULL_BYTES) wire.send(message)
        else wire.send(message, () => this.#taken())
      },
      gap: (from, to) => {
        deliveries.gaps++
        tell('events/gap', { from_seq: from, to_seq: to })
      },
      lag: (unacked) => {
        deliveries.waits++
        tell('events/lag', { paused: true, unacked })
      },
      ready: () => {
        if (wire.buffered() < MAX_UNSENT_BYTES) return true
        if (this.#stuck === null) deliveries.waits++
        this.#stuck ??= setTimeout(this.#parts.giveUp, GIVEN_UP_MS)
        return false
      },
    }
  }

  #taken(): void {
    if (this.#parts.wire.buffered() >= MAX_UNSENT_BYTES / 2) return
    this.#unstuck()
    for (const subscription of this.#subscriptions.values()) subscription.wake()
  }

  #unstuck(): void {
    if (this.#stuck !== null) clearTimeout(this.#stuck)
    this.#stuck = null
  }
}

function sessionNamed({ sessions }: AppState, name: string): string {
  const found = sessions[name] ?? Object.values(sessions).findLast((session) => session.backlog_id === name)
  if (found === undefined) throw new ScribeError('session.notFound', `There is no session ${JSON.stringify(name)}.`)
  return found.id
}

interface Schema<T> {
  safeParse(value: unknown): { success: true; data: T } | { success: false; error: { issues: readonly { path: readonly PropertyKey[]; message: string }[] } }
}

function parse<T>(schema: Schema<T>, method: string, params: unknown): T {
  const parsed = schema.safeParse(params ?? {})
  if (parsed.success) return parsed.data
  throw badInput(method, parsed.error.issues)
}
