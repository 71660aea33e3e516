/**
 * The one table of commands: name, input, output and the scope a caller needs. Electron IPC, the Unix socket, the
 * WebSocket and the command line are carriers of this table and add nothing to it.
 */
import { z } from 'zod'
import { adviceSchema } from '../domain/advice.ts'
import { alertSchema } from '../domain/alert.ts'
import { changedFileSchema, sharedFileSchema } from '../domain/changedFile.ts'
import { checkSchema } from '../domain/check.ts'
import { clientInfoSchema } from '../domain/client.ts'
import { BUDGET, CONTEXT_FORMATS, contextSchema, SOURCES } from '../domain/context.ts'
import { entrySchema, MAX_NOTE } from '../domain/entry.ts'
import { fileDifferenceSchema, integrationSchema } from '../domain/integration.ts'
import { INTEGRATIONS } from '../domain/integrationNames.ts'
import { GRAINS, metricsPointSchema, metricsSchema, sessionMetricsSchema } from '../domain/metrics.ts'
import { repositorySchema } from '../domain/repository.ts'
import { PRIORITIES, SESSION_STATES, SESSION_TYPES, sessionSchema } from '../domain/session.ts'
import { settingsSchema } from '../domain/settingsSchema.ts'
import { uiFigureSchema } from '../domain/uiFigure.ts'
import { welcomeSchema } from '../domain/welcome.ts'
import { appStateSchema } from '../state/appState.ts'
import { citedSummarySchema } from '../summaries/citedSummary.ts'
import { citedOfSchema, insightsSchema, LIBRARY_KINDS, standupItemSchema } from '../summaries/rollUps.ts'
import type { CommandName } from './commandNames.ts'

export const SCOPES = ['read', 'append', 'control'] as const
export type Scope = (typeof SCOPES)[number]

/** A WebSocket's address, without the token. */
const access = z.object({ socket: z.string(), websocket: z.string().nullable(), page: z.string().nullable(), token: z.string().nullable() })
const text = (max: number) => z.string().max(max)
/** A session by its id, by backlog id, or (neither given) by the folder the caller stands in. */
const target = { session: text(200).optional(), cwd: text(4096).optional() }
/** Entries after `since_seq` and before `before_seq`: the first of them, or the `newest`. */
const stretch = {
  since_seq: z.int().min(0).default(0),
  before_seq: z.int().min(1).optional(),
  limit: z.int().min(1).max(1000).default(100),
  newest: z.boolean().default(false),
}
const oneSession = z.object({ session: sessionSchema })
const words = z.array(text(64)).max(64).optional()
/** Longest argument of the command line, in UTF-16 units; no system hands over a longer one. */
const MAX_ARGUMENT = 1024 * 1024

const settingsAnswer = z.object({
  settings: settingsSchema,
  /** Which variable of the environment sets a key, so that nothing else can. */
  locked: z.record(z.string(), z.string()),
  /** What was given and is not heeded: a key of the file or a variable. */
  refused: z.array(z.object({ name: z.string(), reason: z.string() })),
  /** Path of the file. */
  file: z.string(),
  /** Root of the repository that was asked for, in which the settings hold as told; `null` for all. */
  repo: z.string().nullable(),
  /** Keys that are set for this repository itself. */
  own: z.array(z.string()),
})

const welcomeTold = welcomeSchema.extend({ first_run: z.boolean() })
const oneIntegration = z.object({ name: z.enum(INTEGRATIONS) })
/** How it stands now, and what was changed. */
const integrationDone = z.object({ integration: integrationSchema, files: z.array(fileDifferenceSchema) })

interface Command {
  readonly scope: Scope
  readonly input: z.ZodType
  readonly output: z.ZodType
}

/** What happens where as many sessions record as may; what the settings say when it is left out. A session that waits is `paused` with `queued_at`. */
const onLimit = z.enum(['ask', 'queue', 'stopLeastRecent']).optional()

export const COMMANDS = {
  health: {
    scope: 'read',
    input: z.object({}),
    /** `demo`: all that is told is sample data. */
    output: z.object({ ok: z.literal(true), version: z.string(), uptime_ms: z.number(), epoch: z.string(), pid: z.number(), demo: z.boolean().default(false) }),
  },
  'session/list': {
    scope: 'read',
    input: z.object({
      state: z.array(z.enum(SESSION_STATES)).optional(),
      repo: text(4096).optional(),
      limit: z.int().min(1).max(10_000).default(1000),
      /** So many are passed over. */
      offset: z.int().min(0).default(0),
      /** Newest first, by when they began or by when something was recorded last. */
      order: z.enum(['started', 'activity']).default('started'),
      /** Those that were taken off the lists come as well, after all others. */
      archived: z.boolean().default(false),
    }),
    /** `total` is how many there are, whatever the limit. */
    output: z.object({ sessions: z.array(sessionSchema), more: z.boolean(), total: z.number() }),
  },
  'session/get': { scope: 'read', input: z.object(target), output: oneSession },
  'session/start': {
    scope: 'control',
    input: z.object({
      cwd: text(4096),
      backlog_id: text(200).optional(),
      type: z.enum(SESSION_TYPES).optional(),
      priority: z.enum(PRIORITIES).optional(),
      tags: z.array(text(64)).max(32).optional(),
      /** Seconds without activity until the session stops; 0 means never, the floor is the Python program's 60. */
      idle_timeout_s: z.int().min(0).max(28_800).optional(),
      /** Put what Scribe writes into the repository's `info/exclude`, once. */
      exclude_artifacts: z.boolean().optional(),
      on_limit: onLimit,
    }),
    /**
     * `created` is false when the session was there already (it is resumed if it was paused). `exclude` is `written` when that was
     * done now, `offered` at the first session of a repository that does not ignore what Scribe writes, else `settled`.
     */
    output: z.object({ session: sessionSchema, created: z.boolean(), worklog: z.string(), exclude: z.enum(['written', 'offered', 'settled']) }),
  },
  'session/stop': { scope: 'control', input: z.object(target), output: oneSession },
  'session/pause': { scope: 'control', input: z.object(target), output: oneSession },
  'session/resume': { scope: 'control', input: z.object({ ...target, on_limit: onLimit }), output: oneSession },
  'session/update': {
    scope: 'control',
    input: z.object({
      ...target,
      type: z.enum(SESSION_TYPES).optional(),
      priority: z.enum(PRIORITIES).optional(),
      description: text(1000).nullable().optional(),
      tags_add: words,
      tags_remove: words,
      /** Backlog ids this one belongs with. */
      related_add: words,
      related_remove: words,
      idle_timeout_s: z.int().min(0).max(28_800).optional(),
    }),
    output: oneSession,
  },
  'session/validate': {
    scope: 'control',
    input: z.object({}),
    /** `ended`: the session was paused and its repository is gone, so it is interrupted now. */
    output: z.object({
      checked: z.number(),
      problems: z.array(
        z.object({ session: sessionSchema, problem: z.enum(['repo.gone', 'repo.replaced', 'watch.off', 'watch.degraded']), ended: z.boolean() }),
      ),
    }),
  },
  'session/verify': {
    scope: 'read',
    input: z.object(target),
    /** `head` is the digest of the newest entry; it stands for all entries up to that one. `entries` counts those that were found right. */
    output: z.object({
      session: sessionSchema,
      ok: z.boolean(),
      head: z.string(),
      entries: z.number(),
      first_difference: z.object({ where: z.enum(['chain', 'worklog', 'registry']), message: z.string() }).nullable(),
    }),
  },
  /** Takes completed sessions that began more than seven days ago off the lists and registries; without `cwd` everywhere. Their record stays. */
  'session/cleanup': { scope: 'control', input: z.object({ cwd: text(4096).optional() }), output: z.object({ removed: z.number() }) },
  'worklog/append': {
    scope: 'append',
    /** `idem`: a key of the caller's own. Asked again with the same one, nothing is added and the answer is the entry of before. */
    input: z.object({ ...target, text: text(MAX_NOTE), idem: text(200).min(1).optional() }),
    /** Answered once the entry is durable in the store. */
    output: z.object({ session: sessionSchema, entry: entrySchema }),
  },
  'worklog/read': {
    scope: 'read',
    input: z.object({ ...target, ...stretch }),
    output: z.object({ session: sessionSchema, entries: z.array(entrySchema), more: z.boolean() }),
  },
  /** The files a session changed, those changed last first. */
  'session/files': {
    scope: 'read',
    input: z.object({ ...target, limit: z.int().min(1).max(10_000).default(1000) }),
    output: z.object({ session: sessionSchema, files: z.array(changedFileSchema), more: z.boolean() }),
  },
  /** How many entries each session got in each of so many equal spans after `from`; the busiest sessions, busiest first. */
  'session/activity': {
    scope: 'read',
    input: z.object({
      /** ms since 1970. */
      from: z.int().min(0),
      step_ms: z.int().min(1_000).max(86_400_000),
      steps: z.int().min(1).max(400),
      limit: z.int().min(1).max(100).default(20),
    }),
    output: z.object({ sessions: z.array(z.object({ session_id: z.string(), backlog_id: z.string(), repo_name: z.string(), counts: z.array(z.number()) })) }),
  },
  'summary/get': {
    scope: 'append',
    /** The form is the Python program's. `write` also writes `artifacts/summaries/ID-summary.md`, as Markdown whatever the format. */
    input: z.object({ ...target, format: z.enum(['markdown', 'json']).default('markdown'), write: z.boolean().default(false) }),
    /** `path` is the file that was written; `truncated` says that the worklog was too long to be read as a whole. */
    output: z.object({ backlog_id: z.string(), text: z.string(), path: z.string().nullable(), truncated: z.boolean() }),
  },
  /** The summary whose every line names its evidence, as of now, and as Markdown. */
  'summary/cited': {
    scope: 'read',
    input: z.object(target),
    output: z.object({ session: sessionSchema, summary: citedSummarySchema, markdown: z.string() }),
  },
  /** Makes summaries anew, behind everything else: of one session, or of all of a repository, or of all. `summary/progress` tells how far it is. */
  'summary/regenerate': { scope: 'control', input: z.object(target), output: z.object({ queued: z.number() }) },
  /** Ends what `summary/regenerate` began; the summary under way is finished. */
  'summary/cancel': { scope: 'control', input: z.object({}), output: z.object({}) },
  'summary/progress': { scope: 'read', input: z.object({}), output: z.object({ done: z.number(), total: z.number() }) },
  /** Full text over entries and summaries of all sessions: words that must all be there, `"several together"`, `begin*`. */
  'worklog/search': {
    scope: 'read',
    input: z.object({
      /** May be empty where something else says what is looked for. */
      query: text(400),
      /** A session's id, or a backlog id: every session of it. */
      session: text(200).optional(),
      /** Only the repository of this folder. */
      cwd: text(4096).optional(),
      /** Only sessions on a branch, of a repository, with a tag of which this is the name or a part. */
      branch: text(300).optional(),
      repo_name: text(300).optional(),
      tag: text(64).optional(),
      /** Kinds of entries (`note`, `commit`…), of lines (`decision`, `idea`…), or `summary`. */
      kinds: z.array(text(40)).max(20).optional(),
      since: z.number().optional(),
      until: z.number().optional(),
      limit: z.int().min(1).max(200).default(20),
    }),
    output: z.object({
      hits: z.array(
        z.object({
          session_id: z.string(),
          backlog_id: z.string(),
          repo_name: z.string(),
          kind: z.string(),
          at: z.number(),
          /** The entry; `null` for a summary. */
          seq: z.number().nullable(),
          snippet: z.string(),
          /** Pairs of places in the snippet, from and to. */
          marks: z.array(z.array(z.number())),
        }),
      ),
      more: z.boolean(),
      /** Entries that are not in the index yet. */
      behind: z.number(),
    }),
  },
  /** Done, open and next for each work item with something recorded since (ms since 1970). */
  'standup/get': {
    scope: 'read',
    input: z.object({ since: z.number(), cwd: text(4096).optional() }),
    output: z.object({ items: z.array(standupItemSchema), markdown: z.string() }),
  },
  /** Patterns over all sessions, each with its evidence. */
  'insights/get': { scope: 'read', input: z.object({ cwd: text(4096).optional() }), output: insightsSchema },
  /** What all sessions say of one kind, the newest first. */
  'library/list': {
    scope: 'read',
    input: z.object({ kind: z.enum(LIBRARY_KINDS), cwd: text(4096).optional(), limit: z.int().min(1).max(500).default(200) }),
    output: z.object({ items: z.array(citedOfSchema), more: z.number() }),
  },
  /** Entries of all sessions in the order of the record, and whose they are; sessions that were taken off the lists come as well. */
  'library/entries': {
    scope: 'read',
    input: z.object(stretch),
    output: z.object({
      entries: z.array(entrySchema),
      sessions: z.array(z.object({ session_id: z.string(), backlog_id: z.string(), repo_name: z.string() })),
      more: z.boolean(),
    }),
  },
  /** The files that any session changed since (ms since 1970), those changed last first. */
  'library/files': {
    scope: 'read',
    input: z.object({ since: z.int().min(0), cwd: text(4096).optional(), limit: z.int().min(1).max(10_000).default(1000) }),
    output: z.object({ files: z.array(sharedFileSchema), more: z.boolean() }),
  },
  /** What was recorded since a time (ms since 1970), in figures: a day, where that is midnight. */
  'day/get': {
    scope: 'read',
    input: z.object({ since: z.int().min(0) }),
    /** Every session that recorded something. `active_ms` is the time within which something was recorded, in spans of five minutes, in any of them. */
    output: z.object({
      sessions: z.array(z.object({ session_id: z.string(), entries: z.number(), notes: z.number(), files: z.number() })),
      files: z.number(),
      decisions: z.number(),
      active_ms: z.number(),
    }),
  },
  'context/get': {
    scope: 'read',
    input: z.object({
      ...target,
      /** One of the five; of another word the general view. */
      role: text(64).optional(),
      /** What is to be done, in words: what speaks of it comes first. */
      task: text(2000).optional(),
      sections: z.array(z.enum(SOURCES)).min(1).max(20).optional(),
      format: z.enum(CONTEXT_FORMATS).default('both'),
      budget_chars: z.int().min(BUDGET.least).max(BUDGET.most).default(BUDGET.usual),
      /** Facts this old may be served while newer ones are fetched; 0 for none that are not proven. */
      max_age_ms: z.int().min(0).max(600_000).default(2000),
      /** Without it, as the setting `limits.contextDeadline` says. */
      deadline_ms: z.int().min(50).max(10_000).optional(),
      if_revision: text(100).optional(),
      /** `cursor` of an earlier answer. */
      since: text(2000).optional(),
    }),
    output: contextSchema,
  },
  /** Answers at once; the facts are fetched meanwhile. */
  'context/prefetch': {
    scope: 'read',
    input: z.object({ ...target, roles: z.array(text(64)).min(1).max(10) }),
    output: z.object({ accepted: z.literal(true) }),
  },
  /** How well the memory for context does, since the daemon started. */
  'context/stats': {
    scope: 'read',
    input: z.object({}),
    output: z.object({
      hits: z.number(),
      stale_hits: z.number(),
      misses: z.number(),
      fetches: z.number(),
      evicted: z.number(),
      entries: z.number(),
      bytes: z.number(),
      /** Share of questions answered from memory, 0 to 1; 0 before the first. */
      hit_rate: z.number(),
    }),
  },
  /** A bundle of a client's own memory, kept for all who ask for this session and role. */
  'memory/put': {
    scope: 'append',
    input: z.object({
      ...target,
      role: text(64).default(''),
      text: text(100_000),
      meta: z.record(text(100), z.union([text(1000), z.number(), z.boolean()])).default({}),
      ttl_s: z.int().min(1).max(86_400).default(300),
    }),
    output: z.object({ session: sessionSchema }),
  },
  'memory/get': {
    scope: 'read',
    input: z.object({ ...target, role: text(64).default('') }),
    output: z.object({
      session: sessionSchema,
      found: z.boolean(),
      text: z.string(),
      meta: z.record(z.string(), z.union([z.string(), z.number(), z.boolean()])),
    }),
  },
  'repository/list': { scope: 'read', input: z.object({}), output: z.object({ repositories: z.array(repositorySchema) }) },
  /** A first look at a folder that is to be recorded: the repository around it, and what a session there would be named after. */
  'repository/inspect': {
    scope: 'read',
    input: z.object({ cwd: text(4096) }),
    output: z.object({
      root: z.string(),
      name: z.string(),
      /** `null` when HEAD is detached. */
      branch: z.string().nullable(),
      backlog_id: z.string().nullable(),
      /** The Git that looked, in its own words. */
      git: z.string(),
    }),
  },
  /** How far the first run has come; `first_run`: nobody was welcomed yet, and nothing was ever recorded. */
  'welcome/get': { scope: 'read', input: z.object({}), output: welcomeTold },
  'welcome/update': {
    scope: 'control',
    input: z.object({ step: welcomeSchema.shape.step.optional(), folder: welcomeSchema.shape.folder.optional() }),
    output: welcomeTold,
  },
  /** `past`: those that were taken back since the daemon started, the newest first. */
  'alert/list': {
    scope: 'read',
    input: z.object({}),
    output: z.object({ alerts: z.array(alertSchema), past: z.array(alertSchema.extend({ cleared_at: z.number() })) }),
  },
  'alert/dismiss': { scope: 'control', input: z.object({ id: text(400) }), output: z.object({}) },
  /** `repo` is a folder in the repository meant; without it, what holds for all. */
  'settings/get': { scope: 'read', input: z.object({ repo: text(4096).optional() }), output: settingsAnswer },
  'settings/update': { scope: 'control', input: z.object({ values: z.record(text(100), z.unknown()), repo: text(4096).optional() }), output: settingsAnswer },
  /** Without `keys`: all of them. */
  'settings/reset': {
    scope: 'control',
    input: z.object({ keys: z.array(text(100)).max(200).optional(), repo: text(4096).optional() }),
    output: settingsAnswer,
  },
  'doctor/run': { scope: 'read', input: z.object({}), output: z.object({ checks: z.array(checkSchema) }) },
  /** The app measures its own windows, in about two minutes (`quick`: in some seconds, for a first look). Refused where no app runs. */
  'doctor/ui': { scope: 'control', input: z.object({ quick: z.boolean().default(false) }), output: z.object({ figures: z.array(uiFigureSchema) }) },
  /** A verb of the command line, run by the daemon for the thin client. Each verb's own commands ask for their scopes. */
  'cli/run': {
    scope: 'read',
    input: z.object({
      args: z.array(text(MAX_ARGUMENT)).max(10_000),
      /** Where the person stands; `null` when that folder is gone. */
      cwd: text(4096).nullable(),
      colour: z.boolean().default(false),
      environment: z.record(text(100), text(1000)).default({}),
    }),
    /** `exit_code` is `null` for a verb that must run in the caller's own process. */
    output: z.object({ stdout: z.string(), stderr: z.string(), exit_code: z.number().nullable() }),
  },
  /** What a hook of a coding agent was given; `POST /v1/hooks/AGENT` on the socket is the same. `say` is what the agent is to read. */
  'agent/hook': {
    scope: 'append',
    /** `late`: it happened before, and nobody reads what is said. */
    input: z.object({ agent: text(40), event: text(60), input: z.unknown(), late: z.boolean().default(false) }),
    output: z.object({ recorded: z.boolean(), say: z.string() }),
  },
  /** The agents that Scribe can be put into, and the command line: how each stands, and when it was last heard of. */
  'integration/list': {
    scope: 'read',
    input: z.object({}),
    output: z.object({ integrations: z.array(integrationSchema), /** The person's home, for show. */ home: z.string() }),
  },
  /** What putting it in, or taking it out, would change in which file. Only for those who may do it: the files are the person's own. */
  'integration/plan': {
    scope: 'control',
    input: z.object({ name: z.enum(INTEGRATIONS), action: z.enum(['install', 'remove']) }),
    output: z.object({ files: z.array(fileDifferenceSchema) }),
  },
  'integration/install': { scope: 'control', input: oneIntegration, output: integrationDone },
  'integration/remove': { scope: 'control', input: oneIntegration, output: integrationDone },
  /** What Scribe does and what that costs, since it started; `GET /v1/metrics` on the socket has it in the format of Prometheus. */
  'metrics/get': { scope: 'read', input: z.object({}), output: metricsSchema },
  /** The same over time, oldest first; `from` and `to` are ms since 1970. At most 1,500 points, the newest. */
  'metrics/history': {
    scope: 'read',
    input: z.object({ grain: z.enum(GRAINS).default('minute'), from: z.number().min(0).default(0), to: z.number().optional() }),
    output: z.object({ points: z.array(metricsPointSchema) }),
  },
  /** What is recommended from the figures of the last day, and what was followed. */
  'advice/list': { scope: 'read', input: z.object({}), output: z.object({ recommended: z.array(adviceSchema), applied: z.array(adviceSchema) }) },
  /** Changes the setting; `advice/undo` gives it back what it was. */
  'advice/apply': { scope: 'control', input: z.object({ id: text(100) }), output: z.object({ advice: adviceSchema }) },
  'advice/undo': { scope: 'control', input: z.object({ id: text(100) }), output: z.object({ advice: adviceSchema }) },
  /** What each live session cost since the daemon started. */
  'metrics/sessions': { scope: 'read', input: z.object({}), output: z.object({ sessions: z.array(sessionMetricsSchema) }) },
  'client/list': { scope: 'read', input: z.object({}), output: z.object({ clients: z.array(clientInfoSchema) }) },
  /** Where programs connect; `page` and its token are `null` where no page is served. Only those who may control get it: the token opens the door. */
  'access/get': { scope: 'control', input: z.object({}), output: access },
  /** Another token; whoever came in with the old one is let go. */
  'access/renew': { scope: 'control', input: z.object({}), output: access },
  'system/snapshot': { scope: 'read', input: z.object({}), output: z.object({ state: appStateSchema }) },
  /** `hand_over`: another daemon goes on at once, so sessions are not paused. */
  'system/shutdown': { scope: 'control', input: z.object({ hand_over: z.boolean().default(false) }), output: z.object({}) },
} as const satisfies Record<CommandName, Command>

export type CommandInput<N extends CommandName> = z.input<(typeof COMMANDS)[N]['input']>
export type CommandParsed<N extends CommandName> = z.output<(typeof COMMANDS)[N]['input']>
export type CommandOutput<N extends CommandName> = z.output<(typeof COMMANDS)[N]['output']>
