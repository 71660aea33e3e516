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

/** A file as sessions changed it since a time. */
export interface FileOfAll extends FileOfSession {
  /** Root of its repository. */
  readonly repo: string
  readonly sessions: number
  /** The session that changed it last. */
  readonly session_id: string
}

export interface FilesRequest {
  /** ms since 1970. */
  readonly since: number
  /** `null` for all. */
  readonly repo: string | null
  readonly limit: number
}

/** What was recorded since a time. */
export interface DayRecord {
  readonly sessions: readonly { readonly session_id: string; readonly entries: number; readonly notes: number; readonly files: number }[]
  readonly files: number
  /** In how many equal spans of the time something was. */
  readonly spans: number
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

const sharedFileRow = sessionFileRow.extend({ repo: z.string(), sessions: z.number(), session_id: z.string() })

const filesRow = z.object({ session_id: z.string(), count: z.number() })
const recordedRow = z.object({ session_id: z.string(), entries: z.number(), notes: z.number() })

const FILES_OF = `SELECT g.path, g.changes, g.first_at, g.last_at, c.kind, c.entry_seq AS seq FROM (
    SELECT path, count(*) AS changes, min(at) AS first_at, max(at) AS last_at, max(id) AS last_id FROM changes WHERE session_id = ? GROUP BY path
    ORDER BY last_id DESC LIMIT ?
  ) g JOIN changes c ON c.id = g.last_id ORDER BY g.last_id DESC`
/** By the entries that tell of them: there is an index for an entry's time and none for a change's. */
const TOLD_SINCE = '(c.entry_seq >= (SELECT min(seq) FROM entries WHERE at >= ?1) OR c.entry_seq IS NULL) AND c.at >= ?1'
const FILES_SINCE = `SELECT g.*, c.kind, c.session_id, c.entry_seq AS seq FROM (
    SELECT s.repo, c.path, count(*) AS changes, count(DISTINCT c.session_id) AS sessions, min(c.at) AS first_at, max(c.at) AS last_at, max(c.id) AS last_id
    FROM changes c JOIN sessions s ON s.id = c.session_id
    WHERE ${TOLD_SINCE} AND (?2 IS NULL OR s.repo = ?2)
    GROUP BY s.repo, c.path ORDER BY last_id DESC LIMIT ?3
  ) g JOIN changes c ON c.id = g.last_id ORDER BY g.last_id DESC`
const RECORDED_SINCE = "SELECT session_id, count(*) AS entries, sum(kind = 'note') AS notes FROM entries WHERE at >= ? GROUP BY session_id"
/** What a flood was folded into counts as what it stands for. */
const FILES_BY_SESSION = `SELECT session_id, sum(files) AS count FROM (
    SELECT c.session_id, max(coalesce(c.files, 1)) AS files FROM changes c WHERE ${TOLD_SINCE} GROUP BY c.session_id, c.path
  ) GROUP BY session_id`
const FILES_IN_ALL = `SELECT coalesce(sum(files), 0) AS count FROM (
    SELECT max(coalesce(c.files, 1)) AS files FROM changes c JOIN sessions s ON s.id = c.session_id WHERE ${TOLD_SINCE} GROUP BY s.repo, c.path
  )`
const SPANS_SINCE = 'SELECT count(DISTINCT CAST((at - ?1) / ?2 AS INTEGER)) AS count FROM entries WHERE at >= ?1'
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

  /** The files that any session changed since a time, those changed last first. */
  filesSince({ since, repo, limit }: FilesRequest): FileOfAll[] {
    return this.#all(FILES_SINCE, since, repo, limit).map((row) => sharedFileRow.parse(row))
  }

  /** What each session recorded since a time, and all of them together. */
  day(since: number, spanMs: number): DayRecord {
    const files = new Map(
      this.#all(FILES_BY_SESSION, since)
        .map((row) => filesRow.parse(row))
        .map(({ session_id, count }) => [session_id, count]),
    )
    const sessions = this.#all(RECORDED_SINCE, since).map((row) => recordedRow.parse(row))
    const count = (sql: string, ...values: SQLInputValue[]): number => countRow.parse(this.#all(sql, ...values)[0]).count
    return {
      sessions: sessions.map((session) => ({ ...session, files: files.get(session.session_id) ?? 0 })),
      files: count(FILES_IN_ALL, since),
      spans: count(SPANS_SINCE, since, spanMs),
    }
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
