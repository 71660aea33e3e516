/** How a session's own fields change. Pure: each function returns the session after one thing happened. */
import { parseBacklogId } from '../../shared/domain/backlogId.ts'
import type { Change } from '../../shared/domain/entry.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session, type StopReason } from '../../shared/domain/session.ts'
import { redact } from '../base/redact.ts'
import { worklogPath } from '../worklog/worklogFile.ts'

/** The least idle timeout the Python program accepts, in seconds. */
const IDLE_FLOOR_S = 60
/** Tags, and related sessions, that one session may have. */
const MAX_WORDS = 64

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
  /** Where the person wishes nothing else. */
  readonly defaults: { readonly idleTimeoutS: number; readonly type: Session['type']; readonly priority: Session['priority'] }
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
    type: wishes.type ?? earlier?.type ?? from.defaults.type,
    priority: wishes.priority ?? earlier?.priority ?? from.defaults.priority,
    tags: joined(earlier?.tags ?? [], wishes.tags ?? []),
    description: earlier?.description ?? null,
    related: earlier?.related ?? [],
    started_at: now,
    ended_at: null,
    last_activity_at: now,
    idle_timeout_s: idleTimeout(wishes.idle_timeout_s ?? from.defaults.idleTimeoutS),
    worklog: worklogPath(from.backlogId),
    last: null,
    changes: 0,
    entries: 0,
    stop_reason: null,
    queued_at: null,
  }
}

/** Changes were seen; `facts` are the branch and commit of the scan that showed them. */
export function withChanges(session: Session, changes: readonly Change[], facts: { head: string | null; branch: string | null }): Session {
  const newest = changes.at(-1)
  const scanned = { ...session, head: facts.head, branch: facts.branch ?? session.branch }
  if (newest === undefined) return scanned
  return {
    ...scanned,
    changes: session.changes + changes.reduce((sum, { files = 1 }) => sum + files, 0),
    last: { path: newest.path, at: newest.at, kind: 'change' },
    last_activity_at: newest.at,
  }
}

export function withNote(session: Session, text: string, now: number): Session {
  return { ...session, last: { path: text.slice(0, 120), at: now, kind: 'note' }, last_activity_at: now }
}

export function paused(session: Session): Session {
  return { ...session, state: 'paused', capture: 'off', queued_at: null }
}

/** Waits for a place: paused, and goes on by itself when there is one. */
export function queued(session: Session, now: number): Session {
  return { ...session, state: 'paused', capture: 'off', queued_at: now }
}

export function resumed(session: Session, now: number): Session {
  return { ...session, state: 'recording', capture: 'starting', last_activity_at: now, ended_at: null, stop_reason: null, queued_at: null }
}

export function completed(session: Session, reason: StopReason, now: number): Session {
  return { ...session, state: 'completed', capture: 'off', ended_at: now, stop_reason: reason, queued_at: null }
}

export function interrupted(session: Session, now: number): Session {
  return { ...session, state: 'interrupted', capture: 'off', ended_at: now, stop_reason: 'gone' }
}

/** What a person can change of what is said of a session. */
export interface SessionEdit {
  readonly type?: Session['type'] | undefined
  readonly priority?: Session['priority'] | undefined
  readonly description?: string | null | undefined
  readonly tags_add?: readonly string[] | undefined
  readonly tags_remove?: readonly string[] | undefined
  readonly related_add?: readonly string[] | undefined
  readonly related_remove?: readonly string[] | undefined
  readonly idle_timeout_s?: number | undefined
}

/** Somebody said something of the session. Throws `usage.badInput` for too many words, `backlog.badId` for a related one that is none. */
export function edited(session: Session, edit: SessionEdit, now: number): Session {
  const description = edit.description === undefined ? session.description : edit.description
  const related = joined(session.related, (edit.related_add ?? []).map(parseBacklogId))
  return {
    ...session,
    type: edit.type ?? session.type,
    priority: edit.priority ?? session.priority,
    description: description === null ? null : redact(description),
    tags: without(joined(session.tags, edit.tags_add ?? []), edit.tags_remove),
    related: without(related, [...(edit.related_remove ?? []), session.backlog_id]),
    idle_timeout_s: edit.idle_timeout_s === undefined ? session.idle_timeout_s : idleTimeout(edit.idle_timeout_s),
    last_activity_at: isLive(session) ? now : session.last_activity_at,
  }
}

/** Both, each word once, in the order in which they were said. */
function joined(words: readonly string[], more: readonly string[]): string[] {
  const all = [...new Set([...words, ...more.map(redact)])]
  if (all.length <= MAX_WORDS) return all
  throw new ScribeError('usage.badInput', `A session can have at most ${MAX_WORDS} tags and ${MAX_WORDS} related sessions.`)
}

function without(words: readonly string[], gone: readonly string[] | undefined): string[] {
  return words.filter((word) => gone?.includes(word) !== true)
}

function idleTimeout(seconds: number): number {
  return seconds === 0 ? 0 : Math.max(IDLE_FLOOR_S, seconds)
}
