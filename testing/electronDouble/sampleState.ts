/** A state with sessions in it, for tests of surfaces. Every field can be overridden. */
import type { Alert } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import { type AppState, emptyState } from '../../shared/state/appState.ts'

const SESSION: Session = {
  id: '01SAMPLE',
  backlog_id: 'B-1',
  repo: '/repos/sample',
  repo_name: 'sample',
  git_dir: '/repos/sample/.git',
  root_id: null,
  branch: 'feat/B-1-sample',
  head: null,
  state: 'recording',
  capture: 'live',
  type: 'implementation',
  priority: 'medium',
  tags: [],
  description: null,
  related: [],
  started_at: 1000,
  ended_at: null,
  last_activity_at: 1000,
  idle_timeout_s: 1800,
  worklog: 'artifacts/B-1.md',
  last: null,
  changes: 0,
  entries: 1,
  stop_reason: null,
  queued_at: null,
}

/** A session that records, with the given differences. */
export function sampleSession(differences: Partial<Session> = {}): Session {
  return { ...SESSION, ...differences }
}

/** A warning of no particular kind, with the given differences. */
export function sampleAlert(differences: Partial<Alert> = {}): Alert {
  return { id: 'git.missing', severity: 'warning', code: 'git.missing', args: {}, at: 1000, ...differences }
}

/** A running daemon's state with these sessions and alerts. */
export function sampleState(sessions: readonly Session[] = [], alerts: Alert[] = []): AppState {
  const state = emptyState('epoch', { version: '0.0.0', pid: 1, since: 1000, host: 'app' })
  return { ...state, sessions: Object.fromEntries(sessions.map((session) => [session.id, session])), alerts }
}
