/**
 * Which agents are live and what each does, out of all that is said of them: hooks, what Claude Code keeps, transcripts, processes. Owns
 * the list; the newest word counts, and of two of the same moment the surer source. Each change of it is announced once.
 */
import { AGENT_SOURCES, type Agent, type AgentSource, type AgentState } from '../../shared/domain/agent.ts'
import type { AgentEvent, AgentName } from '../../shared/domain/agentEvent.ts'
import { assertNever } from '../../shared/domain/assertNever.ts'
import { AGENTS_KEPT } from '../../shared/state/appState.ts'
import type { LiveAgent } from './liveAgents.ts'

/** Nothing was heard for so long from an agent whose process nobody has seen: what it does is unknown, and later it is gone. */
export const UNKNOWN_AFTER_MS = 10 * 60_000
export const GONE_AFTER_MS = 60 * 60_000
/** Newer evidence for the same state is told this often. */
const RETOLD_MS = 10_000

/** What the board announces. */
export type AgentNews = { readonly topic: 'agent.changed'; readonly agent: Agent } | { readonly topic: 'agent.gone'; readonly id: string }

export interface Word {
  readonly agent: AgentName
  /** The agent's own name for its conversation, or what stands for one. */
  readonly conversation: string
  readonly repo: string | null
  readonly state: AgentState
  readonly source: AgentSource
  readonly at: number
}

export class AgentBoard {
  readonly #publish: (news: AgentNews) => void
  readonly #agents = new Map<string, Agent>()
  /** When each was last told of. */
  readonly #told = new Map<string, number>()

  constructor(publish: (news: AgentNews) => void) {
    this.#publish = publish
  }

  all(): readonly Agent[] {
    return [...this.#agents.values()]
  }

  /** A hook told `event` at `at`, ms since 1970; it works in `repo`. */
  heard(event: AgentEvent, { repo, at }: { readonly repo: string | null; readonly at: number }): void {
    const state = stateAfter(event)
    if (state === null) return this.#remove(idOf(event.agent, event.conversation))
    this.say({ agent: event.agent, conversation: event.conversation, repo, state, source: 'hook', at })
  }

  /** Something said what an agent does. True if the agent was not known before. */
  say({ agent, conversation, repo, state, source, at }: Word, pid: number | null = null): boolean {
    const id = idOf(agent, conversation)
    const before = this.#agents.get(id)
    if (before === undefined && this.#agents.size >= AGENTS_KEPT) return false
    if (before !== undefined && !outweighs({ source, at, state }, before)) {
      if (pid !== null && before.pid !== pid) this.#agents.set(id, { ...before, pid })
      return false
    }
    const since = before?.state === state ? before.since : at
    this.#put({ id, agent, state, source, repo: repo ?? before?.repo ?? null, pid: pid ?? before?.pid ?? null, since, at })
    return before === undefined
  }

  /** These agents, and no other with a process, are there at `at`; silent ones without a process grow old. */
  seen(found: readonly LiveAgent[], at: number): void {
    const there = new Set(found.map(idOfLive))
    for (const known of this.all()) {
      if (there.has(known.id)) continue
      if (known.pid !== null || at - known.at > GONE_AFTER_MS) this.#remove(known.id)
      else if (at - known.at > UNKNOWN_AFTER_MS && known.state !== 'unknown') this.#put({ ...known, state: 'unknown', since: at })
    }
  }

  #put(agent: Agent): void {
    const before = this.#agents.get(agent.id)
    this.#agents.set(agent.id, agent)
    const isNews = before === undefined || before.state !== agent.state || before.source !== agent.source || before.repo !== agent.repo
    if (!isNews && agent.at - (this.#told.get(agent.id) ?? 0) < RETOLD_MS) return
    this.#told.set(agent.id, agent.at)
    this.#publish({ topic: 'agent.changed', agent })
  }

  #remove(id: string): void {
    this.#told.delete(id)
    if (this.#agents.delete(id)) this.#publish({ topic: 'agent.gone', id })
  }
}

/** One conversation of one agent; hooks, registry and transcript call it by the same name. */
export function idOf(agent: AgentName, conversation: string): string {
  return `${agent}:${conversation.slice(0, 100)}`
}

/** Of an agent of which only the process is known, that. */
export function idOfLive({ agent, conversation, pid }: Pick<LiveAgent, 'agent' | 'conversation' | 'pid'>): string {
  return idOf(agent, conversation ?? `pid${pid}`)
}

/** What an agent does after this event; `null`: it has ended. */
function stateAfter(event: AgentEvent): AgentState | null {
  switch (event.kind) {
    case 'ended':
      return null
    case 'started':
    case 'turn':
      return 'idle'
    case 'waiting':
      return 'waiting'
    case 'prompt':
    case 'command':
    case 'edit':
      return 'working'
    default:
      return assertNever(event)
  }
}

function outweighs(word: Pick<Agent, 'source' | 'at' | 'state'>, before: Agent): boolean {
  // That something runs says nothing of what it does.
  if (word.state === 'unknown') return before.state === 'unknown' && word.at >= before.at
  if (before.state === 'unknown') return true
  return word.at === before.at ? AGENT_SOURCES.indexOf(word.source) <= AGENT_SOURCES.indexOf(before.source) : word.at > before.at
}
