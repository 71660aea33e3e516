/**
 * Everything a surface shows, as one value. Owned by the daemon; a surface holds a copy made of a snapshot and the
 * events after it. All collections are bounded.
 */
import { z } from 'zod'
import { agentSchema } from '../domain/agent.ts'
import { alertSchema } from '../domain/alert.ts'
import { repositorySchema } from '../domain/repository.ts'
import { sessionSchema } from '../domain/session.ts'

/** Minutes of history behind the sparkline. */
export const ACTIVITY_MINUTES = 30
/** Latencies kept for the p95. */
export const LATENCY_SAMPLES = 100
/** Ended sessions kept in the state; the rest stay in the store. */
export const ENDED_KEPT = 200
export const ALERTS_KEPT = 50
export const REPOSITORIES_KEPT = 20
export const AGENTS_KEPT = 50

export const appStateSchema = z.object({
  epoch: z.string(),
  seq: z.number(),
  /** `demo`: all of it is sample data. */
  daemon: z.object({ version: z.string(), pid: z.number(), since: z.number(), host: z.enum(['app', 'headless']), demo: z.optional(z.boolean()) }),
  sessions: z.record(z.string(), sessionSchema),
  repositories: z.array(repositorySchema),
  alerts: z.array(alertSchema),
  /** Coding agents that are live on this machine, by their ids. */
  agents: z.record(z.string(), agentSchema),
  /** When each repository's capture was last proved, by its root. */
  proofs: z.record(z.string(), z.object({ at: z.number(), ms: z.number() })),
  activity: z.object({
    /** Minute number (ms / 60,000) of the newest bucket. */
    minute: z.number(),
    /** Recorded changes per minute, oldest first, `ACTIVITY_MINUTES` long. */
    buckets: z.array(z.number()),
    /** Newest last, milliseconds. */
    latencies: z.array(z.number()),
  }),
})
export type AppState = z.infer<typeof appStateSchema>

/** The state of a daemon in which nothing has happened yet. */
export function emptyState(epoch: string, daemon: AppState['daemon']): AppState {
  const buckets = new Array<number>(ACTIVITY_MINUTES).fill(0)
  return { epoch, seq: 0, daemon, sessions: {}, repositories: [], alerts: [], agents: {}, proofs: {}, activity: { minute: 0, buckets, latencies: [] } }
}
