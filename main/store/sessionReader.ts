/**
 * What is read of single sessions beside the store's owner: those that were taken off the lists, and what one of them changed. Part
 * of the reader, over its connection.
 */
import type { SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { type Session, sessionSchema } from '../../shared/domain/session.ts'

/** A file as a session changed it. */
export interface FileOfSession {
  readonly path: string
  readonly changes: number
  /** ms since 1970. */
  readonly first_at: number
  readonly last_at: number
  /** How it changed last. */
  readonly kind: string
  /** The entry that tells of its last change; `null` until one does. */
  readonly seq: number | null
}

export interface ArchivedRequest {
  /** Any of these; all without it. */
  readonly states?: readonly string[]
  readonly repo?: string
  readonly offset: number
  readonly limit: number
}

/** Entries of one session in equal spans of time. */
export interface ActivityRow {
  readonly session_id: string
  /** As many as there are spans, the oldest first. */
  readonly counts: readonly number[]
}

export interface ActivityRequest {
  /** ms since 1970, inclusive. */
  readonly from: number
  readonly stepMs: number
  /** How many spans. */
  readonly steps: number
  /** The busiest sessions only. */
  readonly limit: number
}

export interface ArchivedPage {
  /** Newest first. */
  readonly sessions: readonly Session[]
  readonly total: number
}

const dataRow = z.object({ data: z.string() })
const countRow = z.object({ count: z.number() })
const spanRow = z.object({ session_id: z.string(), span: z.number(), count: z.number() })
const sessionFileRow = z.object({
  path: z.string(),
  changes: z.number(),
  first_at: z.number(),
  last_at: z.number(),
  kind: z.string(),
  seq: z.nullable(z.number()),
})

const FILES_OF = `SELECT g.path, g.changes, g.first_at, g.last_at, c.kind, c.entry_seq AS seq FROM (
    SELECT path, count(*) AS changes, min(at) AS first_at, max(at) AS last_at, max(id) AS last_id FROM changes WHERE session_id = ? GROUP BY path
    ORDER BY last_id DESC LIMIT ?
  ) g JOIN changes c ON c.id = g.last_id ORDER BY g.last_id DESC`
const SPANS = `SELECT session_id, CAST((at - ?1) / ?2 AS INTEGER) AS span, count(*) AS count FROM entries
  WHERE at >= ?1 AND at < ?1 + ?2 * ?3 GROUP BY session_id, span`
const OF_ARCHIVED = 'FROM sessions WHERE archived = 1 AND (?1 IS NULL OR state IN (SELECT value FROM json_each(?1))) AND (?2 IS NULL OR repo = ?2)'

export class SessionReader {
  readonly #all: (sql: string, ...values: SQLInputValue[]) => unknown[]

  constructor(all: (sql: string, ...values: SQLInputValue[]) => unknown[]) {
    this.#all = all
  }

  /** Sessions that were taken off the lists. */
  archived(request: ArchivedRequest): ArchivedPage {
    const { states, repo = null, offset, limit } = request
    const [wanted, of] = [states === undefined ? null : JSON.stringify(states), OF_ARCHIVED]
    const { count } = countRow.parse(this.#all(`SELECT count(*) AS count ${of}`, wanted, repo)[0])
    const rows = limit === 0 ? [] : this.#all(`SELECT data ${of} ORDER BY started_at DESC, id DESC LIMIT ?3 OFFSET ?4`, wanted, repo, limit, offset)
    return { sessions: rows.map(sessionOf), total: count }
  }

  archivedOne(id: string): Session | null {
    const [row] = this.#all('SELECT data FROM sessions WHERE id = ? AND archived = 1', id)
    return row === undefined ? null : sessionOf(row)
  }

  /** The files a session changed, at most `limit`, those changed last first. */
  filesOf(sessionId: string, limit: number): FileOfSession[] {
    return this.#all(FILES_OF, sessionId, limit).map((row) => sessionFileRow.parse(row))
  }

  /** How many entries each session got in each span of a time, the busiest session first. */
  activity({ from, stepMs, steps, limit }: ActivityRequest): ActivityRow[] {
    const found = new Map<string, number[]>()
    for (const row of this.#all(SPANS, from, stepMs, steps)) {
      const { session_id, span, count } = spanRow.parse(row)
      const counts = found.get(session_id) ?? Array.from({ length: steps }, () => 0)
      found.set(session_id, counts.with(span, count))
    }
    const total = (counts: readonly number[]): number => counts.reduce((sum, count) => sum + count, 0)
    return [...found]
      .map(([session_id, counts]) => ({ session_id, counts }))
      .sort((a, b) => total(b.counts) - total(a.counts))
      .slice(0, limit)
  }

  /** The lines of a session's newest entries about commits, those of the newest first. */
  commitLines(sessionId: string, limit: number): string[] {
    const sql = "SELECT lines AS data FROM entries WHERE session_id = ? AND kind = 'commit' ORDER BY seq DESC LIMIT ?"
    return this.#all(sql, sessionId, limit).flatMap((row) => stringsOf(dataRow.parse(row).data))
  }
}

function sessionOf(row: unknown): Session {
  return sessionSchema.parse(JSON.parse(dataRow.parse(row).data))
}

/** Checked by hand: a long session has hundreds of thousands of them. */
export function stringsOf(text: string): string[] {
  const lines: unknown = JSON.parse(text)
  if (Array.isArray(lines) && lines.every((line) => typeof line === 'string')) return lines
  throw new TypeError('an entry holds no lines')
}
