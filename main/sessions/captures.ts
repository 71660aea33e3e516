/**
 * The captures of all repositories that record: opens one when the first session of a root begins, closes it when the
 * last one leaves, and ties it to the watcher. What a batch means is the pipeline's, what is due when is `timedSteps`'.
 */

import { ScribeError } from '../../shared/domain/error.ts'
import { background } from '../base/background.ts'
import type { Logger } from '../base/logger.ts'
import { redact } from '../base/redact.ts'
import type { Alerts } from '../events/alerts.ts'
import { ignoredFolders, locateRepository, type RepoLocation } from '../git/repoState.ts'
import type { Hint } from '../watch/coalesce.ts'
import type { DegradedKind, Watcher } from '../watch/watcher.ts'
import { gapLines } from '../worklog/renderEntry.ts'
import type { RepoSnapshot } from './baseline.ts'
import { ENTRY_PAUSE_MS, handleBatch, type PipelineParts, recordingSessions } from './pipeline.ts'
import { RepoCapture } from './repoCapture.ts'
import { TimedSteps } from './timedSteps.ts'
import { interrupted } from './transitions.ts'

/** Paths named when something begins to move. */
const STIRRED_PATHS = 20
/** Pause before a look that failed is tried again. */
const LOOK_AGAIN_MS = 3_000

export interface CaptureParts extends PipelineParts {
  readonly watcher: Watcher
  readonly alerts: Alerts
  readonly log: Logger
}

/** What was known when Scribe last ran. */
export interface Earlier {
  readonly known: RepoSnapshot
  /** The sessions that recorded. */
  readonly sessionIds: readonly string[]
  /** Wall clock of the last sign of life, ms. */
  readonly aliveAt: number
}

export class Captures {
  readonly #parts: CaptureParts
  readonly #timed: TimedSteps
  readonly #open = new Map<string, { capture: RepoCapture; ready: Promise<void> }>()

  constructor(parts: CaptureParts) {
    this.#parts = parts
    this.#timed = new TimedSteps({ ...parts, leave: (session) => this.leave(session.repo, session.id) })
  }

  /**
   * The capture of a repository with an up-to-date snapshot, held until `release`; opened if it is not yet.
   * After a crash, `earlier` has the sessions that recorded and the last scan they knew: what changed since is theirs.
   * Throws `git.failed` if the repository cannot be scanned.
   */
  async enter(location: RepoLocation, earlier?: Earlier): Promise<RepoCapture> {
    const there = this.#open.get(location.root)
    if (there !== undefined) {
      there.capture.holds++
      await there.ready
      await there.capture.lookNow(this.#parts.clock.wall())
      return there.capture
    }
    const capture = new RepoCapture(
      location,
      (self, hint) => this.#handle(self, hint),
      (error) => this.#onLost(capture, error),
    )
    capture.holds++
    capture.aliveAt = this.#parts.clock.wall()
    capture.snapshot = earlier?.known ?? null
    if (earlier !== undefined) capture.gap = { since: earlier.aliveAt, reason: 'Scribe was not running' }
    for (const id of earlier?.sessionIds ?? []) this.join(capture, id)
    const ready = this.#begin(capture)
    this.#open.set(location.root, { capture, ready })
    await ready
    return capture
  }

  /** Ends a hold; a capture that nobody holds and nothing records in is closed. */
  release(capture: RepoCapture): void {
    capture.holds--
    this.#closeIfUnused(capture)
  }

  get(root: string): RepoCapture | undefined {
    return this.#open.get(root)?.capture
  }

  /** Counts a session as recording from now on. */
  join(capture: RepoCapture, sessionId: string): void {
    const now = this.#parts.clock.monotonic()
    capture.paces.set(sessionId, { activeAt: now, entryAt: now - ENTRY_PAUSE_MS })
    this.#timed.arm(capture)
    background(this.#markHealth(capture), 'stating the health of a capture', this.#parts.log)
    if (capture.watched) return
    capture.watched = true
    background(this.#watch(capture), 'beginning to watch', this.#parts.log)
  }

  /** The person or an agent did something in the session. */
  touch(capture: RepoCapture, sessionId: string): void {
    const pace = capture.paces.get(sessionId)
    if (pace !== undefined) pace.activeAt = this.#parts.clock.monotonic()
  }

  /** Counts a session as ended; the last one ends the watch. */
  leave(root: string, sessionId: string): void {
    const capture = this.get(root)
    if (capture === undefined) return
    capture.paces.delete(sessionId)
    this.#closeIfUnused(capture)
  }

  /** Records what is in flight everywhere, then ends all captures. */
  async close(): Promise<void> {
    const all = [...this.#open.values()]
    await Promise.all(all.map(({ capture }) => capture.lookNow(this.#parts.clock.wall())))
    for (const { capture } of all) this.#parts.watcher.unwatch(capture.location.root)
    await Promise.all(all.map(({ capture }) => capture.close()))
    this.#open.clear()
  }

  #closeIfUnused(capture: RepoCapture): void {
    const { root } = capture.location
    if (capture.paces.size > 0 || capture.holds > 0 || this.get(root) !== capture) return
    this.#open.delete(root)
    this.#parts.watcher.unwatch(root)
    background(capture.close(), 'closing a capture', this.#parts.log)
  }

  /** The first scan; nothing is watched, and nothing written, before there is a session to record for. */
  async #begin(capture: RepoCapture): Promise<void> {
    const { root } = capture.location
    await capture.lookNow(this.#parts.clock.wall())
    if (capture.snapshot !== null) return
    this.#open.delete(root)
    await capture.close()
    throw new ScribeError('git.failed', `${root} could not be scanned. Run "git status" there to see why.`)
  }

  /** Watches the repository. What happens before the watch covers it is found by the look that follows. */
  async #watch(capture: RepoCapture): Promise<void> {
    const { git, watcher } = this.#parts
    const { root, gitDir, commonDir } = capture.location
    // Not knowing them only costs watches.
    const folders = await ignoredFolders(git, root).catch(() => [])
    if (capture.closed) return
    watcher.watch(
      { root, gitDir, commonDir, ignoredFolders: folders },
      {
        stirred: (paths, count) => this.#onStirred(capture, paths, count),
        changed: (hint) => capture.hint(hint),
        proved: (ms) => this.#onProved(capture, ms),
        ready: () => background(this.#onReady(capture), 'first look after a watch began', this.#parts.log),
        degraded: (reason, kind) => background(this.#onDegraded(capture, reason, kind), 'marking a watch as degraded', this.#parts.log),
        rootLost: () => background(this.#onRootLost(capture), 'handling a lost root', this.#parts.log),
      },
    )
  }

  async #handle(capture: RepoCapture, hint: Hint): Promise<void> {
    const { root, name } = capture.location
    const outcome = await handleBatch(this.#parts, capture, hint)
    capture.readable = outcome.kind === 'handled'
    if (outcome.kind === 'unreadable') {
      this.#parts.alerts.raise({ code: 'git.failed', subject: root, args: { repo: name, reason: outcome.reason } })
      this.#lookAgain(capture)
    } else {
      this.#parts.alerts.clear({ code: 'git.failed', subject: root })
      this.#parts.alerts.clear({ code: 'store.failed', subject: root })
      for (const session of outcome.ended) this.leave(session.repo, session.id)
    }
    await this.#markHealth(capture)
    this.#timed.arm(capture)
  }

  #lookAgain(capture: RepoCapture): void {
    if (capture.closed) return
    clearTimeout(capture.again)
    capture.again = setTimeout(() => capture.hint({ paths: new Set(), count: 0, git: false, at: this.#parts.clock.wall() }), LOOK_AGAIN_MS)
  }

  /** Leaves at once: that something moves never waits for Git. */
  #onStirred(capture: RepoCapture, paths: readonly string[], count: number): void {
    capture.aliveAt = this.#parts.clock.wall()
    this.#parts.hub.publish({ topic: 'file.changed', repo: capture.location.root, paths: paths.slice(0, STIRRED_PATHS).map(redact), count })
  }

  #onProved(capture: RepoCapture, ms: number): void {
    capture.aliveAt = this.#parts.clock.wall()
    this.#parts.hub.publish({ topic: 'capture.proved', repo: capture.location.root, at: capture.aliveAt, ms: Math.round(ms * 10) / 10 })
  }

  /** The watch covers the tree: what happened before it did is found by one more look, then capture is live. */
  async #onReady(capture: RepoCapture): Promise<void> {
    if (!capture.polling) capture.watch = 'starting'
    await capture.lookNow(this.#parts.clock.wall())
    await this.#tellGap(capture)
    // It may have become worse while the look went on.
    if (capture.watch !== 'starting') return
    this.#parts.alerts.clear({ code: 'watch.degraded', subject: capture.location.root })
    capture.watch = 'live'
    await this.#markHealth(capture)
  }

  async #onDegraded(capture: RepoCapture, reason: string, kind: DegradedKind): Promise<void> {
    const { root, name } = capture.location
    this.#parts.alerts.raise({ code: 'watch.degraded', subject: root, args: { repo: name, reason } })
    capture.watch = 'degraded'
    capture.polling = kind === 'polling'
    if (kind === 'outage') capture.gap ??= { since: capture.aliveAt, reason: 'the watcher did not answer' }
    await this.#markHealth(capture)
  }

  /** What cannot be known is written down: from when to when nobody watched. */
  async #tellGap(capture: RepoCapture): Promise<void> {
    const { recorder, clock } = this.#parts
    await capture.order.run(async () => {
      const { gap } = capture
      if (gap === null) return
      const now = clock.wall()
      const entry = { kind: 'gap', lines: gapLines(gap.since, now, gap.reason) } as const
      const happenings = recordingSessions(recorder, capture).map(({ session }) => ({ session, entry }))
      if (happenings.length > 0) await recorder.commit(happenings, now)
      capture.gap = null
      capture.aliveAt = now
    })
  }

  async #onRootLost(capture: RepoCapture): Promise<void> {
    const { root, name } = capture.location
    const back = await locateRepository(this.#parts.git, root).catch(() => null)
    if (back?.root === root) return await this.#watch(capture)
    this.#parts.alerts.raise({ code: 'repo.gone', subject: root, args: { repo: name } })
    await this.#timed.end(capture, (session, now) => ({ session: interrupted(session, now) }))
  }

  /** Lets every session of the repository say what is true of its capture. */
  async #markHealth(capture: RepoCapture): Promise<void> {
    await capture.order.run(async () => {
      const changed = recordingSessions(this.#parts.recorder, capture).filter(({ session }) => session.capture !== capture.health)
      const happenings = changed.map(({ session }) => ({ session: { ...session, capture: capture.health } }))
      if (happenings.length > 0) await this.#parts.recorder.commit(happenings, this.#parts.clock.wall())
    })
  }

  #onLost(capture: RepoCapture, error: unknown): void {
    const { root, name } = capture.location
    this.#parts.log.error('a batch could not be recorded', { root, error })
    this.#parts.alerts.raise({ code: 'store.failed', subject: root, args: { repo: name, reason: error instanceof Error ? error.message : String(error) } })
    this.#lookAgain(capture)
  }
}
