/**
 * Shows notices as the system's notifications. Owns that they live (one that is collected takes its banner with it), that a
 * later one takes the place of an earlier of its id, and that one the system does not show is said inside the app.
 */
import { Notification } from 'electron'
import { t } from '../../shared/ui/text.ts'
import type { Notice, NoticeAction } from '../notifications/notice.ts'

/** Unsigned and blocked apps get neither `show` nor `failed` in time. */
const ANSWER_MS = 3_000
const MOST_KEPT = 100

export interface NativeNoticesOptions {
  /** A button was pressed, or (`open`) the notification itself. */
  readonly act: (action: NoticeAction | 'open', notice: Notice) => void
  /** The system did not show it. */
  readonly unshown: (notice: Notice) => void
}

export class NativeNotices {
  readonly #options: NativeNoticesOptions
  readonly #kept = new Map<string, Notification>()

  constructor(options: NativeNoticesOptions) {
    this.#options = options
  }

  show(id: string, notice: Notice, silent: boolean): void {
    this.remove(id)
    const notification = new Notification({
      id,
      groupId: notice.sessionId ?? 'system',
      title: notice.title,
      subtitle: notice.subtitle,
      body: notice.body,
      silent,
      actions: notice.actions.map((action) => ({ type: 'button', text: t(`notice.action.${action}`) })),
    })
    this.#keep(id, notification)
    this.#awaitAnswer(notification, notice)
    notification.on('click', () => this.#options.act('open', notice))
    notification.on('action', ({ actionIndex }) => {
      const action = notice.actions[actionIndex]
      if (action !== undefined) this.#options.act(action, notice)
    })
    notification.show()
  }

  remove(id: string): void {
    this.#kept.get(id)?.close()
    this.#kept.delete(id)
  }

  close(): void {
    this.#kept.clear()
  }

  #keep(id: string, notification: Notification): void {
    this.#kept.set(id, notification)
    const [oldest] = this.#kept.keys()
    if (this.#kept.size > MOST_KEPT && oldest !== undefined) this.#kept.delete(oldest)
  }

  #awaitAnswer(notification: Notification, notice: Notice): void {
    let answered = false
    const answer = (shown: boolean): void => {
      if (answered) return
      answered = true
      clearTimeout(timer)
      if (!shown) this.#options.unshown(notice)
    }
    const timer = setTimeout(() => answer(false), ANSWER_MS)
    notification.on('show', () => answer(true))
    notification.on('failed', () => answer(false))
  }
}
