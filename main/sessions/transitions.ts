/** How a session's own fields change. Pure: each function returns the session after one thing happened. */
import type { Change } from '../../shared/domain/entry.ts'
import { PRIORITIES, SESSION_TYPES, type Session, type StopReason } from '../../shared/domain/session.ts'
import { worklogPath } from '../worklog/worklogFile.ts'

/** The Python program's idle timeout and the least it accepts, in seconds. */
const IDLE_TIMEOUT_S = 1800
const IDLE_FLOOR_S = 60

export interface NewSession {
  readonly id: string
  readonly backlogId: string
  readonly repo: { readonly root: string; readonly name: string; readonly gitDir: string; readonly id: string | null }
  readonly branch: string | null
  readonly head: string | null
  readonly now: number
  readonly wishes: {
    readonly type?: Session['type'] | undefined
    readonly priority?: Session['priority'] | undefined
    readonly tags?: readonly string[] | undefined
    readonly idle_timeout_s?: number | undefined
  }
  /** The session recorded before under the same id: what the person said of it stays. */
  readonly earlier: Session | undefined
}

export function newSession(from: NewSession): Session {
  const { repo, now, wishes, earlier } = from
  return {
    id: from.id,
    backlog_id: from.backlogId,
    repo: repo.root,
    repo_name: repo.name,
    git_dir: repo.gitDir,
    root_id: repo.id,
    branch: from.branch,
    head: from.head,
    state: 'recording',
    capture: 'starting',
    type: wishes.type ?? earlier?.type ?? SESSION_TYPES[0],
    priority: wishes.priority ?? earlier?.priority ?? PRIORITIES[1],
    tags: [...new Set([...(earlier?.tags ?? []), ...(wishes.tags ?? [])])],
    description: earlier?.description ?? null,
    started_at: now,
    ended_at: null,
    last_activity_at: now,
    idle_timeout_s: idleTimeout(wishes.idle_timeout_s ?? IDLE_TIMEOUT_S),
    worklog: worklogPath(from.backlogId),
    last: null,
    changes: 0,
    entries: 0,
    stop_reason: null,
  }
}

/** Changes were seen; `facts` are the branch and commit of the scan that showed them. */
export function withChanges(session: Session, changes: readonly Change[], facts: { head: string | null; branch: string | null }): Session {
  const newest = changes.at(-1)
  const scanned = { ...session, head: facts.head, branch: facts.branch ?? session.branch }
  if (newest === undefined) return scanned
  return {
    ...scanned,
    changes: session.changes + changes.length,
    last: { path: newest.path, at: newest.at, kind: 'change' },
    last_activity_at: newest.at,
  }
}

export function withNote(session: Session, text: string, now: number): Session {
  return { ...session, last: { path: text.slice(0, 120), at: now, kind: 'note' }, last_activity_at: now }
}

export function paused(session: Session): Session {
  return { ...session, state: 'paused', capture: 'off' }
}

export function resumed(session: Session, now: number): Session {
  return { ...session, state: 'recording', capture: 'starting', last_activity_at: now, ended_at: null, stop_reason: null }
}

export function completed(session: Session, reason: StopReason, now: number): Session {
  return { ...session, state: 'completed', capture: 'off', ended_at: now, stop_reason: reason }
}

export function interrupted(session: Session, now: number): Session {
  return { ...session, state: 'interrupted', capture: 'off', ended_at: now, stop_reason: 'gone' }
}

function idleTimeout(seconds: number): number {
  return seconds === 0 ? 0 : Math.max(IDLE_FLOOR_S, seconds)
}
