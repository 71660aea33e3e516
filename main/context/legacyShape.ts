/**
 * The Python provider's dictionaries, key by key, out of gathered facts. Pure. What was always empty there (active and relevant
 * sessions, the counts) is filled by what its names promise. Times are in its forms.
 */
import type { BriefSession, SourceData } from '../../shared/domain/contextData.ts'
import { rank } from './relevance.ts'
import { viewOf } from './roleViews.ts'
import type { LegacyFacts } from './sources/legacySource.ts'

const DAY_MS = 86_400_000
const MOST_RELEVANT = 10

export interface LegacyRequest {
  /** `null` for the dictionary without a role. */
  readonly role: string | null
  readonly task: string
  readonly data: Partial<SourceData>
  readonly facts: LegacyFacts | null
  /** Wall clock, ms. */
  readonly now: number
}

/** `fetch_scribe_context()`, or with a role `get_role_specific_context(role)`. */
export function legacyContext(request: LegacyRequest): Record<string, unknown> {
  const base = baseContext(request)
  const { role } = request
  if (role === null) return base
  return {
    role,
    base_context: base,
    role_focus: viewOf(role).focus,
    relevant_sessions: relevantSessions(request, role),
    current_work: {
      role,
      active_sessions: base.active_sessions.length,
      recent_changes: base.recent_changes.length,
      current_branch: base.current_branch,
      worklog_entries: base.recent_worklogs.length,
    },
  }
}

function baseContext({ data, facts, now }: LegacyRequest) {
  const worklogs = (data.worklog?.worklogs ?? []).filter(({ modified_at }) => now - modified_at < DAY_MS)
  return {
    active_sessions: (data.sessions?.sessions ?? []).filter(isActive).map(legacySession),
    recent_worklogs: worklogs.map(({ file, modified_at, size }) => ({ file, last_modified: localIso(modified_at), size })),
    session_registry: facts?.registry ?? {},
    // As the original: empty when detached, "unknown" when Git does not tell.
    current_branch: data.git === undefined ? 'unknown' : (data.git.branch ?? (data.git.detached ? '' : 'unknown')),
    recent_changes: facts?.changes ?? [],
    timestamp: localIso(now),
  }
}

/** By the words of the role in what is said of a session, and by what of its work is the role's kind; never empty where something is recorded. */
function relevantSessions({ data, task }: LegacyRequest, role: string): Record<string, string>[] {
  const view = viewOf(role)
  const said = new Map<string, string>()
  for (const { session, text } of data.worklog?.facts ?? []) said.set(session, `${said.get(session) ?? ''} ${text}`.slice(0, 4_000))
  const of = (one: BriefSession) => {
    const text = [one.backlog_id, one.type, one.description ?? '', ...one.tags, said.get(one.backlog_id) ?? ''].join(' ')
    return { at: one.last_activity_at, text, kindWeight: view.words.test(text) ? 1 : 0, samePlace: isActive(one) }
  }
  const sessions = (data.sessions?.sessions ?? []).filter((one) => isActive(one) || of(one).kindWeight > 0)
  return rank(sessions, { of, query: task, tie: (one) => one.id })
    .slice(0, MOST_RELEVANT)
    .map(([one]) => legacySession(one))
}

function legacySession(one: BriefSession): Record<string, string> {
  return { backlog_id: one.backlog_id, status: one.state === 'recording' ? 'active' : one.state, last_updated: localIso(one.last_activity_at) }
}

function isActive({ state }: BriefSession): boolean {
  return state === 'recording' || state === 'paused'
}

/** `2026-11-22T14:24:00.925000`: local, without zone, as `datetime.now().isoformat()`. */
function localIso(at: number): string {
  const time = new Date(at)
  const two = (value: number): string => String(value).padStart(2, '0')
  const date = `${time.getFullYear()}-${two(time.getMonth() + 1)}-${two(time.getDate())}`
  const millis = Math.floor(time.getMilliseconds())
  const fraction = millis === 0 ? '' : `.${String(millis).padStart(3, '0')}000`
  return `${date}T${two(time.getHours())}:${two(time.getMinutes())}:${two(time.getSeconds())}${fraction}`
}
