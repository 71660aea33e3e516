/** A session that goes round in circles, or does not come to record, as alerts of that session with what shows it. */
import type { Session } from '../../shared/domain/session.ts'
import type { Alerts } from '../events/alerts.ts'
import type { Loop } from './looping.ts'

/** A watch that covers its tree says so within seconds, of a very large one within half a minute. */
const STUCK_MS = 60_000

/** Raises, updates or takes back what is said of a session's loop. */
export function tellLoop(alerts: Pick<Alerts, 'raise' | 'clear'>, session: Session | undefined, loop: Loop | null): void {
  if (session === undefined) return
  const fault = { code: 'session.looping', subject: session.id } as const
  if (loop === null) return alerts.clear(fault)
  const what = loop.kind === 'command' ? `"${loop.what.slice(0, 80)}" fails` : `only ${loop.what} changes`
  alerts.raise({ ...fault, sessionId: session.id, args: { backlog_id: session.backlog_id, what, times: loop.times } })
}

/** Sessions that are about to record. Owns a timer for each. */
export class StuckWatch {
  readonly #alerts: Pick<Alerts, 'raise' | 'clear'>
  readonly #timers = new Map<string, NodeJS.Timeout>()

  constructor(alerts: Pick<Alerts, 'raise' | 'clear'>) {
    this.#alerts = alerts
  }

  /** The session as it is now. */
  heed({ id, backlog_id, state, capture }: Session): void {
    const isStarting = state === 'recording' && capture === 'starting'
    if (isStarting && this.#timers.has(id)) return
    clearTimeout(this.#timers.get(id))
    this.#timers.delete(id)
    const fault = { code: 'session.stuck', subject: id } as const
    if (!isStarting) return this.#alerts.clear(fault)
    const tell = (): void => this.#alerts.raise({ ...fault, sessionId: id, args: { backlog_id, seconds: STUCK_MS / 1_000 } })
    this.#timers.set(id, setTimeout(tell, STUCK_MS).unref())
  }

  close(): void {
    for (const timer of this.#timers.values()) clearTimeout(timer)
    this.#timers.clear()
  }
}
