/**
 * Turns the daemon's events into notifications: asks the catalogue what is worth telling and the policy whether, keeps what
 * waits, tells it as one digest when the person is back. Owns that memory; how a notification looks is the surface's.
 */
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { ScribeEvent } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { joined, t } from '../../shared/ui/text.ts'
import { noticeOf } from './catalogue.ts'
import { fitted, type Notice, noticeId } from './notice.ts'
import { decide, isQuiet, type Shown } from './policy.ts'

const HOUR_MS = 3_600_000
/** How often it is looked whether what waits may be told. */
const LOOK_MS = 60_000
const MOST_HELD = 200

/** Where notifications appear. */
export interface NoticeSurface {
  show(id: string, notice: Notice, silent: boolean): void
  /** It does not hold any more. */
  remove(id: string): void
}

export interface NotifierOptions {
  readonly surface: NoticeSurface
  readonly settings: () => Settings
  readonly state: () => AppState
  readonly now: () => number
  /** Minutes since midnight at `now`, where the person is. */
  readonly minuteOfDay: (now: number) => number
  readonly watches: (sessionId: string | null) => boolean
}

export class Notifier {
  readonly #options: NotifierOptions
  readonly #sessions = new Map<string, Session>()
  #shown: readonly Shown[] = []
  #held: Notice[] = []
  #away = false
  #pausedUntil = 0
  #timer: NodeJS.Timeout | undefined

  constructor(options: NotifierOptions) {
    this.#options = options
    for (const session of Object.values(options.state().sessions)) this.#sessions.set(session.id, session)
  }

  /** Takes one event of the daemon, in their order. */
  hear(event: ScribeEvent): void {
    const session = 'session' in event ? event.session : undefined
    const before = session === undefined ? undefined : this.#sessions.get(session.id)
    if (session !== undefined) this.#sessions.set(session.id, session)
    if (event.topic === 'session.archived') for (const id of event.ids) this.#sessions.delete(id)
    if (event.topic === 'alert.cleared' && event.id.startsWith('session.idleWarning')) this.#takeBack(event.id)
    const notice = noticeOf(event, before, this.#options.state())
    if (notice !== null) this.#take(fitted(notice))
  }

  /** The screen was locked or unlocked, or the machine sleeps or wakes. */
  setAway(away: boolean): void {
    this.#away = away
    if (!away) this.#tellHeld()
  }

  /** None but critical ones until `time` (ms since 1970); 0 ends that. */
  pauseUntil(time: number): void {
    this.#pausedUntil = time
    this.#tellHeld()
  }

  /** How many wait. */
  get waiting(): number {
    return this.#held.length
  }

  close(): void {
    clearTimeout(this.#timer)
  }

  #take(notice: Notice): void {
    const now = this.#options.now()
    this.#shown = this.#shown.filter(({ at }) => now - at < HOUR_MS)
    const decision = decide(notice, {
      settings: this.#options.settings(),
      now,
      minuteOfDay: this.#options.minuteOfDay(now),
      away: this.#away,
      pausedUntil: this.#pausedUntil,
      watches: this.#options.watches,
      shown: this.#shown,
    })
    if (decision.kind === 'show') return this.#show(notice, decision.silent)
    if (decision.kind === 'hold') this.#hold(notice)
  }

  #show(notice: Notice, silent: boolean): void {
    const id = noticeId(notice)
    this.#shown = [...this.#shown, { id, sessionId: notice.sessionId, at: this.#options.now() }]
    this.#options.surface.show(id, notice, silent)
  }

  #hold(notice: Notice): void {
    this.#held = [...this.#held, notice].slice(-MOST_HELD)
    this.#lookLater()
  }

  #lookLater(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = undefined
      this.#tellHeld()
    }, LOOK_MS)
  }

  /** One notice for all that waited, once nothing keeps it. */
  #tellHeld(): void {
    const held = this.#held
    if (held.length === 0) return
    if (this.#mustWait()) return this.#lookLater()
    this.#held = []
    this.#show(fitted(held.length === 1 && held[0] !== undefined ? held[0] : digest(held)), true)
  }

  #mustWait(): boolean {
    const now = this.#options.now()
    return this.#away || now < this.#pausedUntil || isQuiet(this.#options.settings()['notify.quietHours'], this.#options.minuteOfDay(now))
  }

  #takeBack(alertId: string): void {
    const sessionId = [...this.#sessions.keys()].find((id) => alertId.endsWith(id))
    if (sessionId !== undefined) this.#options.surface.remove(noticeId({ kind: 'session.idleWarning', sessionId }))
  }
}

function digest(held: readonly Notice[]): Notice {
  const count = (is: (kind: Notice['kind']) => boolean): number => held.filter(({ kind }) => is(kind)).length
  const stopped = count((kind) => kind.startsWith('session.'))
  const changes = count((kind) => kind === 'context.changed')
  const alerts = held.length - stopped - changes
  const parts = [
    stopped > 0 ? t('notice.digest.stopped', { count: stopped }) : '',
    changes > 0 ? t('notice.digest.changes', { count: changes }) : '',
    alerts > 0 ? t('notice.digest.alerts', { count: alerts }) : '',
  ]
  return { kind: 'digest', sessionId: null, title: t('notice.digest.title'), subtitle: '', body: `${joined(parts, 'separator.comma')}.`, actions: [] }
}
