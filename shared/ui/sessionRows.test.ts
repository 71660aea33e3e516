import { expect, suite, test } from 'vitest'
import { sampleAlert, sampleSession } from '../../testing/electronDouble/sampleState.ts'
import type { Agent } from '../domain/agent.ts'
import type { Session } from '../domain/session.ts'
import { type RowContext, sessionRows, uiState } from './sessionRows.ts'

const NOW = 10_000_000
const context = (differences: Partial<RowContext> = {}): RowContext => ({
  now: NOW,
  alerts: [],
  agents: [],
  proofs: {},
  undoUntil: {},
  busy: new Set(),
  ...differences,
})
const change = (path: string, age: number): Session['last'] => ({ path, at: NOW - age, kind: 'change' })
const recording = (differences: Partial<Session> = {}): Session => sampleSession({ last_activity_at: NOW, started_at: NOW - 60_000, ...differences })

function only(session: Session, differences: Partial<RowContext> = {}) {
  const rows = sessionRows([session], context(differences))
  expect(rows).toHaveLength(1)
  const [row] = rows
  if (row === undefined) throw new Error('no row')
  return row
}

suite('shared/ui/sessionRows', () => {
  test('a recording session is one line of facts and one sentence', () => {
    const session = recording({ backlog_id: 'B-1009', repo_name: 'ai-dev-tasks', branch: 'feat/B-1009-x', last: change('src/watch.ts', 12_000) })
    expect(only(session)).toMatchObject({
      backlogId: 'B-1009',
      repo: 'ai-dev-tasks',
      branch: 'feat/B-1009-x',
      state: 'recording',
      last: { what: 'watch.ts', age: '12 s' },
      standing: 'Stops in 30 m',
      name: 'B-1009, recording, ai-dev-tasks, branch feat/B-1009-x, last change watch.ts 12 seconds ago, stops in 30 minutes',
      verb: 'pause',
      busy: false,
    })
  })

  test('only a session whose watch is known to work looks like recording', () => {
    for (const capture of ['off', 'starting', 'degraded'] as const) {
      const row = only(recording({ capture }))
      expect(row.state).not.toBe('recording')
      expect(row.name).not.toMatch(/, recording,/)
      expect(row.standing).not.toContain('Stops in')
    }
    expect(only(recording({ capture: 'starting' }))).toMatchObject({ state: 'starting', standing: 'Starting…' })
    expect(only(recording({ capture: 'off' }))).toMatchObject({ state: 'starting', standing: 'Starting…' })
    expect(only(recording({ capture: 'degraded' }))).toMatchObject({ state: 'attention', standing: 'Not watching' })
  })

  test('an alert about the session shows on its row, an alert about another does not', () => {
    const session = recording({ id: 'a' })
    expect(uiState(session, [sampleAlert({ session_id: 'a', severity: 'warning' })])).toBe('attention')
    expect(uiState(session, [sampleAlert({ session_id: 'a', severity: 'error' })])).toBe('error')
    expect(uiState(session, [sampleAlert({ session_id: 'a', severity: 'info' })])).toBe('recording')
    expect(uiState(session, [sampleAlert({ session_id: 'b', severity: 'error' }), sampleAlert({ severity: 'error' })])).toBe('recording')
  })

  test('what stands at the end of a row follows the clock', () => {
    expect(only(recording({ last_activity_at: NOW - 1_758_000 })).standing).toBe('Stops in 42 s')
    expect(only(recording({ last_activity_at: NOW - 1_799_500 }))).toMatchObject({ standing: 'Stopping…', name: expect.stringContaining('stops now') })
    expect(only(recording({ idle_timeout_s: 0 }))).toMatchObject({ standing: 'No limit', name: expect.stringContaining('no time limit') })
    expect(only(recording({ idle_timeout_s: 7260 })).standing).toBe('Stops in 2 h 1 m')
    expect(only(recording({ state: 'paused', capture: 'off' }))).toMatchObject({ state: 'paused', standing: 'Paused', verb: 'resume' })
  })

  test('notes and branches are named by kind, a detached head by its absence', () => {
    const note = only(recording({ last: { path: 'Decision: x', at: NOW - 60_000, kind: 'note' } }))
    expect(note).toMatchObject({ last: { what: 'Note', age: '1 m' }, name: expect.stringContaining('last note 1 minute ago') })
    const branch = only(recording({ last: { path: 'main', at: NOW - 60_000, kind: 'branch' }, branch: null }))
    expect(branch).toMatchObject({ branch: 'No branch', last: { what: 'Branch', age: '1 m' } })
    expect(branch.name).toContain('no branch, branch changed 1 minute ago')
    expect(only(recording({ last: null }))).toMatchObject({ last: null, name: expect.not.stringContaining('last') })
  })

  test('an ended session is shown while it can be undone, and while its stop is under way', () => {
    const ended = recording({ id: 'x', state: 'completed', capture: 'off', ended_at: NOW })
    expect(sessionRows([ended], context())).toEqual([])
    expect(sessionRows([ended], context({ undoUntil: { x: NOW } }))).toEqual([])
    expect(only(ended, { undoUntil: { x: NOW + 1 } })).toMatchObject({ state: 'stopped', standing: 'Stopped', verb: null, busy: false })
    expect(only(ended, { busy: new Set(['x']) })).toMatchObject({ state: 'stopped', busy: true })
  })

  test('attention comes first, then what records by last change, then what is paused', () => {
    const sessions = [
      recording({ id: 'paused', state: 'paused', capture: 'off', last: change('a', 1) }),
      recording({ id: 'old', last: change('a', 50_000) }),
      recording({ id: 'new', last: change('a', 1_000) }),
      recording({ id: 'attention', capture: 'degraded', last: change('a', 90_000) }),
      recording({ id: 'untouched', last: null }),
      recording({ id: 'error', last: null }),
    ]
    const rows = sessionRows(sessions, context({ alerts: [sampleAlert({ session_id: 'error', severity: 'error' })] }))
    expect(rows.map((row) => row.id)).toEqual(['error', 'attention', 'new', 'old', 'untouched', 'paused'])
  })

  test('a session whose agent waits for the person comes first, the longest wait before all', () => {
    const sessions = ['error', 'late', 'long'].map((id) => recording({ id, repo: `/${id}`, last: change('a', 1) }))
    const waiting = (repo: string, age: number): Agent => ({
      ...{ id: repo, agent: 'codex', state: 'waiting', source: 'hook', repo, pid: null, since: NOW - age, at: NOW },
    })
    const agents = [waiting('/late', 1_000), waiting('/long', 240_000)]
    const rows = sessionRows(sessions, context({ agents, alerts: [sampleAlert({ session_id: 'error', severity: 'error' })] }))
    expect(rows.map(({ id, waits }) => [id, waits])).toEqual([
      ['long', 'Codex waits · 4 m'],
      ['late', 'Codex waits · now'],
      ['error', ''],
    ])
    expect(rows[0]?.name).toMatch(/, Codex waits for you, 4 minutes$/)
  })

  test('sessions of the same moment have an order all the same', () => {
    const pair = ['a', 'b'].map((id) => recording({ id }))
    expect(sessionRows(pair, context()).map((row) => row.id)).toEqual(['b', 'a'])
    expect(sessionRows(pair.toReversed(), context()).map((row) => row.id)).toEqual(['b', 'a'])
  })

  test('foreign names keep to their line', () => {
    const row = only(recording({ backlog_id: 'B-1\u202e', repo_name: 'a\nb', branch: 'x\u0007y', last: change('dir/<b>\u2066.ts', 1_000) }))
    expect([row.backlogId, row.repo, row.branch, row.last?.what]).toEqual(['B-1\ufffd', 'a\ufffdb', 'x\ufffdy', '<b>\ufffd.ts'])
  })

  test('a session that records says when that was last proved, any other says nothing', () => {
    const proofs = { '/r': { at: NOW - 40_000, ms: 12.4 }, '/repos/sample': { at: NOW - 40_000, ms: 12.4 } }
    const recording = sampleSession({ repo: '/r', capture: 'live', state: 'recording' })
    expect(only(recording, { proofs }).proof).toBe('Capture proved 40 s ago, 12 ms')
    expect(only(recording).proof).toBe('')
    expect(only({ ...recording, capture: 'degraded' }, { proofs }).proof).toBe('')
  })
})
