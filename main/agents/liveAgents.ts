/** Coding agents that are live on this machine, from every adapter there is. Each is a process that was seen: a file alone is no live agent. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import type { AgentSource, AgentState } from '../../shared/domain/agent.ts'
import type { AgentName } from '../../shared/domain/agentEvent.ts'
import { agentProcesses } from './agentProcesses.ts'
import { claudeSessions } from './claudeSessions.ts'
import { codexSessions } from './codexSessions.ts'

export interface LiveAgent {
  readonly agent: AgentName
  readonly status: AgentState
  readonly pid: number | null
  /** Folder it works in. */
  readonly cwd: string
  /** ms since 1970. */
  readonly since: number | null
  /** When that status began, ms since 1970. */
  readonly at: number | null
  /** How that is known. */
  readonly source: AgentSource
  /** The agent's own name for its conversation. */
  readonly conversation: string | null
  /** The file in which it keeps that. */
  readonly transcript: string | null
}

/** All of them. Throws `context.failed`. `environment` says where agents keep their files; `now` in ms since 1970. */
export async function liveAgents(environment: NodeJS.ProcessEnv, now: number): Promise<LiveAgent[]> {
  const home = environment.HOME || homedir()
  const [claude, processes] = await Promise.all([
    claudeSessions(environment.CLAUDE_CONFIG_DIR || join(home, '.claude'), isAlive),
    agentProcesses(process.platform),
  ])
  const codex = await codexSessions(environment.CODEX_HOME || join(home, '.codex'), { processes, now })
  const known = [...claude, ...codex]
  const alone = processes.filter(({ agent, cwd }) => !known.some((other) => other.agent === agent && other.cwd === cwd))
  return [
    ...known,
    ...alone.map((found) => ({ ...found, status: 'unknown', since: null, at: null, source: 'process', conversation: null, transcript: null }) as const),
  ]
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0)
    return true
  } catch (error) {
    // It is there, and another user's.
    return error instanceof Error && 'code' in error && error.code === 'EPERM'
  }
}
