/** What each source of a context tells: one shape a source. Times are ms since 1970, paths relative to the top level. */
import { z } from 'zod'
import { GIT_OPERATIONS, PRIORITIES, SESSION_STATES, SESSION_TYPES } from './session.ts'

/**
 * Whether what was observed still holds: nothing it speaks of was written since (`fresh`), its file or the commit it was seen
 * at is another now (`changed`), its file is gone, or nobody can tell.
 */
const VERDICTS = ['fresh', 'changed', 'gone', 'unknown'] as const
const verdict = z.enum(VERDICTS)
export type Verdict = z.infer<typeof verdict>

/** What a recalled entry is. */
const FACT_KINDS = [
  'decision',
  'blocker',
  'question',
  'plan',
  'idea',
  'command',
  'error',
  'result',
  'prompt',
  'turn',
  'edit',
  'commit',
  'note',
  'state',
] as const
export type FactKind = (typeof FACT_KINDS)[number]

const fact = z.object({
  /** Of the record: `e` and the entry's number; of a worklog file: its name and the entry's place in it. */
  id: z.string(),
  /** Backlog id of the session. */
  session: z.string(),
  kind: z.enum(FACT_KINDS),
  text: z.string(),
  observed_at: z.number(),
  /** A command or check that did not end well. */
  failed: z.boolean(),
  paths: z.array(z.object({ path: z.string(), verdict })),
  verdict,
})
export type Fact = z.infer<typeof fact>

const briefSession = z.object({
  id: z.string(),
  backlog_id: z.string(),
  state: z.enum(SESSION_STATES),
  branch: z.nullable(z.string()),
  type: z.enum(SESSION_TYPES),
  priority: z.enum(PRIORITIES),
  tags: z.array(z.string()),
  related: z.array(z.string()),
  description: z.nullable(z.string()),
  changes: z.number(),
  entries: z.number(),
  started_at: z.number(),
  last_activity_at: z.number(),
})
export type BriefSession = z.infer<typeof briefSession>

const lines = { added: z.nullable(z.number()), deleted: z.nullable(z.number()) }
const commit = z.object({ id: z.string(), at: z.number(), subject: z.string() })

const git = z.object({
  branch: z.nullable(z.string()),
  detached: z.boolean(),
  head: z.nullable(z.string()),
  upstream: z.nullable(z.object({ name: z.string(), ahead: z.number(), behind: z.number() })),
  operation: z.nullable(z.enum(GIT_OPERATIONS)),
  shallow: z.boolean(),
  /** `null`: not known. `scanned`: Git gave no answer in time, this is what the recorder saw last. */
  status: z.nullable(
    z.object({
      staged: z.number(),
      unstaged: z.number(),
      untracked: z.number(),
      conflicted: z.number(),
      /** The first of them, without those that Scribe writes itself. */
      files: z.array(z.object({ path: z.string(), code: z.string(), ...lines })),
      more: z.boolean(),
      scanned: z.boolean(),
    }),
  ),
  /** Newest first; `null`: not known. */
  commits: z.nullable(z.array(commit)),
  more_commits: z.boolean(),
  /** What no main line has yet, with its files; only for who reviews or joins work. `null`: not asked for, or not known. */
  own: z.nullable(z.object({ commits: z.array(z.object({ ...commit.shape, files: z.array(z.object({ path: z.string(), ...lines })) })), more: z.boolean() })),
  reminders: z.array(z.object({ path: z.string(), text: z.string() })),
  stash: z.nullable(z.number()),
  /** Other worktrees of the repository. */
  worktrees: z.nullable(z.array(z.object({ root: z.string(), branch: z.nullable(z.string()) }))),
  /** Names of what Git was asked for and could not tell in time or at all. */
  unknown: z.array(z.string()),
})
export type GitData = z.infer<typeof git>

export const CONTEXT_DATA = {
  sessions: z.object({ sessions: z.array(briefSession), more: z.boolean() }),
  registry: z.object({
    total: z.number(),
    active: z.number(),
    /** Of sessions that other programs registered; ours are in `sessions`. */
    records: z.array(
      z.object({ backlog_id: z.string(), status: z.string(), type: z.string(), priority: z.string(), tags: z.array(z.string()), start_time: z.string() }),
    ),
    /** Keys of records that cannot be read. */
    odd: z.array(z.string()),
  }),
  worklog: z.object({
    facts: z.array(fact),
    /** Newest first. */
    worklogs: z.array(z.object({ file: z.string(), modified_at: z.number(), size: z.number() })),
    more: z.boolean(),
  }),
  summary: z.object({
    ideas: z.array(z.string()),
    decisions: z.array(z.string()),
    completed: z.array(z.string()),
    in_progress: z.array(z.string()),
    planned: z.array(z.string()),
    next_steps: z.array(z.string()),
    files: z.array(z.string()),
    /** The worklog is longer than what was read of its end. */
    truncated: z.boolean(),
  }),
  git,
  files: z.object({
    /** Newest first. */
    recent: z.array(z.object({ path: z.string(), changed_at: z.number(), kind: z.string(), verdict })),
    /** Touched by more than one session. */
    shared: z.array(z.object({ path: z.string(), sessions: z.array(z.string()) })),
    /** Files of the repository that tell how work is done there. */
    conventions: z.array(z.string()),
  }),
  backlog: z.object({
    /** Lines of the backlog that name the item. */
    item: z.array(z.string()),
    documents: z.array(z.object({ path: z.string(), title: z.nullable(z.string()), open: z.array(z.string()), done: z.number() })),
  }),
  agents: z.object({
    agents: z.array(
      z.object({
        agent: z.string(),
        status: z.enum(['working', 'waiting', 'idle', 'unknown']),
        pid: z.nullable(z.number()),
        since: z.nullable(z.number()),
        source: z.string(),
      }),
    ),
  }),
  memory: z.object({ text: z.string(), from: z.enum(['program', 'address', 'kept']), truncated: z.boolean() }),
}

export type SourceData = { readonly [K in keyof typeof CONTEXT_DATA]: z.infer<(typeof CONTEXT_DATA)[K]> }
