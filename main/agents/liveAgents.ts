/** Coding agents that are live on this machine, from every adapter there is. */
import { homedir } from 'node:os'
import { join } from 'node:path'
import { claudeSessions } from './claudeSessions.ts'

export interface LiveAgent {
  readonly agent: string
  readonly status: 'working' | 'waiting' | 'idle' | 'unknown'
  readonly pid: number | null
  /** Folder it works in. */
  readonly cwd: string
  /** ms since 1970. */
  readonly since: number | null
  /** How that is known. */
  readonly source: string
}

/** All of them. Throws `context.failed`. `environment` says where agents keep their files. */
export async function liveAgents(environment: NodeJS.ProcessEnv): Promise<LiveAgent[]> {
  return await claudeSessions(environment.CLAUDE_CONFIG_DIR || join(environment.HOME || homedir(), '.claude'), isAlive)
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
