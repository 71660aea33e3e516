/**
 * The way of one batch of changes, read from top to bottom: hint, scan, difference, record. The only place where file
 * events become a record. Nothing here waits for a window, a client or a projection.
 */
import type { Change } from '../../shared/domain/entry.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Clock } from '../base/clock.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { GitClient } from '../git/gitClient.ts'
import type { Hint } from '../watch/coalesce.ts'
import { diffSnapshots, type RepoSnapshot, snapshotDelta } from './baseline.ts'
import type { Happening, Recorder } from './recorder.ts'
import type { Pace, RepoCapture } from './repoCapture.ts'
import { scanRepository } from './scan.ts'
import { branchRule } from './stopRules.ts'
import { completed, withChanges } from './transitions.ts'

/** While changes go on, a session gets at most one entry about them in this time. */
export const ENTRY_PAUSE_MS = 5_000

export interface PipelineParts {
  readonly git: GitClient
  readonly hub: EventHub
  readonly recorder: Recorder
  readonly clock: Clock
}

/** `unreadable`: Git gave no answer, nothing is lost, look again. `ended` are the sessions this batch stopped. */
export type BatchOutcome = { readonly kind: 'unreadable'; readonly reason: string } | { readonly kind: 'handled'; readonly ended: readonly Session[] }

/**
 * Handles one batch for all recording sessions of its repository.
 * Throws `store.failed` when nothing could be recorded; the next batch then finds the same difference again.
 */
export async function handleBatch(parts: PipelineParts, capture: RepoCapture, hint: Hint): Promise<BatchOutcome> {
  const { root } = capture.location
  const after = await scanRepository(parts.git, root).catch((error: unknown) => (error instanceof Error ? error.message : String(error)))
  if (typeof after === 'string') return { kind: 'unreadable', reason: after }
  return await capture.order.run(async () => {
    const before = capture.snapshot
    const now = parts.clock.wall()
    const changes = before === null ? [] : diffSnapshots(before, after, now)
    const delta = snapshotDelta(root, before, after)
    if (before !== null && isSame(before, after) && delta.removals.length + delta.upserts.length === 0) return { kind: 'handled', ended: [] }
    const sessions = recordingSessions(parts.recorder, capture)
    const happenings = sessions.map((recording) => happeningOf(parts.clock, { ...recording, changes, before, after, now }))
    await parts.recorder.commit(happenings, now, delta)
    capture.snapshot = after
    announce(parts, { sessions, count: changes.length, since: hint.at })
    const ended = happenings.filter((happening) => happening.topic === 'session.stopped').map((happening) => happening.session)
    return { kind: 'handled', ended }
  })
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

/** What a scan means for one session: its changes, perhaps an entry, perhaps its end. Moves the session's pace. */
function happeningOf(clock: Clock, seen: Recording & { changes: readonly Change[]; before: RepoSnapshot | null; after: RepoSnapshot; now: number }): Happening {
  const { session, pace, changes, before, after, now } = seen
  const stop = branchRule(session, after.branch)
  if (stop !== null) {
    const ended = completed(withChanges(session, changes, { head: after.head, branch: session.branch }), stop.reason, now)
    return { session: ended, changes, entry: { kind: 'stop', lines: stop.lines }, topic: 'session.stopped' }
  }
  const monotonic = clock.monotonic()
  const quiet = monotonic - pace.entryAt >= ENTRY_PAUSE_MS
  if (changes.length > 0 || before?.head !== after.head) pace.activeAt = monotonic
  if (changes.length > 0 && quiet) pace.entryAt = monotonic
  return { session: withChanges(session, changes, after), changes, tellChanges: quiet }
}

function isSame(before: RepoSnapshot, after: RepoSnapshot): boolean {
  return before.head === after.head && before.branch === after.branch
}

function announce(parts: PipelineParts, recorded: { sessions: readonly Recording[]; count: number; since: number }): void {
  if (recorded.count === 0) return
  const latency_ms = Math.max(0, parts.clock.wall() - recorded.since)
  for (const { session } of recorded.sessions) {
    parts.hub.publish({ topic: 'change.recorded', session_id: session.id, count: recorded.count, latency_ms })
  }
}
