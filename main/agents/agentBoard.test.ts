import { expect, suite, test } from 'vitest'
import type { AgentEvent } from '../../shared/domain/agentEvent.ts'
import { AgentBoard, type AgentNews, GONE_AFTER_MS, UNKNOWN_AFTER_MS } from './agentBoard.ts'
import type { LiveAgent } from './liveAgents.ts'

const NOW = 1_000_000_000
const common = { agent: 'codex', conversation: 'c1', cwd: '/r', key: 'k' } as const
const event = (said: { kind: 'started' | 'ended' | 'waiting' } | { kind: 'prompt' | 'turn'; text: string }): AgentEvent => ({ ...common, ...said })
const live = (own: Partial<LiveAgent> = {}): LiveAgent => ({
  ...{ agent: 'codex', status: 'unknown', pid: 7, cwd: '/r', since: null, at: null, source: 'process', conversation: 'c1', transcript: null },
  ...own,
})

function board() {
  const news: AgentNews[] = []
  const agents = new AgentBoard((said) => news.push(said))
  const hear = (said: Parameters<typeof event>[0], at = NOW): void => agents.heard(event(said), { repo: '/r', at })
  const say = (own: Partial<Parameters<AgentBoard['say']>[0]> = {}, pid: number | null = null): boolean =>
    agents.say({ agent: 'codex', conversation: 'c1', repo: '/r', state: 'working', source: 'transcript', at: NOW, ...own }, pid)
  return { agents, news, hear, say }
}

suite('main/agents/agentBoard', () => {
  test('hooks tell what an agent does, and when it came to that', () => {
    const { agents, hear } = board()
    const states: unknown[] = []
    const steps = [{ kind: 'started' }, { kind: 'prompt', text: 'x' }, { kind: 'waiting' }, { kind: 'turn', text: 'x' }] as const
    for (const [index, said] of steps.entries()) {
      hear(said, NOW + index)
      states.push(agents.all().map(({ state, since, source }) => [state, since, source]))
    }
    expect(states).toEqual([[['idle', NOW, 'hook']], [['working', NOW + 1, 'hook']], [['waiting', NOW + 2, 'hook']], [['idle', NOW + 3, 'hook']]])
    hear({ kind: 'ended' })
    expect(agents.all()).toEqual([])
  })

  test('the newest word counts, and of the same moment the surer one', () => {
    const { agents, say } = board()
    say({ state: 'working', at: NOW })
    say({ state: 'idle', at: NOW - 1, source: 'hook' })
    expect(agents.all()).toMatchObject([{ state: 'working' }])
    say({ state: 'waiting', at: NOW, source: 'hook' })
    expect(agents.all()).toMatchObject([{ state: 'waiting', source: 'hook' }])
    say({ state: 'idle', at: NOW, source: 'transcript' })
    expect(agents.all()).toMatchObject([{ state: 'waiting' }])
  })

  test('that something runs says nothing against what is known of it', () => {
    const { agents, say } = board()
    expect(say({ state: 'unknown', source: 'process' }, 7)).toBe(true)
    expect(say({ state: 'working', at: NOW - 50 })).toBe(false)
    say({ state: 'unknown', source: 'process', at: NOW + 50 }, 8)
    expect(agents.all()).toMatchObject([{ state: 'working', source: 'transcript', pid: 8 }])
  })

  test('an agent whose process is gone is gone; one without a process grows old', () => {
    const { agents, news, say, hear } = board()
    say({ conversation: 'seen' }, 7)
    hear({ kind: 'prompt', text: 'x' })
    agents.seen([live({ conversation: 'seen' })], NOW + 1)
    expect(agents.all()).toHaveLength(2)
    agents.seen([], NOW + 2)
    expect(agents.all()).toMatchObject([{ id: 'codex:c1', state: 'working' }])
    agents.seen([], NOW + UNKNOWN_AFTER_MS + 1)
    expect(agents.all()).toMatchObject([{ state: 'unknown', since: NOW + UNKNOWN_AFTER_MS + 1 }])
    agents.seen([], NOW + GONE_AFTER_MS + 1)
    expect(news.filter(({ topic }) => topic === 'agent.gone')).toEqual([
      { topic: 'agent.gone', id: 'codex:seen' },
      { topic: 'agent.gone', id: 'codex:c1' },
    ])
  })

  test('the same state is told again only now and then', () => {
    const { news, say } = board()
    for (let second = 0; second < 25; second++) say({ at: NOW + second * 1_000 })
    expect(news.map((said) => (said.topic === 'agent.changed' ? said.agent.at - NOW : null))).toEqual([0, 10_000, 20_000])
  })

  test('of more than fifty the later ones are passed over', () => {
    const { agents, say } = board()
    for (let index = 0; index < 60; index++) say({ conversation: `c${index}` })
    expect(agents.all()).toHaveLength(50)
  })
})
