import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/sampleSession.ts'
import { eventSchema, type ScribeEvent } from './events.ts'
import { isDurable, keyOf, sessionIdOf, TOPICS, topicPattern } from './topics.ts'

suite('shared/protocol/topics', () => {
  test('every topic of the union is durable, or has a key by which later ones stand for earlier ones', () => {
    expect([...TOPICS].sort()).toEqual(eventSchema.options.map(({ shape }) => shape.topic.value).sort())
    const folded: ScribeEvent[] = [
      { topic: 'capture.proved', repo: '/r', at: 1, ms: 1 },
      { topic: 'file.changed', repo: '/r', paths: [], count: 1 },
      { topic: 'change.recorded', session_id: 's', count: 1, latency_ms: 1 },
      { topic: 'summary.updated', session_id: 's', cursor: 1, entries: 1 },
      { topic: 'agent.changed', agent: { id: 'a', agent: 'codex', state: 'idle', source: 'hook', repo: null, pid: null, since: 1, at: 1 } },
      { topic: 'agent.gone', id: 'b' },
      { topic: 'context.changed', repo: '/r', session_id: null, role: 'coder', revision: 'x' },
    ]
    expect(folded.map(({ topic }) => topic).sort()).toEqual(TOPICS.filter((topic) => !isDurable(topic)).sort())
    expect(new Set(folded.map(keyOf)).size).toBe(7)
    expect(keyOf({ topic: 'agent.gone', id: 'a' })).toBe(folded.map(keyOf).find((key) => key?.startsWith('agent a')))
    expect(keyOf({ topic: 'alert.cleared', id: 'x' })).toBeNull()
  })

  test('an event is about the session it names', () => {
    const session = sampleSession({ id: 's1' })
    expect(sessionIdOf({ topic: 'session.updated', session })).toBe('s1')
    expect(sessionIdOf({ topic: 'change.recorded', session_id: 's2', count: 1, latency_ms: 1 })).toBe('s2')
    expect(sessionIdOf({ topic: 'alert.raised', alert: { id: 'a', severity: 'info', code: 'session.idleWarning', args: {}, at: 1, session_id: 's3' } })).toBe(
      's3',
    )
    expect(sessionIdOf({ topic: 'alert.raised', alert: { id: 'a', severity: 'info', code: 'git.failed', args: {}, at: 1 } })).toBeNull()
    expect(sessionIdOf({ topic: 'session.archived', ids: ['s1'] })).toBeNull()
  })

  const PATTERNS: readonly [pattern: string, topic: string, fits: boolean][] = [
    ['session.*', 'session.started', true],
    ['session.*', 'sessions', false],
    ['session.*', 'x.session.started', false],
    ['*', 'alert.raised', true],
    ['*.appended', 'worklog.appended', true],
    ['session.started', 'session.started', true],
    ['session.started', 'sessionXstarted', false],
    ['(a+)+$', 'aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa!', false],
    ['', 'alert.raised', false],
    [`${'*'.repeat(99)}!`, 'session.updated', false],
  ]
  for (const [pattern, topic, fits] of PATTERNS) {
    test(`${JSON.stringify(pattern)} ${fits ? 'fits' : 'does not fit'} ${topic}`, () => expect(topicPattern(pattern).test(topic)).toBe(fits))
  }
})
