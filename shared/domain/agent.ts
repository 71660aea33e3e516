/**
 * A coding agent that is live on this machine, as surfaces show it: what it does now, how that is known and since when. "unknown" is a
 * state of its own: a state is never guessed.
 */
import { z } from 'zod'
import { AGENTS } from './agentEvent.ts'

/** `waiting`: it asks the person for something and does nothing until then. */
export const AGENT_STATES = ['working', 'waiting', 'idle', 'unknown'] as const
/** From the surest to the least sure: its own hooks, the file it keeps of its sessions, its transcript, its process alone. */
export const AGENT_SOURCES = ['hook', 'registry', 'transcript', 'process'] as const

export const agentSchema = z.object({
  id: z.string(),
  agent: z.enum(AGENTS),
  state: z.enum(AGENT_STATES),
  source: z.enum(AGENT_SOURCES),
  /** Root of the working tree it works in; `null` outside of any. */
  repo: z.nullable(z.string()),
  pid: z.nullable(z.number()),
  /** When it came into this state, ms since 1970. */
  since: z.number(),
  /** The newest evidence for it, ms since 1970. */
  at: z.number(),
})
export type Agent = z.infer<typeof agentSchema>
export type AgentState = Agent['state']
export type AgentSource = Agent['source']
