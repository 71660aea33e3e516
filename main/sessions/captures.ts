/**
 * The captures of all repositories that record: opens one when the first session of a root begins, closes it when the
 * last one leaves, and ties it to the watcher. What a batch means is the pipeline's, what is due when is `timedSteps`'.
 */

import { ScribeError } from '../../shared/domain/error.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { background } from '../base/background.ts'
import { folderIdentity } from '../base/folderIdentity.ts'
import type { Logger } from '../base/logger.ts'
import { type Rate, TokenBucket } from '../base/tokenBucket.ts'
import type { Moves } from '../context/moves.ts'
import type { Alerts } from '../events/alerts.ts'
import type { RepoLocation } from '../git/repoState.ts'
import { anything, type Hint } from '../watch/coalesce.ts'
import type { Watcher } from '../watch/watcher.ts'
import type { RepoSnapshot } from './baseline.ts'
import { CaptureWatch } from './captureWatch.ts'
import { Conflicts } from './conflicts.ts'
import { ENTRY_PAUSE_MS, handleBatch, type PipelineParts, recordingSessions } from './pipeline.ts'
import { RepoCapture } from './repoCapture.ts'
import { TimedSteps } from './timedSteps.ts'
import { interrupted } from './transitions.ts'
import { clearUnreadable, raiseUnreadable } from './unreadable.ts'

/** Nothing is known, and nothing is lost. */
const SILENT = { kind: 'unreadable', code: 'git.failed', reason: 'the folder does not answer' } as const

/** Pause before a look that failed is tried again. */
const LOOK_AGAIN_MS = 3_000
/** After a look at some files the whole is looked at, so much later: what only Git can tell waits no longer. */
const LOOK_WHOLE_MS = 3_000
/** Between two looks at a repository in which more happens than a person or an agent does. */
const FLOOD_REST_MS = 500
/** A batch of events is collected for at most this, s. */
const BATCH_S = 0.2
/** So many seconds' worth of changes may come at once. */
const BURST_S = 500

export interface CaptureParts extends Omit<PipelineParts, 'conflicts'> {
  readonly watcher: Watcher
  readonly alerts: Alerts
  readonly log: Logger
  /** A session records no longer: another may. */
  readonly onRoom: () => void
  /** Told when files stir, before anybody knows what they are. */
  readonly moves: Moves
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
  readonly #parts: CaptureParts & PipelineParts
  readonly #timed: TimedSteps
  readonly #watch: CaptureWatch
  readonly #expected = new Map<string, Earlier>()
  readonly #open = new Map<string, { capture: RepoCapture; ready: Promise<void> }>()

  constructor(parts: CaptureParts) {
    this.#parts = { ...parts, conflicts: new Conflicts() }
    this.#timed = new TimedSteps({ ...parts, leave: (session) => this.leave(session.repo, session.id) })
    this.#watch = new CaptureWatch(parts, {
      markHealth: (capture) => this.#markHealth(capture),
      giveUp: (capture) => this.#timed.end(capture, (session, now) => ({ session: interrupted(session, now) })),
    })
  }

  /**
   * What was known of a repository when Scribe last ran: the sessions that recorded and the last scan they knew. What has changed since
   * is theirs, whoever is the first to enter it now.
   */
  expect(root: string, earlier: Earlier): void {
    this.#expected.set(root, earlier)
  }

  /** It is not there any more. */
  forget(root: string): void {
    this.#expected.delete(root)
  }

  /**
   * The capture of a repository with an up-to-date snapshot, held until `release`; opened if it is not yet.
   * Throws `git.failed` if the repository cannot be scanned.
   */
  async enter(location: RepoLocation): Promise<RepoCapture> {
    const earlier = this.#expected.get(location.root)
    const there = this.#open.get(location.root)
    if (there !== undefined) {
      there.capture.holds++
      await there.ready
      await there.capture.lookNow(this.#parts.clock.wall())
      return there.capture
    }
    const capture = new RepoCapture(location, this.#parts.recorder.order(location.root), {
      handle: (self, hint) => this.#handle(self, hint),
      onError: (error) => this.#onLost(capture, error),
    })
    capture.holds++
    capture.aliveAt = this.#parts.clock.wall()
    capture.snapshot = earlier?.known ?? null
    if (earlier !== undefined) capture.gap = { since: earlier.aliveAt, reason: 'Scribe was not running' }
    const ready = this.#begin(capture, earlier?.sessionIds ?? [])
    this.#open.set(location.root, { capture, ready })
    await ready
    this.#expected.delete(location.root)
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
    const { clock, settings } = this.#parts
    const now = clock.monotonic()
    const changesLeft = new TokenBucket(() => changeRate(settings()))
    capture.paces.set(sessionId, { activeAt: now, changedAt: now - ENTRY_PAUSE_MS, entryAt: now - ENTRY_PAUSE_MS, warned: false, changesLeft })
    this.#timed.arm(capture)
    background(this.#markHealth(capture), 'stating the health of a capture', this.#parts.log)
    if (capture.watched) return
    capture.watched = true
    background(this.#watch.begin(capture), 'beginning to watch', this.#parts.log)
  }

  /** The person or an agent did something in the session. */
  touch(capture: RepoCapture, sessionId: string): void {
    const pace = capture.paces.get(sessionId)
    if (pace !== undefined) pace.activeAt = this.#parts.clock.monotonic()
    this.#timed.arm(capture)
  }

  /** Counts a session as ended; the last one ends the watch. */
  leave(root: string, sessionId: string): void {
    const capture = this.get(root)
    if (capture === undefined) return
    capture.paces.delete(sessionId)
    this.#parts.alerts.clear({ code: 'session.idleWarning', subject: sessionId })
    this.#parts.onRoom()
    this.#closeIfUnused(capture)
  }

  /** Has a repository (by default every one) watched anew, because the way of watching has changed. */
  watchAnew(root?: string): void {
    for (const { capture } of this.#open.values()) {
      if (!capture.watched || capture.lost || (root !== undefined && capture.location.root !== root)) continue
      capture.polling = false
      background(this.#watch.begin(capture), 'watching in another way', this.#parts.log)
    }
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
  async #begin(capture: RepoCapture, sessionIds: readonly string[]): Promise<void> {
    const { root } = capture.location
    try {
      capture.rootId = await folderIdentity(root)
      for (const id of sessionIds) this.join(capture, id)
      await capture.lookNow(this.#parts.clock.wall())
      if (capture.snapshot === null) throw new ScribeError('git.failed', `${root} could not be scanned. Run "git status" there to see why.`)
    } catch (error) {
      this.#open.delete(root)
      await capture.close()
      throw error
    }
  }

  /** Which folder stands at the root; `silent` when its volume does not answer. */
  async #placeOf(capture: RepoCapture): Promise<'ours' | 'lost' | 'silent'> {
    if (capture.lost) return 'lost'
    const found = await folderIdentity(capture.location.root).catch(() => undefined)
    if (found === undefined) return 'silent'
    return found === capture.rootId ? 'ours' : 'lost'
  }

  async #handle(capture: RepoCapture, hint: Hint): Promise<void> {
    const { root, name } = capture.location
    const place = await this.#placeOf(capture)
    if (place === 'lost') return await this.#watch.rootLost(capture)
    const outcome = place === 'silent' ? SILENT : await handleBatch(this.#parts, capture, hint)
    capture.readable = outcome.kind === 'handled'
    if (outcome.kind === 'unreadable') {
      raiseUnreadable(this.#parts.alerts, outcome, { root, name })
      this.#lookAgain(capture)
    } else {
      clearUnreadable(this.#parts.alerts, root)
      this.#parts.alerts.clear({ code: 'store.failed', subject: root })
      for (const session of outcome.ended) this.leave(session.repo, session.id)
      this.#lookWholeLater(capture, outcome.whole)
    }
    await this.#markHealth(capture)
    this.#timed.arm(capture)
    if (isFlood(hint, this.#parts.settingsIn(root))) await capture.rest(FLOOD_REST_MS)
  }

  /** However many short looks there are, the whole is looked at in time. */
  #lookWholeLater(capture: RepoCapture, isDone: boolean): void {
    if (isDone) {
      clearTimeout(capture.whole)
      capture.whole = undefined
    } else if (!capture.closed) capture.whole ??= setTimeout(() => capture.hint(anything(this.#parts.clock.wall())), LOOK_WHOLE_MS)
  }

  #lookAgain(capture: RepoCapture): void {
    if (capture.closed) return
    clearTimeout(capture.again)
    capture.again = setTimeout(() => capture.hint(anything(this.#parts.clock.wall())), LOOK_AGAIN_MS)
  }

  /** Lets every session of the repository say what is true of its capture; what cannot be recorded now is tried again. */
  async #markHealth(capture: RepoCapture): Promise<void> {
    await this.#recordHealth(capture).catch((error: unknown) => {
      capture.retry('health', () => background(this.#markHealth(capture), 'stating the health of a capture', this.#parts.log))
      throw error
    })
  }

  async #recordHealth(capture: RepoCapture): Promise<void> {
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

/** A single burst (a checkout, a formatter) is recorded file by file; what goes on like that is not. */
function changeRate(settings: Settings): Rate {
  const perSecond = settings['limits.eventsPerSec']
  return { perSecond, burst: perSecond * BURST_S }
}

function isFlood({ count }: Hint, settings: Settings): boolean {
  return count > settings['limits.eventsPerSec'] * BATCH_S * 2
}
