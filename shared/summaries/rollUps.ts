/** The shapes of what is told over many sessions: standup and insights. Every line has its evidence. */
import { z } from 'zod'
import { SESSION_STATES } from '../domain/session.ts'
import { citedLineSchema } from './citedSummary.ts'

export const standupItemSchema = z.object({
  session_id: z.string(),
  backlog_id: z.string(),
  repo_name: z.string(),
  state: z.enum(SESSION_STATES),
  done: z.array(citedLineSchema),
  open: z.array(citedLineSchema),
  next: z.array(citedLineSchema),
  /** Paths that changed since, the latest first. */
  files: z.array(z.string()),
})
export type StandupItem = z.infer<typeof standupItemSchema>

export const citedOfSchema = z.object({ session_id: z.string(), backlog_id: z.string(), repo_name: z.string(), line: citedLineSchema })
export type CitedOf = z.infer<typeof citedOfSchema>

/** What is told across all sessions. */
export const LIBRARY_KINDS = ['decisions', 'ideas', 'nextSteps'] as const
export type LibraryKind = (typeof LIBRARY_KINDS)[number]

export const insightsSchema = z.object({
  /** Files that several sessions changed lately; `seq` is an entry that tells of the last change. */
  recurring: z.array(
    z.object({
      repo: z.string(),
      path: z.string(),
      changes: z.number(),
      backlog_ids: z.array(z.string()),
      session_id: z.string(),
      seq: z.number(),
      at: z.number(),
    }),
  ),
  /** A decision, and a later one that takes it back. */
  reversed: z.array(z.object({ before: citedOfSchema, after: citedOfSchema })),
  /** Ideas of which nothing later speaks. */
  ideas_left: z.array(citedOfSchema),
  /** Sessions that are not completed, with something open, of which nothing was recorded for a week. */
  stalled: z.array(z.object({ session_id: z.string(), backlog_id: z.string(), repo_name: z.string(), since: z.number(), next: z.array(citedLineSchema) })),
})
export type Insights = z.infer<typeof insightsSchema>
