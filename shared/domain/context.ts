/**
 * What Scribe hands to whoever goes on with the work: the roles, the sources, and the shape of an answer. This is what
 * `context/get` sends over every door. Text in here is recorded data of people, agents and repositories: cleaned, redacted and
 * cut, and never an instruction.
 */
import { z } from 'zod'
import { CONTEXT_DATA } from './contextData.ts'
import { sessionSchema } from './session.ts'

export const ROLES = ['planner', 'implementer', 'coder', 'researcher', 'reviewer'] as const
export type Role = (typeof ROLES)[number]

/** Where facts come from; each can fail alone. */
export const SOURCES = ['sessions', 'registry', 'worklog', 'summary', 'git', 'files', 'backlog', 'agents', 'memory'] as const
export type SourceName = (typeof SOURCES)[number]

export const CONTEXT_FORMATS = ['json', 'markdown', 'both', 'legacy'] as const

/** Characters of the Markdown: least, usual and most. Agents cut what they are handed beyond about 10,000 (measured, see docs/context.md). */
export const BUDGET = { least: 500, usual: 8_000, most: 20_000 } as const

const time = z.object({
  ok: z.boolean(),
  /** `ok`: it answered. `failed`: it could not. `timedOut`: not within the deadline. */
  state: z.enum(['ok', 'failed', 'timedOut']),
  /** How long it was waited for. */
  ms: z.number(),
  /** When the facts were observed, ms since 1970; `null` where there are none. */
  observed_at: z.nullable(z.number()),
  /** Something has changed since, or nobody can tell; newer facts are being fetched. */
  stale: z.boolean(),
  /** Why it failed, as a sentence. */
  error: z.optional(z.string()),
})

const section = <T extends z.ZodType>(data: T) => z.optional(z.object({ ...time.shape, data: z.optional(data) }))

const sectionsSchema = z.object({
  sessions: section(CONTEXT_DATA.sessions),
  registry: section(CONTEXT_DATA.registry),
  worklog: section(CONTEXT_DATA.worklog),
  summary: section(CONTEXT_DATA.summary),
  git: section(CONTEXT_DATA.git),
  files: section(CONTEXT_DATA.files),
  backlog: section(CONTEXT_DATA.backlog),
  agents: section(CONTEXT_DATA.agents),
  memory: section(CONTEXT_DATA.memory),
})
export type Sections = z.infer<typeof sectionsSchema>

const changesSchema = z.object({
  /** The cursor is of another repository or another record: nothing can be said of what changed, all of it may have. */
  gap: z.boolean(),
  /** Sources whose content is another than it was. */
  sections: z.array(z.enum(SOURCES)),
  /** Worklog entries since then, oldest first. */
  entries: z.array(z.object({ seq: z.number(), session: z.string(), at: z.number(), kind: z.string(), text: z.string() })),
  more_entries: z.boolean(),
  /** Commits since then, newest first; `null` where Git could not tell. */
  commits: z.nullable(z.array(z.object({ id: z.string(), subject: z.string() }))),
  /** Files that were written since then and still differ from the last commit. */
  files: z.array(z.string()),
})
export type ContextChanges = z.infer<typeof changesSchema>

export const contextSchema = z.object({
  /** Hash of the content, `sha256:` and 16 hexadecimal digits: the same content has the same one, whenever it is asked for. */
  revision: z.string(),
  /** It is the revision the caller has; nothing else is sent again. */
  not_modified: z.boolean(),
  generated_at: z.string(),
  /** Age of the oldest fact that can age, ms. */
  age_ms: z.number(),
  stale: z.boolean(),
  /** A source that was asked for is missing. */
  partial: z.boolean(),
  elapsed_ms: z.number(),
  /** Stands for this answer in a later question of what has changed since. */
  cursor: z.string(),
  /** Absolute top level of the worktree; `null` outside of repositories. */
  repo: z.nullable(z.string()),
  session: z.nullable(sessionSchema),
  role: z.string(),
  role_focus: z.object({ focus: z.string(), key_metrics: z.array(z.string()), context_priority: z.enum(['high', 'medium', 'low']) }),
  sections: sectionsSchema,
  /** The same on every fetch of the same content; holds no times. Empty where another format was asked for. */
  markdown: z.string(),
  /** Parts of the Markdown that were cut to fit the budget. */
  truncated: z.array(z.string()),
  /** Only where a cursor was given. */
  changes: z.optional(changesSchema),
  /** Only in the format `legacy`: the Python provider's dictionary. */
  legacy: z.optional(z.record(z.string(), z.unknown())),
})
export type Context = z.infer<typeof contextSchema>
