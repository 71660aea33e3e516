/**
 * What happens to a session because time passes: open changes get their entry, an idle session stops. One timer per
 * capture, set to the earliest thing due, so that nothing runs while nothing is due.
 */
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { background } from '../base/background.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { Alerts } from '../events/alerts.ts'
import { ENTRY_PAUSE_MS, recordingSessions } from './pipeline.ts'
import type { Happening, Recorder } from './recorder.ts'
import type { RepoCapture } from './repoCapture.ts'
import { idleRule, idleWarningMs, type StopDecision } from './stopRules.ts'
import { completed } from './transitions.ts'

/** A timer this late was held up by sleep, ms. */
const SLEPT_MS = 10_000
/** Longest wait that a timer of the system can hold, ms. */
const LONGEST_MS = 2 ** 31 - 1

export interface TimedParts {
  readonly alerts: Alerts
  readonly recorder: Recorder
  readonly clock: Clock
  readonly log: Logger
  readonly settings: () => Settings
  /** Called for each session that has ended. */
  readonly leave: (session: Session) => void
}

/** The end of a session, or `null` to let it go on. */
type Decide = (session: Session, now: number) => Pick<Happening, 'session' | 'entry'> | null

export class TimedSteps {
  readonly #parts: TimedParts

  constructor(parts: TimedParts) {
    this.#parts = parts
  }

  /** Sets the capture's timer to the earliest thing due, and takes back warnings that do not hold any more. */
  arm(capture: RepoCapture): void {
    clearTimeout(capture.timer)
    if (capture.closed) return
    this.#unwarn(capture)
    const due = recordingSessions(this.#parts.recorder, capture).flatMap(({ session, pace }) => [
      ...(this.#parts.recorder.hasOpenChanges(session.id) ? [pace.entryAt + ENTRY_PAUSE_MS] : []),
      ...(session.idle_timeout_s > 0 ? [pace.activeAt + session.idle_timeout_s * 1000] : []),
      ...(pace.warned ? [] : [pace.activeAt + (idleWarningMs(session, this.#warnAheadS) ?? Number.POSITIVE_INFINITY)]),
    ])
    const next = Math.min(...due)
    if (!Number.isFinite(next)) return
    capture.dueAt = next
    const wait = Math.min(LONGEST_MS, Math.max(0, next - this.#parts.clock.monotonic()))
    capture.timer = setTimeout(() => background(this.#onDue(capture), 'a timed step of a session', this.#parts.log), Math.ceil(wait))
  }

  /** Ends the recording sessions that `decide` picks, telling their open changes first. */
  async end(capture: RepoCapture, decide: Decide): Promise<void> {
    const { recorder, clock } = this.#parts
    const ended = await capture.order.run(async () => {
      const now = clock.wall()
      const decisions = recordingSessions(recorder, capture).flatMap(({ session }) => decide(session, now) ?? [])
      const happenings = decisions.map((decision): Happening => ({ ...decision, tellChanges: true, topic: 'session.stopped' }))
      if (happenings.length > 0) await recorder.commit(happenings, now)
      return decisions
    })
    for (const { session } of ended) this.#parts.leave(session)
  }

  async #onDue(capture: RepoCapture): Promise<void> {
    this.#forgiveSleep(capture)
    await this.#tellOpenChanges(capture)
    this.#warnIdle(capture)
    if (this.#idle(capture).size > 0) {
      // A last look: a change the watcher missed would make the session not idle after all.
      await capture.lookNow(this.#parts.clock.wall())
      await this.end(capture, (session, now) => {
        const stop = this.#idle(capture).get(session.id)
        return stop === undefined ? null : { session: completed(session, stop.reason, now), entry: { kind: 'stop', lines: stop.lines } }
      })
    }
    this.arm(capture)
  }

  #unwarn(capture: RepoCapture): void {
    const now = this.#parts.clock.monotonic()
    for (const { session, pace } of recordingSessions(this.#parts.recorder, capture)) {
      if (!pace.warned || now - pace.activeAt >= (idleWarningMs(session, this.#warnAheadS) ?? 0)) continue
      pace.warned = false
      this.#parts.alerts.clear({ code: 'session.idleWarning', subject: session.id })
    }
  }

  /** A timer that fires long after it was due slept with the machine, and sleep is not idleness. */
  #forgiveSleep(capture: RepoCapture): void {
    const late = this.#parts.clock.monotonic() - capture.dueAt
    if (late > SLEPT_MS) for (const pace of capture.paces.values()) pace.activeAt += late
  }

  get #warnAheadS(): number {
    return this.#parts.settings()['recording.idleWarning']
  }

  #warnIdle(capture: RepoCapture): void {
    const now = this.#parts.clock.monotonic()
    for (const { session, pace } of recordingSessions(this.#parts.recorder, capture)) {
      const after = idleWarningMs(session, this.#warnAheadS)
      if (pace.warned || after === null || now - pace.activeAt < after) continue
      pace.warned = true
      const args = { backlog_id: session.backlog_id, repo: session.repo_name, minutes: Math.max(1, Math.round(this.#warnAheadS / 60)) }
      this.#parts.alerts.raise({ code: 'session.idleWarning', subject: session.id, sessionId: session.id, args })
    }
  }

  async #tellOpenChanges(capture: RepoCapture): Promise<void> {
    const { recorder, clock } = this.#parts
    await capture.order.run(async () => {
      const now = clock.monotonic()
      const recording = recordingSessions(recorder, capture)
      const due = recording.filter(({ session, pace }) => recorder.hasOpenChanges(session.id) && now - pace.entryAt >= ENTRY_PAUSE_MS)
      for (const { pace } of due) pace.entryAt = now
      const happenings = due.map(({ session }) => ({ session, tellChanges: true }))
      if (happenings.length > 0) await recorder.commit(happenings, clock.wall())
    })
  }

  #idle(capture: RepoCapture): Map<string, StopDecision> {
    const now = this.#parts.clock.monotonic()
    const stops = recordingSessions(this.#parts.recorder, capture).map(({ session, pace }) => [session.id, idleRule(session, now - pace.activeAt)] as const)
    return new Map(stops.flatMap(([id, stop]) => (stop === null ? [] : [[id, stop] as const])))
  }
}
