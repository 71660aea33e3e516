import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import type { Agent } from '../domain/agent.ts'
import { agentLines, waitingSince, waitsTurn } from './agentLines.ts'

const NOW = 10_000_000
const session = sampleSession({ repo: '/r' })
const agent = (own: Partial<Agent>): Agent => ({
  ...{ id: 'codex:1', agent: 'codex', state: 'idle', source: 'hook', repo: '/r', pid: null, since: NOW - 180_000, at: NOW - 5_000 },
  ...own,
})

suite('shared/ui/agentLines', () => {
  test('each says what it does, since when and how that is known; who waits comes first', () => {
    const agents = [
      agent({ id: 'a', state: 'working' }),
      agent({ id: 'b', agent: 'claude-code', state: 'waiting' }),
      agent({ id: 'c', state: 'unknown', source: 'process' }),
    ]
    expect(agentLines(session, agents, NOW).map(({ text }) => text)).toEqual([
      'Claude Code waits for you, 3 minutes',
      'Codex is working, 3 minutes',
      'Codex is open; what it does is unknown',
    ])
    expect(agentLines(session, agents, NOW)[0]).toMatchObject({ short: 'Claude Code waits · 3 m', evidence: 'hook · 5 s' })
  })

  test("agents of other repositories, and of a session that has ended, are not this session's", () => {
    expect(agentLines(session, [agent({ repo: '/other' }), agent({ repo: null })], NOW)).toEqual([])
    expect(agentLines(sampleSession({ repo: '/r', state: 'completed' }), [agent({})], NOW)).toEqual([])
  })

  test('a wait is as old as its longest, and its words change after a minute', () => {
    const agents = [agent({ id: 'a', state: 'waiting', since: NOW - 20_000 }), agent({ id: 'b', state: 'waiting', since: NOW - 70_000 }), agent({ id: 'c' })]
    expect(waitingSince(session, agents)).toBe(NOW - 70_000)
    expect(waitingSince(session, [agent({})])).toBeNull()
    expect(waitsTurn(agents)).toEqual([NOW + 40_000, NOW - 10_000])
    expect(agentLines(session, agents, NOW).map(({ text }) => text)).toContain('Codex waits for you, just now')
  })
})
