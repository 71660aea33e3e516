/**
 * The only way out: numbers each event, folds it into the state and hands it to whoever listens. Listeners get values
 * and cannot call back into what happened; one that throws harms only itself.
 */
import type { Envelope, ScribeEvent } from '../../shared/protocol/events.ts'
import { type AppState, emptyState } from '../../shared/state/appState.ts'
import { reduce } from '../../shared/state/reduce.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'

export type Sink = (envelope: Envelope) => void

export class EventHub {
  readonly #clock: Clock
  readonly #log: Logger
  readonly #sinks = new Set<Sink>()
  #state: AppState

  constructor(options: { epoch: string; daemon: AppState['daemon']; clock: Clock; log: Logger }) {
    this.#clock = options.clock
    this.#log = options.log
    this.#state = emptyState(options.epoch, options.daemon)
  }

  /** The state as of the last event. A value: it never changes under its holder. */
  get state(): AppState {
    return this.#state
  }

  /** What was known before the first event of this epoch. Only before anybody listens. */
  seed(known: Pick<AppState, 'sessions' | 'repositories'>): void {
    this.#state = { ...this.#state, ...known }
  }

  /** Numbers go on behind those of an earlier life. Only before the first event. */
  goOn({ epoch, seq }: { readonly epoch: string; readonly seq: number }): void {
    this.#state = { ...this.#state, epoch, seq }
  }

  publish(event: ScribeEvent): void {
    const envelope: Envelope = { epoch: this.#state.epoch, seq: this.#state.seq + 1, at: this.#clock.wall(), event }
    this.#state = reduce(this.#state, envelope)
    for (const sink of this.#sinks) this.#hand(sink, envelope)
  }

  /** Calls `sink` for every event from now on. Returns the unsubscribe function. */
  subscribe(sink: Sink): () => void {
    this.#sinks.add(sink)
    return () => this.#sinks.delete(sink)
  }

  #hand(sink: Sink, envelope: Envelope): void {
    try {
      sink(envelope)
    } catch (error) {
      this.#log.error('an event sink failed', { error, topic: envelope.event.topic })
    }
  }
}
