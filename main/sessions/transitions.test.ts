import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/sampleSession.ts'
import { completed, interrupted, newSession, paused, resumed, withChanges, withNote } from './transitions.ts'

const REPO = { root: '/r', name: 'r', gitDir: '/r/.git', id: '7:9' }
const make = (rest: Partial<Parameters<typeof newSession>[0]> = {}) =>
  newSession({
    id: 'i',
    backlogId: 'B-7',
    repo: REPO,
    branch: 'main',
    head: 'c1',
    now: 5,
    wishes: {},
    defaults: { idleTimeoutS: 1800, type: 'brainstorming', priority: 'medium' },
    earlier: undefined,
    ...rest,
  })

suite('main/sessions/transitions', () => {
  test('a new session records, with the defaults of the Python program', () => {
    expect(make()).toEqual(
      sampleSession({
        id: 'i',
        backlog_id: 'B-7',
        root_id: '7:9',
        capture: 'starting',
        started_at: 5,
        last_activity_at: 5,
        worklog: 'artifacts/worklogs/B-7.md',
      }),
    )
  })

  test('wishes count, and tags are kept once', () => {
    const wishes = { type: 'debug', priority: 'low', tags: ['a', 'b', 'a'], idle_timeout_s: 600 } as const
    expect(make({ wishes })).toMatchObject({ type: 'debug', priority: 'low', tags: ['a', 'b'], idle_timeout_s: 600 })
  })

  test('what was said of the same item before stays, unless it is said anew', () => {
    const earlier = sampleSession({ type: 'planning', priority: 'high', tags: ['old'], description: 'why', state: 'completed', ended_at: 3, changes: 9 })
    expect(make({ earlier })).toMatchObject({ type: 'planning', priority: 'high', tags: ['old'], description: 'why', changes: 0, ended_at: null })
    expect(make({ earlier, wishes: { type: 'debug', tags: ['new'] } })).toMatchObject({ type: 'debug', priority: 'high', tags: ['old', 'new'] })
  })

  test('an idle timeout has a floor, and zero turns it off', () => {
    expect([0, 1, 59, 60, 61, 28_800].map((idle_timeout_s) => make({ wishes: { idle_timeout_s } }).idle_timeout_s)).toEqual([0, 60, 60, 60, 61, 28_800])
  })

  test('changes are counted and the newest is shown', () => {
    const changes = [
      { path: 'a', kind: 'added', at: 7 },
      { path: 'b', kind: 'modified', at: 8 },
    ] as const
    expect(withChanges(sampleSession({ changes: 1 }), changes, { head: 'c2', branch: 'main' })).toEqual(
      sampleSession({ changes: 3, head: 'c2', last: { path: 'b', at: 8, kind: 'change' }, last_activity_at: 8 }),
    )
  })

  test('a scan without changes moves head and branch only; detached keeps the branch', () => {
    expect(withChanges(sampleSession(), [], { head: null, branch: null })).toEqual(sampleSession({ head: null }))
    expect(withChanges(sampleSession({ branch: null }), [], { head: 'c1', branch: 'now' })).toEqual(sampleSession({ branch: 'now' }))
  })

  test('a note is activity, and shown in short', () => {
    const noted = withNote(sampleSession(), 'x'.repeat(500), 9)
    expect(noted).toEqual(sampleSession({ last: { path: 'x'.repeat(120), at: 9, kind: 'note' }, last_activity_at: 9 }))
  })

  test('the ways out of recording, and back', () => {
    const session = sampleSession()
    expect(paused(session)).toEqual({ ...session, state: 'paused', capture: 'off' })
    expect(completed(session, 'idle', 9)).toEqual({ ...session, state: 'completed', capture: 'off', ended_at: 9, stop_reason: 'idle' })
    expect(interrupted(session, 9)).toEqual({ ...session, state: 'interrupted', capture: 'off', ended_at: 9, stop_reason: 'gone' })
    for (const ended of [paused(session), completed(session, 'user', 9), interrupted(session, 9)]) {
      expect(resumed(ended, 11)).toEqual({ ...session, capture: 'starting', last_activity_at: 11 })
    }
  })
})
