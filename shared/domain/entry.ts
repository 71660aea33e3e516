/**
 * Worklog entries and the changes they are made of. A change is one path that is known (by a scan, not by an event)
 * to have become different; an entry is what the worklog shows. Both are records in the store before anything else.
 */
import { z } from 'zod'

export const CHANGE_KINDS = ['added', 'modified', 'deleted', 'renamed', 'reverted', 'committed'] as const

/** Longest note, in UTF-16 units. */
export const MAX_NOTE = 4000

/**
 * Who made a change: an agent's hook said so, only this session could have, several could have, or nobody was looking.
 */
const CHANGE_SOURCES = ['agent', 'session', 'ambiguous', 'unknown'] as const

export type ChangeSource = (typeof CHANGE_SOURCES)[number]

export const changeSchema = z.object({
  /** Relative to the repository, `/` as separator, redacted. */
  path: z.string(),
  kind: z.enum(CHANGE_KINDS),
  at: z.number(),
  /** Set when it is recorded for a session. */
  by: z.enum(CHANGE_SOURCES).optional(),
  /** The path it had before, of a rename. */
  from: z.string().optional(),
  /** Of a folder, when a flood was recorded folder by folder: how many files it stands for. Its path ends with `/`. */
  files: z.number().optional(),
})
export type Change = z.infer<typeof changeSchema>

export const ENTRY_KINDS = ['start', 'stop', 'pause', 'resume', 'note', 'change', 'branch', 'commit', 'push', 'operation', 'gap'] as const

export const entrySchema = z.object({
  /** Order of the record, rising over the whole store; 0 before it is stored. */
  seq: z.number(),
  session_id: z.string(),
  at: z.number(),
  kind: z.enum(ENTRY_KINDS),
  /** The bullets as they stand in the worklog, without a final newline. */
  lines: z.array(z.string()),
})
export type Entry = z.infer<typeof entrySchema>
export type EntryKind = Entry['kind']
