/**
 * The one table of commands: name, input, output and the scope a caller needs. Electron IPC, the Unix socket, the
 * WebSocket and the command line are carriers of this table and add nothing to it.
 */
import { z } from 'zod'
import { entrySchema, MAX_NOTE } from '../domain/entry.ts'
import { repositorySchema } from '../domain/repository.ts'
import { PRIORITIES, SESSION_STATES, SESSION_TYPES, sessionSchema } from '../domain/session.ts'
import { appStateSchema } from '../state/appState.ts'
import type { CommandName } from './commandNames.ts'

export const SCOPES = ['read', 'append', 'control'] as const
export type Scope = (typeof SCOPES)[number]

const text = (max: number) => z.string().max(max)
/** A session by its id, by backlog id, or (neither given) by the folder the caller stands in. */
const target = { session: text(200).optional(), cwd: text(4096).optional() }
const oneSession = z.object({ session: sessionSchema })

interface Command {
  readonly scope: Scope
  readonly input: z.ZodType
  readonly output: z.ZodType
}

export const COMMANDS = {
  health: {
    scope: 'read',
    input: z.object({}),
    output: z.object({ ok: z.literal(true), version: z.string(), uptime_ms: z.number(), epoch: z.string(), pid: z.number() }),
  },
  'session/list': {
    scope: 'read',
    input: z.object({ state: z.array(z.enum(SESSION_STATES)).optional(), repo: text(4096).optional(), limit: z.int().min(1).max(10_000).default(1000) }),
    output: z.object({ sessions: z.array(sessionSchema), more: z.boolean() }),
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
    }),
    /** `created` is false when the session was there already (it is resumed if it was paused). */
    output: z.object({ session: sessionSchema, created: z.boolean(), worklog: z.string() }),
  },
  'session/stop': { scope: 'control', input: z.object(target), output: oneSession },
  'session/pause': { scope: 'control', input: z.object(target), output: oneSession },
  'session/resume': { scope: 'control', input: z.object(target), output: oneSession },
  'worklog/append': {
    scope: 'append',
    input: z.object({ ...target, text: text(MAX_NOTE) }),
    /** Answered once the entry is durable in the store. */
    output: z.object({ session: sessionSchema, entry: entrySchema }),
  },
  'worklog/read': {
    scope: 'read',
    input: z.object({ ...target, since_seq: z.int().min(0).default(0), limit: z.int().min(1).max(1000).default(100), newest: z.boolean().default(false) }),
    output: z.object({ session: sessionSchema, entries: z.array(entrySchema), more: z.boolean() }),
  },
  'repository/list': { scope: 'read', input: z.object({}), output: z.object({ repositories: z.array(repositorySchema) }) },
  'alert/dismiss': { scope: 'control', input: z.object({ id: text(400) }), output: z.object({}) },
  'system/snapshot': { scope: 'read', input: z.object({}), output: z.object({ state: appStateSchema }) },
  'system/shutdown': { scope: 'control', input: z.object({}), output: z.object({}) },
} as const satisfies Record<CommandName, Command>

export type CommandInput<N extends CommandName> = z.input<(typeof COMMANDS)[N]['input']>
export type CommandParsed<N extends CommandName> = z.output<(typeof COMMANDS)[N]['input']>
export type CommandOutput<N extends CommandName> = z.output<(typeof COMMANDS)[N]['output']>
