/**
 * The way of one batch of changes, read from top to bottom: hint, scan, difference, record. The only place where file
 * events become a record. Nothing here waits for a window, a client or a projection.
 */
import type { Change } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { Clock } from '../base/clock.ts'
import { redact } from '../base/redact.ts'
import type { Alerts } from '../events/alerts.ts'
import type { EventHub } from '../events/eventHub.ts'
import { commitsBetween } from '../git/commits.ts'
import type { GitClient } from '../git/gitClient.ts'
import { MOST_ENTRIES } from '../git/repoState.ts'
import type { Hint } from '../watch/coalesce.ts'
import type { AgentEdits } from './agentEdits.ts'
import { attribute } from './attribution.ts'
import { diffSnapshots, type RepoSnapshot, snapshotDelta, withUnseen } from './baseline.ts'
import type { Conflicts } from './conflicts.ts'
import { foldChanges } from './foldChanges.ts'
import { type Fact, type Gained, gitFacts, isPushed } from './gitFacts.ts'
import { ignoring, withPatterns } from './ignorePatterns.ts'
import type { Happening, Recorder } from './recorder.ts'
import { withRenames } from './renameScan.ts'
import type { Pace, RepoCapture } from './repoCapture.ts'
import { scanRepository } from './scan.ts'
import { branchFact, scanRule } from './stopRules.ts'
import { scanTouched } from './touchedScan.ts'
import { completed, withChanges } from './transitions.ts'
import { type Unreadable, whyUnreadable } from './unreadable.ts'

/** While changes go on, a session gets at most one entry about them in this time. */
export const ENTRY_PAUSE_MS = 5_000
/** Files of one batch that make it a burst (a checkout, an install), and how long its entry waits for the rest of it, ms. */
const BURST_FILES = 200
const BURST_SETTLE_MS = 1_500
/** Commits named in one entry. */
const COMMITS_NAMED = 5

export interface PipelineParts {
  readonly alerts: Alerts
  readonly conflicts: Conflicts
  readonly git: GitClient
  /** What agents' hooks said they wrote. */
  readonly agentEdits: AgentEdits
  readonly hub: EventHub
  readonly recorder: Recorder
  readonly clock: Clock
  readonly settings: () => Settings
  /** As they hold in one repository. */
  readonly settingsIn: (root: string) => Settings
}

/** `unreadable`: it could not be read, nothing is lost, look again. `ended` are the sessions this batch stopped; `whole` that everything was looked at. */
export type BatchOutcome = Unreadable | { readonly kind: 'handled'; readonly ended: readonly Session[]; readonly whole: boolean }

/**
 * Handles one batch for all recording sessions of its repository.
 * Throws `store.failed` when nothing could be recorded; the next batch then finds the same difference again.
 */
export async function handleBatch(parts: PipelineParts, capture: RepoCapture, hint: Hint): Promise<BatchOutcome> {
  const { root } = capture.location
  await capture.indexLock.released()
  const settings = parts.settingsIn(root)
  const touched = await touchedIn(capture, hint, settings)
  const scanned = touched ?? (await scanRepository(parts.git, capture.location, lookOf(settings)).catch((error: unknown) => whyUnreadable(root, error)))
  if ('kind' in scanned) return scanned
  const whole = touched === null
  tellMore(parts, capture, scanned.more === true)
  return await capture.order.run(async () => {
    const stored = capture.snapshot
    const patterns = { were: capture.ignoring, are: settings['recording.ignore'] }
    const before = stored === null ? null : withPatterns(stored, scanned, patterns)
    const after = withUnseen(before, scanned)
    const now = parts.clock.wall()
    if (before !== null && before === stored && isSame(before, after)) return { kind: 'handled', ended: [], whole }
    const seen = await understand(parts.git, root, { before, after, now }).catch((error: unknown) => whyUnreadable(root, error))
    // Git told the state but not the commits: the same step is understood when it answers again.
    if ('kind' in seen) return seen
    const sessions = recordingSessions(parts.recorder, capture)
    const watched = capture.gap === null
    const happenings = sessions.map((recording) => happeningOf(parts, { ...seen, ...recording, all: sessions, watched }))
    await parts.recorder.commit(happenings, now, snapshotDelta(root, stored, after))
    capture.snapshot = after
    capture.ignoring = patterns.are
    announce(parts, { sessions, count: seen.changes.length, since: hint.at })
    warnOfConflicts(parts, capture, seen.changes)
    const ended = happenings.filter((happening) => happening.topic === 'session.stopped').map((happening) => happening.session)
    return { kind: 'handled', ended, whole }
  })
}

/** The short way (ADR 10), where the last look was one that could be made and asked for the same. */
async function touchedIn(capture: RepoCapture, hint: Hint, settings: Settings): Promise<RepoSnapshot | null> {
  const isAsBefore = capture.readable && capture.ignoring === settings['recording.ignore']
  return isAsBefore ? await scanTouched(capture.location.root, capture.snapshot, hint) : null
}

function lookOf(settings: Settings): Parameters<typeof scanRepository>[2] {
  return { atOnce: settings['limits.maxFileReads'], ignored: ignoring(settings['recording.ignore']) }
}

/** So many files differ that not all are looked at: said for as long as it is so. */
function tellMore(parts: PipelineParts, capture: RepoCapture, more: boolean): void {
  const { root, name } = capture.location
  const subject = `${root}:more`
  const reason = `More than ${MOST_ENTRIES} files differ from the last commit; only the first are looked at.`
  if (more) parts.alerts.raise({ code: 'watch.degraded', subject, args: { repo: name, reason } })
  else parts.alerts.clear({ code: 'watch.degraded', subject })
}

interface Scans {
  readonly before: RepoSnapshot | null
  readonly after: RepoSnapshot
  readonly now: number
}

interface Understood extends Scans {
  readonly changes: readonly Change[]
  readonly facts: readonly Fact[]
}

/** What the step from one scan to the next means, whoever records it. */
async function understand(git: GitClient, root: string, scans: Scans): Promise<Understood> {
  const { before, after, now } = scans
  if (before === null) return { ...scans, changes: [], facts: [] }
  const changes = await withRenames(root, diffSnapshots(before, after, now), { before, after })
  return { ...scans, changes, facts: gitFacts(before, after, await gained(git, root, { before, after })) }
}

/** The commits HEAD moved over; none when the branch was switched, since those are somebody's earlier work. */
async function gained(git: GitClient, root: string, { before, after }: { before: RepoSnapshot; after: RepoSnapshot }): Promise<Gained> {
  if (before.head === null || after.head === null || before.head === after.head || before.branch !== after.branch) return { commits: [], more: false }
  return await commitsBetween(git, root, { from: before.head, to: after.head, limit: COMMITS_NAMED })
}

interface Recording {
  readonly session: Session
  readonly pace: Pace
}

/** The sessions of a repository that record now. */
export function recordingSessions(recorder: Recorder, capture: RepoCapture): Recording[] {
  return [...capture.paces].flatMap(([id, pace]) => {
    const session = recorder.get(id)
    return session?.state === 'recording' ? [{ session, pace }] : []
  })
}

/** What a scan means for one session: its changes, what Git did, perhaps an entry, perhaps its end. Moves the session's pace. */
function happeningOf(
  parts: Pick<PipelineParts, 'clock' | 'settings' | 'agentEdits'>,
  seen: Understood & Recording & { readonly all: readonly Recording[]; readonly watched: boolean },
): Happening {
  const { session, pace, before, after, now, facts, watched } = seen
  const sessionIds = seen.all.map((recording) => recording.session.id)
  // Without a hook's word nobody is named as the writer.
  const evidence = parts.agentEdits.of(session.repo)
  const by = (change: Change) => attribute({ path: change.path, at: change.at, sessionIds, watched, evidence }, session.id)
  const room = pace.changesLeft.takeSome(seen.changes.length, parts.clock.monotonic())
  const changes = foldChanges(seen.changes, room).map((change) => ({ ...change, by: by(change) }))
  const rules = parts.settings()
  const stop = scanRule(session, { branch: after.branch, pushed: before !== null && isPushed(before, after), files: after.files.size }, rules)
  if (stop !== null) {
    const branch = stop.reason === 'branch' ? session.branch : after.branch
    const ended = completed(withChanges(session, changes, { head: after.head, branch }), stop.reason, now)
    const movedTo = stop.reason === 'branch' ? after.branch : null
    return { session: ended, changes, facts, entry: { kind: 'stop', lines: stop.lines }, topic: 'session.stopped', movedTo }
  }
  const tellChanges = movePace(pace, { now: parts.clock.monotonic(), changed: changes.length, moved: before?.head !== after.head })
  return { session: withChanges(session, changes, after), changes, facts: [...facts, ...branchFact(session, after.branch)], tellChanges }
}

/** True if the changes get their entry at once: after a quiet time, or when the last entry is long enough ago. */
function movePace(pace: Pace, step: { readonly now: number; readonly changed: number; readonly moved: boolean }): boolean {
  const { now, changed, moved } = step
  const isBurst = changed >= BURST_FILES
  const tell = !isBurst && (now - pace.entryAt >= ENTRY_PAUSE_MS || now - pace.changedAt >= ENTRY_PAUSE_MS)
  if (changed > 0 || moved) pace.activeAt = now
  if (changed > 0 && tell) pace.entryAt = now
  if (changed > 0) pace.changedAt = now
  // A scan in the middle of a checkout sees half of it: the entry waits a moment, so that the whole is one.
  if (isBurst) pace.entryAt = Math.max(pace.entryAt, now + BURST_SETTLE_MS - ENTRY_PAUSE_MS)
  return tell
}

function isSame(before: RepoSnapshot, after: RepoSnapshot): boolean {
  const alike = before.head === after.head && before.branch === after.branch && before.operation === after.operation
  const { name, ahead } = before.upstream ?? {}
  if (!alike || before.pushed !== after.pushed || name !== after.upstream?.name || ahead !== after.upstream?.ahead || before.files.size !== after.files.size)
    return false
  return [...after.files].every(([path, stamp]) => before.files.get(path) === stamp)
}

/** Two worktrees of one repository that change the same path within a short time will meet in a merge: both are told. */
function warnOfConflicts(parts: PipelineParts, capture: RepoCapture, changes: readonly Change[]): void {
  const { root, commonDir } = capture.location
  for (const { path, at, kind } of changes) {
    const other = kind === 'reverted' ? null : parts.conflicts.note({ commonDir, path, writer: root, at })
    if (other === null) continue
    for (const [here, there] of [
      [root, other],
      [other, root],
    ] as const) {
      parts.alerts.raise({ code: 'conflict.path', subject: `${here}:${path}`, args: { path: redact(path), repo: here, other: there } })
    }
  }
}

function announce(parts: PipelineParts, recorded: { sessions: readonly Recording[]; count: number; since: number }): void {
  if (recorded.count === 0) return
  const latency_ms = Math.max(0, parts.clock.wall() - recorded.since)
  for (const { session } of recorded.sessions) {
    parts.hub.publish({ topic: 'change.recorded', session_id: session.id, count: recorded.count, latency_ms })
  }
}
