/**
 * Notifications that the system did not show, as alerts in the app. Owns which of them are there, at most a few: the alerts of the
 * daemon have a bound, and a text that was not seen must not push out an error.
 */
import type { Daemon } from '../daemon.ts'
import type { Presented } from '../notifications/notifier.ts'

const KEPT = 5

export class Unseen {
  readonly #alerts: Daemon['alerts']
  #ids: readonly string[] = []

  constructor(alerts: Daemon['alerts']) {
    this.#alerts = alerts
  }

  /** Tells in the app what the system did not show, unless an alert says it already. */
  tell({ id, title, body, sessionId, alerted }: Presented): void {
    if (alerted) return
    this.takeBack(id)
    const session = sessionId === null ? {} : { sessionId }
    this.#alerts.raise({ code: 'notify.unshown', subject: id, args: { title, body }, ...session })
    for (const old of this.#ids.slice(0, Math.max(0, this.#ids.length + 1 - KEPT))) this.takeBack(old)
    this.#ids = [...this.#ids, id]
  }

  /** It does not hold any more. */
  takeBack(id: string): void {
    if (!this.#ids.includes(id)) return
    this.#ids = this.#ids.filter((other) => other !== id)
    this.#alerts.clear({ code: 'notify.unshown', subject: id })
  }
}
