/**
 * A summary whose every line names what it comes from: an entry of the record, a commit, or a line of a worklog nobody
 * recorded. This shape is what the store keeps and what every door answers with. Invariant: no line without evidence;
 * what is not shown is counted.
 */
import { z } from 'zod'
import { PRIORITIES, SESSION_TYPES } from '../domain/session.ts'

export const evidenceSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('entry'), session_id: z.string(), seq: z.number() }),
  z.object({ kind: z.literal('commit'), id: z.string() }),
  /** Counted from 1, in the worklog file. */
  z.object({ kind: z.literal('line'), line: z.number() }),
])
export type Evidence = z.infer<typeof evidenceSchema>

export const citedLineSchema = z.object({
  text: z.string(),
  /** ms since 1970; `null` where the worklog gives no time. */
  at: z.nullable(z.number()),
  evidence: evidenceSchema,
  /** What says that this is settled: a plan was carried out, a blocker is gone. */
  settled: z.optional(evidenceSchema),
})
export type CitedLine = z.infer<typeof citedLineSchema>

/** The newest of what was found, oldest first, and how many more there are. */
const citedList = z.object({ items: z.array(citedLineSchema), more: z.number() })
export type CitedList = z.infer<typeof citedList>

const citedFileSchema = z.object({
  path: z.string(),
  changes: z.number(),
  /** How it changed last. */
  kind: z.string(),
  at: z.nullable(z.number()),
  evidence: evidenceSchema,
})
export type CitedFile = z.infer<typeof citedFileSchema>

const citedCommitSchema = z.object({ id: z.string(), subject: z.string(), at: z.nullable(z.number()), evidence: evidenceSchema })
export type CitedCommit = z.infer<typeof citedCommitSchema>

const citedCommandSchema = z.object({
  command: z.string(),
  exit: z.nullable(z.number()),
  seconds: z.nullable(z.number()),
  at: z.nullable(z.number()),
  evidence: evidenceSchema,
})
export type CitedCommand = z.infer<typeof citedCommandSchema>

const suggestion = <const T extends readonly [string, ...string[]]>(values: T) =>
  z.nullable(z.object({ value: z.enum(values), because: z.array(citedLineSchema) }))

/** Why a line was left out: what it names and nobody can find. */
const leftOutSchema = z.object({ missing: z.string(), what: z.enum(['commit', 'path', 'entry']), evidence: evidenceSchema })
export type LeftOut = z.infer<typeof leftOutSchema>

export const citedSummarySchema = z.object({
  /** `null` for a worklog that is in no record. */
  session_id: z.nullable(z.string()),
  backlog_id: z.string(),
  /** ms since 1970. */
  generated_at: z.number(),
  /** Everything up to and with this is in it: the number of an entry, or of a line. */
  cursor: z.number(),
  entries: z.number(),
  first_at: z.nullable(z.number()),
  last_at: z.nullable(z.number()),
  branch: z.nullable(z.string()),
  ideas: citedList,
  decisions: citedList,
  blockers: citedList,
  progress: z.object({ done: citedList, in_progress: citedList, planned: citedList }),
  /** What is open: blockers, then what was begun, then what was planned. */
  next_steps: z.array(citedLineSchema),
  files: z.object({ items: z.array(citedFileSchema), more: z.number() }),
  commits: z.object({ items: z.array(citedCommitSchema), more: z.number() }),
  commands: z.object({ items: z.array(citedCommandSchema), more: z.number() }),
  /** How the recorded time divides, ms. */
  time: z.object({ active_ms: z.number(), waiting_ms: z.number(), agent_ms: z.number() }),
  suggested: z.object({ type: suggestion(SESSION_TYPES), priority: suggestion(PRIORITIES) }),
  /** What the person's own patterns found, by their names. */
  custom: z.array(z.object({ name: z.string(), found: citedList })),
  /** Lines that name a commit or a path that does not exist; `more` counts those beyond the ones listed. */
  left_out: z.object({ items: z.array(leftOutSchema), more: z.number() }),
  /** Not all of the worklog could be read: a line of many megabytes, a pattern that took too long. */
  truncated: z.boolean(),
})
export type CitedSummary = z.infer<typeof citedSummarySchema>
