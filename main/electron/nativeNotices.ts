/**
 * Notifications as macOS shows them. Owns the objects (one that is collected takes its banner with it), their identifiers and what
 * the system answers; what is shown, and when, is decided in `main/notifications`. Invariant: what the system does not show within
 * three seconds is told in the app.
 */
import type { Notification, NotificationConstructorOptions } from 'electron'
import type { NoticeCommand } from '../notifications/notice.ts'
import type { Presented } from '../notifications/notifier.ts'

/** Neither `show` nor `failed` by then means that nobody has seen it. */
const ANSWER_MS = 3_000
/** Objects kept alive; the oldest have long left the screen. */
const KEPT = 100

/** Electron's class, as far as it is used. */
export interface NotificationSystem {
  new (options: NotificationConstructorOptions): Notification
  isSupported(): boolean
  remove(id: string): void
  removeGroup(id: string): void
  removeAll(): void
}

export interface NativeNoticesOptions {
  readonly system: NotificationSystem
  /** A button was pressed. */
  readonly run: (command: NoticeCommand) => void
  /** It was clicked. */
  readonly open: (presented: Presented) => void
  /** The system did not show it: its text belongs into the app. */
  readonly unseen: (presented: Presented) => void
  /** It does not hold any more, wherever it was told. */
  readonly takenBack: (id: string) => void
}

export class NativeNotices {
  readonly #options: NativeNoticesOptions
  readonly #shown = new Map<string, Notification>()
  readonly #timers = new Set<NodeJS.Timeout>()

  constructor(options: NativeNoticesOptions) {
    this.#options = options
  }

  /** Those of an earlier run have lost what their buttons would do. */
  start(): void {
    const { system } = this.#options
    if (system.isSupported()) system.removeAll()
  }

  /** Shows it, in the place of one with the same identifier; settles with whether the system has. */
  show(presented: Presented): Promise<boolean> {
    const { system } = this.#options
    if (!system.isSupported()) return this.#failed(presented)
    const notification = new system(constructorOptions(presented))
    this.#keep(presented.id, notification)
    this.#listen(notification, presented)
    return new Promise((resolve) => {
      const late = setTimeout(() => end(() => this.#failed(presented)), ANSWER_MS)
      const end = (how: () => Promise<boolean>): void => {
        if (!this.#timers.delete(late)) return
        clearTimeout(late)
        resolve(how())
      }
      this.#timers.add(late)
      notification.on('show', () => end(async () => true))
      notification.on('failed', () => end(() => this.#failed(presented)))
      notification.show()
    })
  }

  /** Takes it back, from the screen, Notification Center and the app. */
  remove(id: string): void {
    this.#options.takenBack(id)
    if (this.#shown.delete(id)) this.#options.system.remove(id)
  }

  /** Takes back all that belong to a session: it is being looked at. */
  removeGroup(group: string): void {
    if (this.#shown.size > 0) this.#options.system.removeGroup(group)
  }

  close(): void {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
  }

  #listen(notification: Notification, presented: Presented): void {
    notification.on('click', () => this.#options.open(presented))
    notification.on('action', ({ actionIndex }) => {
      const action = presented.actions[actionIndex]
      if (action !== undefined) this.#options.run(action.command)
      this.#shown.delete(presented.id)
    })
  }

  #keep(id: string, notification: Notification): void {
    this.#shown.delete(id)
    this.#shown.set(id, notification)
    const [oldest] = this.#shown.keys()
    if (this.#shown.size > KEPT && oldest !== undefined) this.#shown.delete(oldest)
  }

  async #failed(presented: Presented): Promise<boolean> {
    this.#shown.delete(presented.id)
    this.#options.unseen(presented)
    return false
  }
}

function constructorOptions({ id, group, title, subtitle, body, silent, actions }: Presented): NotificationConstructorOptions {
  return { id, groupId: group, title, subtitle, body, silent, actions: actions.map(({ text }) => ({ type: 'button', text })) }
}
