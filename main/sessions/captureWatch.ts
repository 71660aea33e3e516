/**
 * What the watch of a repository says, and what follows: stirring and proofs are passed on, a watch that was blind leaves a gap
 * in the record, a root that is gone is waited for. Owns the health of a capture's watch; what a batch means is the pipeline's.
 */
import { background } from '../base/background.ts'
import { folderIdentity } from '../base/folderIdentity.ts'
import { redact } from '../base/redact.ts'
import { ignoredFolders } from '../git/repoState.ts'
import type { Hint } from '../watch/coalesce.ts'
import type { DegradedKind } from '../watch/watcher.ts'
import { type WatchingWay, watchingWay } from '../watch/watchingWay.ts'
import { gapLines } from '../worklog/renderEntry.ts'
import type { CaptureParts } from './captures.ts'
import { ignoredAtTop } from './ignorePatterns.ts'
import { recordingSessions } from './pipeline.ts'
import type { RepoCapture } from './repoCapture.ts'

/** How long a root that is gone is waited for, and how often it is looked for, ms. */
const BACK_WITHIN_MS = 600_000
const LOOK_FOR_ROOT_MS = 2_000
/** Paths named when something begins to move. */
const STIRRED_PATHS = 20

/** What is done to all sessions of a capture. */
export interface CaptureSteps {
  /** Lets each say what is true of its capture. */
  markHealth(capture: RepoCapture): Promise<void>
  /** Ends them as interrupted. */
  giveUp(capture: RepoCapture): Promise<void>
}

export class CaptureWatch {
  readonly #parts: CaptureParts
  readonly #steps: CaptureSteps

  constructor(parts: CaptureParts, steps: CaptureSteps) {
    this.#parts = parts
    this.#steps = steps
  }

  /** Watches the repository. What happens before the watch covers it is found by the look that follows. */
  async begin(capture: RepoCapture): Promise<void> {
    const { git, watcher, settingsIn } = this.#parts
    const { root, gitDir, commonDir } = capture.location
    // Not knowing them only costs watches.
    const folders = await ignoredFolders(git, root).catch(() => [])
    if (capture.closed) return
    watcher.watch(
      { root, gitDir, commonDir, ignoredFolders: [...folders, ...ignoredAtTop(settingsIn(root)['recording.ignore'])], ...this.#ownWay(root) },
      {
        stirred: (paths, count) => this.#onStirred(capture, paths, count),
        changed: (hint) => this.#onChanged(capture, hint),
        proved: (ms) => this.#onProved(capture, ms),
        ready: () => this.#readied(capture),
        degraded: (reason, kind) => background(this.#onDegraded(capture, reason, kind), 'marking a watch as degraded', this.#parts.log),
        rootLost: () => background(this.rootLost(capture), 'handling a lost root', this.#parts.log),
      },
    )
  }

  /** How it is watched, where this repository has settings of its own for that. */
  #ownWay(root: string): { way?: WatchingWay } {
    const { settings, settingsIn } = this.#parts
    const [all, own] = [settings(), settingsIn(root)].map((each) => watchingWay(each, process.platform))
    return own === undefined || (own.backend === all?.backend && own.pollMs === all.pollMs) ? {} : { way: own }
  }

  /** Leaves at once: that something moves never waits for Git. */
  #onStirred(capture: RepoCapture, paths: readonly string[], count: number): void {
    capture.aliveAt = this.#parts.clock.wall()
    this.#parts.moves.note(capture.location.root, 'stirred')
    if (!this.#parts.settingsIn(capture.location.root)['flags.liveUpdates']) return
    this.#parts.hub.publish({ topic: 'file.changed', repo: capture.location.root, paths: paths.slice(0, STIRRED_PATHS).map(redact), count })
  }

  /** Git's own files may have moved, of which nothing stirs. */
  #onChanged(capture: RepoCapture, hint: Hint): void {
    if (hint.git) this.#parts.moves.note(capture.location.root, 'stirred')
    capture.hint(hint)
  }

  #onProved(capture: RepoCapture, ms: number): void {
    // A watch that was blind and shows its marker again sees again, whether or not it says that it is ready.
    if (capture.gap !== null && capture.watch === 'degraded') this.#readied(capture)
    capture.aliveAt = this.#parts.clock.wall()
    this.#parts.hub.publish({ topic: 'capture.proved', repo: capture.location.root, at: capture.aliveAt, ms: Math.round(ms * 10) / 10 })
  }

  /** What could not be recorded of it (a full disk) is tried again: the watch itself says only once that it is ready. */
  #readied(capture: RepoCapture): void {
    const ready = this.#onReady(capture).catch((error: unknown) => {
      capture.retry('ready', () => this.#readied(capture))
      throw error
    })
    background(ready, 'first look after a watch began', this.#parts.log)
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
    await this.#steps.markHealth(capture)
  }

  async #onDegraded(capture: RepoCapture, reason: string, kind: DegradedKind): Promise<void> {
    const { root, name } = capture.location
    // What is shown already stays as it is, so another reason takes its place.
    if (capture.trouble !== reason) this.#parts.alerts.clear({ code: 'watch.degraded', subject: root })
    this.#parts.alerts.raise({ code: 'watch.degraded', subject: root, args: { repo: name, reason } })
    capture.trouble = reason
    capture.watch = 'degraded'
    capture.polling = kind === 'polling'
    if (kind === 'outage') capture.gap ??= { since: capture.aliveAt, reason: 'the watcher did not answer' }
    await this.#steps.markHealth(capture)
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

  /** The root is gone, or another folder stands there: nothing is read or written until it is back. */
  async rootLost(capture: RepoCapture): Promise<void> {
    const { root, name } = capture.location
    if (capture.lost) return
    if ((await folderIdentity(root)) === capture.rootId) return await this.begin(capture)
    if (capture.lost) return
    capture.lost = true
    capture.watch = 'degraded'
    capture.gap ??= { since: capture.aliveAt, reason: 'the folder was gone' }
    this.#parts.alerts.raise({ code: 'repo.gone', subject: root, args: { repo: name } })
    this.#parts.watcher.unwatch(root)
    await this.#steps.markHealth(capture)
    this.#awaitRoot(capture, this.#parts.clock.monotonic() + BACK_WITHIN_MS)
  }

  /** Looks for the root until it is back, another folder has taken its place, or the time is up. */
  #awaitRoot(capture: RepoCapture, until: number): void {
    // Not awaited by whoever lost it: giving up waits for the batch in which that may have been noticed.
    background(this.#lookForRoot(capture, until), 'looking for a root that is gone', this.#parts.log)
  }

  async #lookForRoot(capture: RepoCapture, until: number): Promise<void> {
    // A volume that does not answer is not there either.
    const found = await folderIdentity(capture.location.root).catch(() => null)
    if (capture.closed) return
    if (found === capture.rootId) return await this.#onRootBack(capture)
    if (found !== null || this.#parts.clock.monotonic() >= until) return await this.#steps.giveUp(capture)
    capture.again = setTimeout(() => this.#awaitRoot(capture, until), LOOK_FOR_ROOT_MS)
  }

  async #onRootBack(capture: RepoCapture): Promise<void> {
    capture.lost = false
    this.#parts.alerts.clear({ code: 'repo.gone', subject: capture.location.root })
    await this.begin(capture)
  }
}
