/**
 * Runs the plan of notices on real events and real time: hears the daemon, keeps the memory, sets one timer to what is due next, and
 * has notifications shown and removed. Decides nothing itself.
 */
import type { Settings } from '../../shared/domain/settings.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import type { NoticeStep } from './notice.ts'
import { noticesOf } from './noticesOf.ts'
import { advance, type Effect, type Memory, NOTHING_YET, nextDue, type World } from './plan.ts'
import { type Worded, worded } from './words.ts'

/** Longest wait that a timer of the system can hold, ms. */
const LONGEST_MS = 2 ** 31 - 1
/** Sessions remembered as started here; more are never started within the second for which it matters. */
const STARTED_KEPT = 100

/** A notification as it is handed to the system. */
export interface Presented extends Worded {
  readonly id: string
  /** Notifications of one session stand together. */
  readonly group: string
  readonly silent: boolean
  /** The session it is about, where it is about one. */
  readonly sessionId: string | null
  /** The app's alerts say the same already. */
  readonly alerted: boolean
}

export interface NotifierOptions {
  readonly daemon: { snapshot(): AppState; subscribe(sink: (envelope: Envelope) => void): () => void }
  readonly settings: () => Settings
  /** Milliseconds since 1970. */
  readonly now: () => number
  readonly show: (presented: Presented) => void
  readonly remove: (id: string) => void
}

export class Notifier {
  readonly #options: NotifierOptions
  #memory: Memory = NOTHING_YET
  #state: AppState | null = null
  #unsubscribe: (() => void) | null = null
  #timer: NodeJS.Timeout | undefined
  #away = false
  #looking = false
  #pausedUntil = 0
  #startedHere: readonly string[] = []

  constructor(options: NotifierOptions) {
    this.#options = options
  }

  /** From here on events lead to notifications. */
  start(): void {
    const { daemon } = this.#options
    this.#state = daemon.snapshot()
    this.#unsubscribe = daemon.subscribe((envelope) => this.#heard(envelope))
  }

  /** Nothing is shown any more; what is shown stays. Safe to call twice. */
  close(): void {
    this.#unsubscribe?.()
    this.#unsubscribe = null
    this.#state = null
    clearTimeout(this.#timer)
  }

  /** The screen was locked or the machine sleeps, or both are over. */
  setAway(away: boolean): void {
    this.#away = away
    this.#advance()
  }

  /** A window that shows the sessions has gained or lost the focus. */
  setLooking(looking: boolean): void {
    this.#looking = looking
    this.#advance()
  }

  /** None but critical ones until `time` (ms since 1970); 0 ends that. */
  pauseUntil(time: number): void {
    this.#pausedUntil = time
    this.#advance()
  }

  get pausedUntil(): number {
    return this.#pausedUntil
  }

  /** This session was started from a window of this app, so that needs no telling. */
  startedHere(session: string): void {
    this.#startedHere = [...this.#startedHere, session].slice(-STARTED_KEPT)
  }

  /** The settings have changed: what is held may be free. */
  settingsChanged(): void {
    this.#advance()
  }

  #heard(envelope: Envelope): void {
    const before = this.#state
    if (before === null) return
    this.#state = this.#options.daemon.snapshot()
    const step = noticesOf(before, this.#state, envelope)
    if (step.notices.length > 0 || step.gone.length > 0) this.#advance(step)
  }

  #advance(step?: NoticeStep): void {
    const world = this.#world()
    if (world === null) return
    const { memory, effects } = advance(this.#memory, world, step)
    this.#memory = memory
    this.#arm(world)
    for (const effect of effects) this.#perform(effect)
  }

  #world(): World | null {
    if (this.#state === null) return null
    const { settings, now } = this.#options
    return {
      settings: settings(),
      now: now(),
      away: this.#away,
      pausedUntil: this.#pausedUntil,
      looking: this.#looking,
      state: this.#state,
      startedHere: new Set(this.#startedHere),
    }
  }

  #arm(world: World): void {
    clearTimeout(this.#timer)
    const due = nextDue(this.#memory, world)
    if (due !== null) this.#timer = setTimeout(() => this.#advance(), Math.min(LONGEST_MS, Math.max(0, due - world.now)))
  }

  #perform(effect: Effect): void {
    if (effect.kind === 'remove') return this.#options.remove(effect.id)
    const { id, notices, silent } = effect
    const only = notices.length === 1 ? notices[0] : undefined
    const sessionId = only?.sessionId ?? null
    this.#options.show({ id, group: sessionId ?? 'system', silent, sessionId, alerted: notices.every((notice) => notice.alerted), ...worded(notices) })
  }
}
