/**
 * The page's copy of the daemon's state: a snapshot and the events after it, folded by the daemon's own function.
 * Owns closing gaps (a missing number means: ask for a snapshot) and asking again while the daemon is away. Never
 * changes anything by itself; the last state stays while the daemon is away.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { BridgeMessage, ScribeBridge } from '../../shared/protocol/bridge.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { followsOn, reduce } from '../../shared/state/reduce.ts'
import type { Link } from '../../shared/ui/popoverView.ts'

export interface DaemonFacts {
  readonly link: Link
  readonly state: AppState | null
}

export interface Schedule {
  /** Runs once before the next frame is drawn; not at all while the page is hidden. */
  onFrame(run: () => void): void
  /** Runs after a wait; returns how to cancel it. */
  after(ms: number, run: () => void): () => void
}

const FIRST_RETRY_MS = 250
const LONGEST_RETRY_MS = 5_000

export class DaemonStore {
  readonly store: StoreApi<DaemonFacts> = createStore<DaemonFacts>(() => ({ link: 'connecting', state: null }))
  readonly #bridge: ScribeBridge
  readonly #schedule: Schedule
  readonly #listeners = new Set<(message: BridgeMessage) => void>()
  #facts: DaemonFacts = { link: 'connecting', state: null }
  /** False from subscribing until the snapshot: events in between belong to an older state. */
  #synced = false
  #drawing = false
  #retryMs = FIRST_RETRY_MS
  #unsubscribe: () => void = () => undefined
  #cancelRetry: () => void = () => undefined

  constructor(bridge: ScribeBridge, schedule: Schedule) {
    this.#bridge = bridge
    this.#schedule = schedule
  }

  /** Hears every message after it has been taken in, in order; for what the state does not hold. Returns the function that ends it. */
  listen(listener: (message: BridgeMessage) => void): () => void {
    this.#listeners.add(listener)
    return () => void this.#listeners.delete(listener)
  }

  start(): void {
    this.#unsubscribe()
    this.#synced = false
    this.#unsubscribe = this.#bridge.subscribe((message) => {
      this.#take(message)
      for (const listener of this.#listeners) listener(message)
    })
  }

  /** Safe to call twice. */
  close(): void {
    this.#unsubscribe()
    this.#cancelRetry()
  }

  #take(message: BridgeMessage): void {
    if (message.kind === 'down') return this.#lost()
    if (message.kind === 'snapshot') return this.#adopt(message.state)
    const { state } = this.#facts
    if (!this.#synced || state === null) return
    if (!followsOn(state, message.envelope)) return this.start()
    this.#set({ link: 'up', state: reduce(state, message.envelope) })
  }

  #adopt(state: AppState): void {
    this.#cancelRetry()
    this.#retryMs = FIRST_RETRY_MS
    this.#synced = true
    this.#set({ link: 'up', state })
  }

  /** A restarted daemon knows nothing of this page, so it has to ask again. */
  #lost(): void {
    this.#synced = false
    this.#set({ ...this.#facts, link: 'down' })
    this.#cancelRetry()
    this.#cancelRetry = this.#schedule.after(this.#retryMs, () => this.start())
    this.#retryMs = Math.min(2 * this.#retryMs, LONGEST_RETRY_MS)
  }

  /**
   * However many events come between two frames, one drawing shows them all. That the daemon has gone or come is told at
   * once: a hidden page draws no frames, but may have a note to send.
   */
  #set(facts: DaemonFacts): void {
    this.#facts = facts
    if (facts.link !== this.store.getState().link) return this.store.setState(facts)
    if (this.#drawing) return
    this.#drawing = true
    this.#schedule.onFrame(() => {
      this.#drawing = false
      this.store.setState(this.#facts)
    })
  }
}
