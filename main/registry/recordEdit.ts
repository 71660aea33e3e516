/**
 * What another program changed in the record of one of our sessions, told apart from a copy it merely held too long.
 * Pure. Never removes on doubt: a copy that fits a version of ours from before is that version, not an edit.
 */
import { z } from 'zod'
import { PRIORITIES, SESSION_TYPES } from '../../shared/domain/session.ts'
import type { RegistryRecord } from './registryShape.ts'

/** What a session can be asked to do by its status. Never to record: a copy held for long would switch recording on again. */
const STATUSES = ['completed', 'paused'] as const
const statusSchema = z.enum(STATUSES)
const typeSchema = z.enum(SESSION_TYPES)
const prioritySchema = z.enum(PRIORITIES)

/** Only what differs; a field that is `null` was left alone. */
export interface RecordEdit {
  readonly added: readonly string[]
  readonly removed: readonly string[]
  readonly status: (typeof STATUSES)[number] | null
  readonly type: (typeof SESSION_TYPES)[number] | null
  readonly priority: (typeof PRIORITIES)[number] | null
  /** `null` inside means that the text was taken away. */
  readonly description: { readonly text: string | null } | null
}

/** True if both say the same of a session; tags are a set, and the process is whoever watches just now. */
export function sameRecord(a: RegistryRecord, b: RegistryRecord): boolean {
  return a === b || comparable(a) === comparable(b)
}

/** The first field in which `found` says otherwise than `wanted`, in words; `null` if there is none. */
export function differenceOf(wanted: RegistryRecord, found: RegistryRecord): string | null {
  const theirs = new Map(fields(found))
  const different = fields(wanted).find(([name, text]) => theirs.get(name) !== text)
  return different === undefined ? null : `${different[0]} is ${theirs.get(different[0])}, not ${different[1]}`
}

function fields({ pid: _pid, context, ...rest }: RegistryRecord): [name: string, text: string][] {
  const all = { ...rest, ...context, tags: [...context.tags].sort() }
  return Object.entries(all).map(([name, value]) => [name, JSON.stringify(value)])
}

/** True if both files say the same: the same sessions, each alike, the live ones with the same process. */
export function sameRegistry(a: ReadonlyMap<string, RegistryRecord>, b: ReadonlyMap<string, RegistryRecord>): boolean {
  return (
    a.size === b.size &&
    [...a].every(([key, record]) => {
      const other = b.get(key)
      return other !== undefined && sameRecord(record, other) && (record.pid === other.pid || !isLive(record))
    })
  )
}

/** What leads from `base` to `theirs`, or `null` if that is nothing we could follow. */
export function editBetween(base: RegistryRecord, theirs: RegistryRecord): RecordEdit | null {
  const edit: RecordEdit = {
    added: theirs.context.tags.filter((tag) => !base.context.tags.includes(tag)),
    removed: base.context.tags.filter((tag) => !theirs.context.tags.includes(tag)),
    status: changed(base.status, theirs.status, statusSchema),
    type: changed(base.context.session_type, theirs.context.session_type, typeSchema),
    priority: changed(base.context.priority, theirs.context.priority, prioritySchema),
    description: base.context.description === theirs.context.description ? null : { text: theirs.context.description },
  }
  return weight(edit) === 0 ? null : edit
}

/** `base` with the edit in it. */
export function withEdit(base: RegistryRecord, edit: RecordEdit): RegistryRecord {
  const { context } = base
  return {
    ...base,
    status: edit.status ?? base.status,
    context: {
      ...context,
      tags: [...new Set([...context.tags, ...edit.added])].filter((tag) => !edit.removed.includes(tag)),
      session_type: edit.type ?? context.session_type,
      priority: edit.priority ?? context.priority,
      description: edit.description === null ? context.description : edit.description.text,
    },
  }
}

/** The edit that asks for least among those from each base; of equal ones the first. A removal counts double: it needs the better reason. */
export function smallestEdit(bases: readonly RegistryRecord[], theirs: RegistryRecord): RecordEdit | null {
  const edits = bases.map((base) => editBetween(base, theirs)).sort((a, b) => weight(a) - weight(b))
  return edits[0] ?? null
}

/**
 * The edit without what is only a value that stood there before: no verb of the Python program changes these fields, so
 * that is an old copy, however late.
 */
export function withoutOldTexts(edit: RecordEdit, versions: readonly RegistryRecord[]): RecordEdit | null {
  const old = versions.map(({ context }) => context)
  const rest: RecordEdit = {
    ...edit,
    type: old.some(({ session_type }) => session_type === edit.type) ? null : edit.type,
    priority: old.some(({ priority }) => priority === edit.priority) ? null : edit.priority,
    description: edit.description !== null && old.some(({ description }) => description === edit.description?.text) ? null : edit.description,
  }
  return weight(rest) === 0 ? null : rest
}

/** What can be believed of an edit when it is not known what it began from: additions, and the wish to stop. */
export function certainPart(edit: RecordEdit): RecordEdit | null {
  const certain: RecordEdit = { ...edit, removed: [], status: edit.status === 'completed' ? 'completed' : null, type: null, priority: null, description: null }
  return weight(certain) === 0 ? null : certain
}

/** The edit without a wish that makes no sense for `own`: only what is live can stop, only what records can pause. */
export function followable(edit: RecordEdit, own: RegistryRecord): RecordEdit | null {
  const follows = own.status === 'active' || (own.status === 'paused' && edit.status === 'completed')
  const asked: RecordEdit = follows ? edit : { ...edit, status: null }
  return weight(asked) === 0 ? null : asked
}

function weight(edit: RecordEdit | null): number {
  if (edit === null) return 0
  const fields = [edit.status, edit.type, edit.priority, edit.description].filter((field) => field !== null).length
  return edit.added.length + 2 * edit.removed.length + fields
}

function changed<T extends string>(base: string, theirs: string, schema: z.ZodType<T>): T | null {
  const known = schema.safeParse(theirs)
  return base !== theirs && known.success ? known.data : null
}

/** Everything but the process, on which nothing turns. */
function comparable({ pid: _pid, context, ...rest }: RegistryRecord): string {
  return JSON.stringify([
    rest.backlog_id,
    rest.start_time,
    rest.worklog_path,
    rest.status,
    rest.last_activity,
    rest.idle_timeout,
    { ...context, tags: [...context.tags].sort() },
  ])
}

function isLive(record: RegistryRecord): boolean {
  return record.status === 'active' || record.status === 'paused'
}
