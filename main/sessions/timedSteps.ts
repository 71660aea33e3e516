/**
 * What happens to a session because time passes: open changes get their entry, an idle session stops. One timer per
 * capture, set to the earliest thing due, so that nothing runs while nothing is due.
 */
import type { Session } from '../../shared/domain/session.ts'
import { background } from '../base/background.ts'
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { ENTRY_PAUSE_MS, recordingSessions } from './pipeline.ts'
import type { Happening, Recorder } from './recorder.ts'
import type { RepoCapture } from './repoCapture.ts'
import { idleRule, type StopDecision } from './stopRules.ts'
import { completed } from './transitions.ts'

export interface TimedParts {
  readonly recorder: Recorder
  readonly clock: Clock
  readonly log: Logger
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

  /** Sets the capture's timer to the earliest thing due. */
  arm(capture: RepoCapture): void {
    clearTimeout(capture.timer)
    if (capture.closed) return
    const due = recordingSessions(this.#parts.recorder, capture).flatMap(({ session, pace }) => [
      ...(this.#parts.recorder.hasOpenChanges(session.id) ? [pace.entryAt + ENTRY_PAUSE_MS] : []),
      ...(session.idle_timeout_s > 0 ? [pace.activeAt + session.idle_timeout_s * 1000] : []),
    ])
    if (due.length === 0) return
    const wait = Math.max(0, Math.min(...due) - this.#parts.clock.monotonic())
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
    await this.#tellOpenChanges(capture)
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
