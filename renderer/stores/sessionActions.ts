/**
 * What a person orders here, and what only this window knows of it: which commands are under way, what was refused,
 * what can still be undone. Nothing is changed ahead of the daemon; the visible change arrives as an event.
 */
import { createStore, type StoreApi } from 'zustand/vanilla'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'
import { t } from '../../shared/ui/text.ts'
import type { AlertAction } from '../../shared/ui/ui-contract.ts'

export interface ActionFacts {
  readonly busy: ReadonlySet<string>
  /** Session id to the time (ms) until which "Undo" is offered. */
  readonly undoUntil: Readonly<Record<string, number>>
  readonly refusal: string | null
}

/** A session as an order names it. */
export interface Ordered {
  readonly id: string
  readonly backlogId: string
}

/** Long enough to notice a slip (nothing goes away by itself faster than this). */
export const UNDO_MS = 10_000

export class SessionActions {
  readonly store: StoreApi<ActionFacts> = createStore<ActionFacts>(() => ({ busy: new Set(), undoUntil: {}, refusal: null }))
  readonly #bridge: ScribeBridge
  readonly #now: () => number

  constructor(bridge: ScribeBridge, now: () => number) {
    this.#bridge = bridge
    this.#now = now
  }

  pause(session: Ordered): Promise<void> {
    return this.#run('session/pause', session)
  }

  /** Also takes a stop back. */
  resume(session: Ordered): Promise<void> {
    return this.#run('session/resume', session)
  }

  async stop(session: Ordered): Promise<void> {
    await this.#run('session/stop', session, () => ({ undoUntil: { ...this.#stillUndoable(), [session.id]: this.#now() + UNDO_MS } }))
  }

  async pauseAll(sessions: readonly Ordered[]): Promise<void> {
    await Promise.all(sessions.map((session) => this.pause(session)))
  }

  async resumeAll(sessions: readonly Ordered[]): Promise<void> {
    await Promise.all(sessions.map((session) => this.resume(session)))
  }

  /** Does what an alert offers. */
  async act(action: AlertAction): Promise<void> {
    switch (action.kind) {
      case 'command':
        return await this.#run(action.command, { id: action.session, backlogId: '' })
      case 'show':
        return this.#bridge.show(action.surface)
      case 'chooseFolder':
        // The choice itself is what lets the app read the folder; the daemon looks again by itself.
        return void (await this.#bridge.chooseFolder())
    }
  }

  /** Takes away what the alert strip shows: a refusal given here, or an alert of the daemon. */
  async dismiss(alertId: string | null): Promise<void> {
    if (alertId === null) return this.store.setState({ refusal: null })
    const reply = await this.#bridge.call('alert/dismiss', { id: alertId })
    if (!reply.ok) this.store.setState({ refusal: reply.error.message })
  }

  async #run(name: 'session/pause' | 'session/resume' | 'session/stop', session: Ordered, done: () => Partial<ActionFacts> = () => ({})): Promise<void> {
    if (this.store.getState().busy.has(session.id)) return
    this.store.setState(({ busy }) => ({ busy: new Set([...busy, session.id]) }))
    const reply = await this.#bridge.call(name, { session: session.id })
    const busy = new Set([...this.store.getState().busy].filter((id) => id !== session.id))
    const refusal = reply.ok ? null : t('row.failed', { id: session.backlogId, reason: reply.error.message })
    this.store.setState({ busy, refusal, ...(reply.ok ? done() : {}) })
  }

  #stillUndoable(): Record<string, number> {
    const now = this.#now()
    return Object.fromEntries(Object.entries(this.store.getState().undoUntil).filter(([, until]) => until > now))
  }
}
