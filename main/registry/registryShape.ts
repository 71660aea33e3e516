/**
 * The Python program's `session_registry.json`: reading it forgivingly, writing it exactly (key order, indent 2, ASCII
 * only, no final newline). Pure. What its loader would stumble over is never written, because it forgets every
 * session behind the stumbling block.
 */
import { z } from 'zod'
import { asciiJson } from '../../shared/domain/asciiJson.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { PRIORITIES, SESSION_TYPES, type Session } from '../../shared/domain/session.ts'

const contextSchema = z.object({
  tags: z
    .array(z.string())
    .nullish()
    .transform((tags) => [...new Set(tags ?? [])]),
  session_type: z
    .string()
    .nullish()
    .transform((type) => type ?? SESSION_TYPES[0]),
  priority: z
    .string()
    .nullish()
    .transform((priority) => priority ?? PRIORITIES[1]),
  description: z
    .string()
    .nullish()
    .transform((text) => text ?? null),
  related_sessions: z
    .array(z.string())
    .nullish()
    .transform((related) => related ?? null),
})

const recordSchema = z.object({
  backlog_id: z.string(),
  pid: z.int(),
  start_time: z.string(),
  worklog_path: z.string(),
  status: z.string(),
  context: contextSchema.nullish().transform((context) => context ?? contextSchema.parse({})),
  last_activity: z
    .string()
    .nullish()
    .transform((time) => time ?? null),
  idle_timeout: z
    .number()
    .nullish()
    .transform((seconds) => seconds ?? 1800),
})

/** One session as the file holds it; unknown fields are dropped, as the Python program drops them. */
export type RegistryRecord = z.infer<typeof recordSchema>

export interface RegistryFile {
  /** In file order, which is the order of registration. */
  readonly records: ReadonlyMap<string, RegistryRecord>
  /** Keys whose record cannot be read. */
  readonly odd: readonly string[]
}

/** Any JSON object, with all its keys (a schema of records would drop `__proto__`). */
export const objectSchema = z.custom<Readonly<Record<string, unknown>>>((value) => typeof value === 'object' && value !== null && !Array.isArray(value))

/** The file's sessions, or `null` when the text is not a registry at all (empty, torn, not an object). */
export function parseRegistry(text: string): RegistryFile | null {
  const root = objectSchema.safeParse(parseJson(text))
  if (!root.success) return null
  const { sessions = {} } = root.data
  const all = objectSchema.safeParse(sessions)
  return all.success ? readRecords(Object.entries(all.data)) : null
}

/** Sorts records, each with its key, into those that can be read and the rest. */
export function readRecords(entries: Iterable<readonly [key: string, value: unknown]>): RegistryFile {
  const records = new Map<string, RegistryRecord>()
  const odd: string[] = []
  for (const [key, value] of entries) {
    const record = recordSchema.safeParse(value)
    if (record.success) records.set(key, record.data)
    else odd.push(key)
  }
  return { records, odd }
}

/** The file's text for these records, as Python's `json.dump(indent=2)` writes it. `now` in ms. */
export function serializeRegistry(records: ReadonlyMap<string, RegistryRecord>, now: number): string {
  return registryBytes(records, now).toString()
}

/** The same as bytes (ASCII only). */
export function registryBytes(records: ReadonlyMap<string, RegistryRecord>, now: number): Buffer {
  const all = [...records.values()]
  const head = { last_updated: pythonTime(now), total_sessions: all.length, active_sessions: all.filter((record) => record.status === 'active').length }
  const begin = `${asciiJson(head).slice(0, -2)},\n  "sessions": `
  if (all.length === 0) return Buffer.from(`${begin}{}\n}`)
  const sessions = [...records].flatMap(([key, record], index) => (index === 0 ? [bytesOf(key, record)] : [BETWEEN, bytesOf(key, record)]))
  return Buffer.concat([Buffer.from(`${begin}{\n`), ...sessions, Buffer.from('\n  }\n}')])
}

const BETWEEN = Buffer.from(',\n')

/** Records are values that are replaced, never changed: of 10,000 only those that are new are put into text. */
const known = new WeakMap<RegistryRecord, { readonly key: string; readonly bytes: Buffer }>()

/** A record as it stands among the sessions: two levels in. */
function bytesOf(key: string, record: RegistryRecord): Buffer {
  const before = known.get(record)
  if (before?.key === key) return before.bytes
  const bytes = Buffer.from(
    asciiJson({ [key]: inKeyOrder(record) })
      .slice(2, -2)
      .replace(/^/gm, '  '),
  )
  known.set(record, { key, bytes })
  return bytes
}

/** A session as the file shows it. `pid` is the watch host's: the Python `stop` sends SIGTERM to what stands here. */
export function toRecord(session: Session, pid: number): RegistryRecord {
  return {
    backlog_id: session.backlog_id,
    pid,
    start_time: pythonTime(session.started_at),
    worklog_path: session.worklog,
    status: STATUS[session.state],
    context: {
      tags: session.tags,
      session_type: session.type,
      priority: session.priority,
      description: session.description,
      related_sessions: session.related.length === 0 ? null : session.related,
    },
    // The Python program sets it when a session completes, and only then.
    last_activity: session.state === 'completed' && session.ended_at !== null ? pythonTime(session.ended_at) : null,
    idle_timeout: session.idle_timeout_s,
  }
}

const STATUS: Record<Session['state'], string> = { recording: 'active', paused: 'paused', completed: 'completed', interrupted: 'orphaned' }

/** `2026-11-22T14:19:56.492000+00:00`; the fraction is left out when it is zero, as Python's `isoformat` does. */
export function pythonTime(at: number): string {
  const [seconds = '', fraction = '000Z'] = new Date(at).toISOString().split('.')
  const millis = fraction.slice(0, 3)
  return millis === '000' ? `${seconds}+00:00` : `${seconds}.${millis}000+00:00`
}

function inKeyOrder(record: RegistryRecord): RegistryRecord {
  const { backlog_id, pid, start_time, worklog_path, status, context, last_activity, idle_timeout } = record
  return { backlog_id, pid, start_time, worklog_path, status, context, last_activity, idle_timeout }
}
