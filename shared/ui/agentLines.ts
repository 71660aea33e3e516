/** Live agents of a session, worded: what each does, since when, and how that is known. Pure. */
import type { Agent, AgentState } from '../domain/agent.ts'
import type { AgentName } from '../domain/agentEvent.ts'
import { isLive, type Session } from '../domain/session.ts'
import { longDuration, shortDuration } from './format.ts'
import { joined, t } from './text.ts'

const MINUTE = 60_000
const ORDER: Readonly<Record<AgentState, number>> = { waiting: 0, working: 1, idle: 2, unknown: 3 }
/** Their own names, which are the same in every language. */
export const AGENT_NAMES: Readonly<Record<AgentName, string>> = {
  'claude-code': 'Claude Code',
  codex: 'Codex',
  gemini: 'Gemini CLI',
  copilot: 'Copilot CLI',
  opencode: 'opencode',
}

export interface AgentLine {
  readonly id: string
  readonly state: AgentState
  /** "Claude Code waits for you, 3 minutes": to be read out. */
  readonly text: string
  /** "Claude Code waits for you". */
  readonly says: string
  /** "3 m". */
  readonly age: string
  /** "Claude Code waits · 3 m". */
  readonly short: string
  /** How that is known, and how old the newest evidence is: "hook · 12 s". */
  readonly evidence: string
}

/** Those that work where the session records; who waits for the person first. */
export function agentLines(session: Session, agents: readonly Agent[], now: number): AgentLine[] {
  return agentsOf(session, agents)
    .sort((a, b) => ORDER[a.state] - ORDER[b.state] || a.since - b.since || (a.id < b.id ? -1 : 1))
    .map((agent) => agentLine(agent, now))
}

/** One agent, wherever it works. */
export function agentLine({ id, agent, state, source, since, at }: Agent, now: number): AgentLine {
  const name = AGENT_NAMES[agent]
  const says = t(`agent.${state}`, { name })
  const young = now - since < MINUTE
  return {
    id,
    state,
    text: joined([says, state === 'unknown' ? '' : young ? t('agent.now') : longDuration(now - since)], 'separator.comma'),
    says,
    age: young ? t('duration.now') : shortDuration(now - since),
    short: t('agent.waitsShort', { name, time: young ? t('duration.now') : shortDuration(now - since) }),
    evidence: joined([t(`agentSource.${source}`), shortDuration(now - at)], 'separator.dot'),
  }
}

/** Since when an agent of this session waits for the person, ms since 1970; `null` if none does. */
export function waitingSince(session: Session, agents: readonly Agent[]): number | null {
  const waiting = agentsOf(session, agents).filter(({ state }) => state === 'waiting')
  return waiting.length === 0 ? null : Math.min(...waiting.map(({ since }) => since))
}

/** When a wait has lasted a minute, and its words change. */
export function waitsTurn(agents: readonly Agent[]): number[] {
  return agents.filter(({ state }) => state === 'waiting').map(({ since }) => since + MINUTE)
}

function agentsOf(session: Session, agents: readonly Agent[]): Agent[] {
  return isLive(session) ? agents.filter(({ repo }) => repo === session.repo) : []
}
