/** Raises and clears alerts: each fault once, with an id made of its code and subject, so that recovery can clear it. */
import type { Alert, AlertCode, PastAlert } from '../../shared/domain/alert.ts'
import type { Clock } from '../base/clock.ts'
import type { EventHub } from './eventHub.ts'

const SEVERITY: Record<AlertCode, Alert['severity']> = {
  'watch.degraded': 'error',
  'conflict.path': 'warning',
  'session.idleWarning': 'warning',
  'git.missing': 'error',
  'git.failed': 'warning',
  'repo.gone': 'error',
  'repo.denied': 'error',
  'registry.corrupt': 'warning',
  'registry.failed': 'error',
  'worklog.failed': 'error',
  'summary.failed': 'warning',
  'session.looping': 'warning',
  'session.stuck': 'warning',
  'slow.detection': 'info',
  'slow.context': 'info',
  'slow.commands': 'info',
  'slow.events': 'info',
  'load.processor': 'info',
  'load.memory': 'info',
  'state.corrupt': 'warning',
  'store.failed': 'error',
  'settings.corrupt': 'warning',
  'daemon.safeMode': 'error',
  'login.approval': 'info',
  'app.translocated': 'warning',
  'shortcut.taken': 'info',
  'notify.unshown': 'info',
}

export interface Fault {
  readonly code: AlertCode
  /** What it is about (a repository, a session); part of the alert's id. */
  readonly subject: string
  readonly args?: Readonly<Record<string, string | number>>
  readonly sessionId?: string
}

const PAST_KEPT = 100

export class Alerts {
  readonly #hub: EventHub
  readonly #clock: Clock
  #past: readonly PastAlert[] = []

  constructor(hub: EventHub, clock: Clock) {
    this.#hub = hub
    this.#clock = clock
  }

  /** Shows the fault unless it is shown already. */
  raise(fault: Fault): void {
    if (!this.#hub.state.alerts.some((alert) => alert.id === idOf(fault))) this.update(fault)
  }

  /** Shows the fault as it is now, in place of what is shown of it. */
  update(fault: Fault): void {
    const id = idOf(fault)
    const session = fault.sessionId === undefined ? {} : { session_id: fault.sessionId }
    const alert: Alert = { id, severity: SEVERITY[fault.code], code: fault.code, args: { ...fault.args }, at: this.#clock.wall(), ...session }
    this.#hub.publish({ topic: 'alert.raised', alert })
  }

  /** Takes the fault back, if it is shown. */
  clear(fault: Pick<Fault, 'code' | 'subject'>): void {
    this.dismiss(idOf(fault))
  }

  /** Those that were taken back, the newest first. */
  get past(): readonly PastAlert[] {
    return this.#past
  }

  /** Removes an alert by id; false if there is none. */
  dismiss(id: string): boolean {
    const alert = this.#hub.state.alerts.find((known) => known.id === id)
    if (alert === undefined) return false
    this.#past = [{ ...alert, cleared_at: this.#clock.wall() }, ...this.#past].slice(0, PAST_KEPT)
    this.#hub.publish({ topic: 'alert.cleared', id })
    return true
  }
}

function idOf(fault: Pick<Fault, 'code' | 'subject'>): string {
  return `${fault.code}:${fault.subject}`
}
