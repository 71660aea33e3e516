/** A session for tests of pure rules: a recording one, with whatever the test says instead. */
import type { Session } from '../shared/domain/session.ts'

export function sampleSession(own: Partial<Session> = {}): Session {
  return {
    id: 's1',
    backlog_id: 'B-1',
    repo: '/r',
    repo_name: 'r',
    git_dir: '/r/.git',
    root_id: null,
    branch: 'main',
    head: 'c1',
    state: 'recording',
    capture: 'live',
    type: 'brainstorming',
    priority: 'medium',
    tags: [],
    description: null,
    related: [],
    started_at: 1_000,
    ended_at: null,
    last_activity_at: 1_000,
    idle_timeout_s: 1800,
    worklog: 'artifacts/worklogs/B-1.md',
    last: null,
    changes: 0,
    entries: 0,
    stop_reason: null,
    queued_at: null,
    ...own,
  }
}
