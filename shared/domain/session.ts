/**
 * A session: one backlog item recorded in one repository. This shape is what the store keeps, what events carry and
 * what every door answers with (wire names are snake_case, as in the protocol and the Python files). Invariant: `id`
 * is unique for ever; a backlog id is only a look-up.
 */
import { z } from 'zod'

export const SESSION_STATES = ['recording', 'paused', 'completed', 'interrupted'] as const
export const SESSION_TYPES = ['brainstorming', 'implementation', 'debug', 'planning'] as const
export const PRIORITIES = ['high', 'medium', 'low'] as const

/** Whether the watcher of the repository is known to work; only `live` is allowed to look like recording. */
export const CAPTURE_STATES = ['off', 'starting', 'live', 'degraded'] as const

/** What Git may be in the middle of. */
export const GIT_OPERATIONS = ['merge', 'rebase', 'cherry-pick', 'revert', 'bisect'] as const
export type GitOperation = (typeof GIT_OPERATIONS)[number]

const lastChangeSchema = z.object({ path: z.string(), at: z.number(), kind: z.enum(['change', 'note', 'branch']) })

export const sessionSchema = z.object({
  id: z.string(),
  backlog_id: z.string(),
  /** Absolute top level of the worktree. */
  repo: z.string(),
  repo_name: z.string(),
  /** Absolute Git directory of this worktree (`.git`, or `.git/worktrees/x`). */
  git_dir: z.string(),
  /** Which folder `repo` was: nothing is written into another that took its place. `null` in records from before it was kept. */
  root_id: z._default(z.nullable(z.string()), null),
  /** `null` when HEAD is detached. */
  branch: z.string().nullable(),
  /** Commit id, `null` before the first commit. */
  head: z.string().nullable(),
  state: z.enum(SESSION_STATES),
  capture: z.enum(CAPTURE_STATES),
  type: z.enum(SESSION_TYPES),
  priority: z.enum(PRIORITIES),
  tags: z.array(z.string()),
  description: z.string().nullable(),
  /** Backlog ids this one belongs with. */
  related: z._default(z.array(z.string()), []),
  /** Milliseconds since 1970. */
  started_at: z.number(),
  ended_at: z.number().nullable(),
  last_activity_at: z.number(),
  idle_timeout_s: z.number(),
  /** Relative to `repo`. */
  worklog: z.string(),
  last: z.nullable(lastChangeSchema),
  changes: z.number(),
  entries: z.number(),
  stop_reason: z.enum(['user', 'idle', 'branch', 'push', 'foreign', 'gone', 'limit']).nullable(),
  /** Since when it waits for a place (ms since 1970): it is paused, and goes on by itself when fewer sessions record. */
  queued_at: z._default(z.nullable(z.number()), null),
})
export type Session = z.infer<typeof sessionSchema>
export type StopReason = NonNullable<Session['stop_reason']>

/** True while the session may still record: it is shown as live and keeps its watch. */
export function isLive(session: Session): boolean {
  return session.state === 'recording' || session.state === 'paused'
}

/** When idleness will stop the session (ms since 1970), or `null` when nothing will. */
export function stopsAt(session: Session): number | null {
  if (session.state !== 'recording' || session.idle_timeout_s === 0) return null
  return session.last_activity_at + session.idle_timeout_s * 1000
}
