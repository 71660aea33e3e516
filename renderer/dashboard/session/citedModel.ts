/**
 * The cited summary of one session, kept up with the record. Owns when it is asked for again: where the daemon has made one that holds
 * more, and no more than once a second. Invariant: an answer for a session that was left is dropped.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BridgeMessage, ScribeBridge } from '../../../shared/protocol/bridge.ts'
import type { CommandOutput } from '../../../shared/protocol/commands.ts'

type Cited = CommandOutput<'summary/cited'>

export interface CitedFacts {
  /** `null` until there is one. */
  readonly cited: Cited | null
  /** One is under way. */
  readonly isMaking: boolean
  readonly failure: string | null
}

export interface CitedParts {
  readonly bridge: Pick<ScribeBridge, 'call'>
  readonly session: string
  /** Runs after a wait (ms); returns how to cancel it. */
  readonly after: (ms: number, run: () => void) => () => void
}

const APART_MS = 1_000
/** What was ordered and is not announced by then has failed. */
const MADE_WITHIN_MS = 30_000

export class CitedModel {
  readonly store: StoreApi<CitedFacts> = createStore<CitedFacts>(() => ({ cited: null, isMaking: true, failure: null }))
  readonly #parts: CitedParts
  #cancel: () => void = () => undefined
  #cancelLate: () => void = () => undefined
  /** The next one that is announced was ordered here. */
  #ordered = false
  #closed = false

  constructor(parts: CitedParts) {
    this.#parts = parts
  }

  async load(): Promise<void> {
    this.store.setState({ isMaking: true })
    const reply = await this.#parts.bridge.call('summary/cited', { session: this.#parts.session })
    if (this.#closed) return
    if (reply.ok) this.store.setState({ cited: reply.result, isMaking: false, failure: null })
    else this.store.setState({ isMaking: false, failure: reply.error.message })
  }

  /** Orders one that is made from the whole record anew; it is there when the daemon announces it. */
  async regenerate(): Promise<void> {
    this.#ordered = true
    this.store.setState({ isMaking: true, failure: null })
    this.#cancelLate()
    this.#cancelLate = this.#parts.after(MADE_WITHIN_MS, () => void this.#ended())
    const reply = await this.#parts.bridge.call('summary/regenerate', { session: this.#parts.session })
    if (!reply.ok && !this.#closed) this.store.setState({ isMaking: false, failure: reply.error.message })
  }

  hear(message: BridgeMessage): void {
    if (message.kind === 'snapshot') return this.#soon()
    if (message.kind !== 'event' || message.envelope.event.topic !== 'summary.updated') return
    const { session_id, cursor } = message.envelope.event
    if (session_id !== this.#parts.session) return
    if (this.#ordered) void this.#ended()
    // Reading a summary makes and announces it, too: that one holds nothing new.
    else if (cursor > (this.store.getState().cited?.summary.cursor ?? 0)) this.#soon()
  }

  close(): void {
    this.#closed = true
    this.#cancel()
    this.#cancelLate()
  }

  #soon(): void {
    this.#cancel()
    this.#cancel = this.#parts.after(APART_MS, () => void this.load())
  }

  async #ended(): Promise<void> {
    this.#ordered = false
    this.#cancelLate()
    await this.load()
  }
}
