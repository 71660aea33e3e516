/**
 * Reads the store beside its owner, over a connection that cannot write: full-text search, pages of entries for summaries,
 * figures over many sessions. Used from a thread of its own, so that nothing it does holds up a commit; it reads in pages,
 * so that no long reading keeps the write-ahead log from being emptied.
 */
import { DatabaseSync, type SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { type Session, sessionSchema } from '../../shared/domain/session.ts'
import { type CitedSummary, citedSummarySchema } from '../../shared/summaries/citedSummary.ts'
import { matchOf, type SearchFilter } from './searchQuery.ts'
import { SessionReader, stringsOf } from './sessionReader.ts'

export interface SearchRequest extends SearchFilter {
  readonly query: string
  /** Bounds of the time, ms since 1970, both inclusive. */
  readonly since?: number
  readonly until?: number
  readonly limit: number
}

export interface SearchHit {
  readonly session_id: string
  readonly backlog_id: string
  /** Root of its repository. */
  readonly repo: string
  readonly kind: string
  readonly at: number
  /** The entry; `null` for a summary. */
  readonly seq: number | null
  /** A stretch of the text around what was found; `marks` are pairs of places in it, from and to. */
  readonly snippet: string
  readonly marks: readonly (readonly [from: number, to: number])[]
}

export interface SearchAnswer {
  /** Newest first. */
  readonly hits: readonly SearchHit[]
  readonly more: boolean
  /** Entries that are not in the index yet. */
  readonly behind: number
}

/** A file that several sessions changed. */
export interface SharedFile {
  readonly repo: string
  readonly path: string
  readonly changes: number
  readonly session_ids: readonly string[]
  /** An entry that tells of its last change. */
  readonly last: { readonly session_id: string; readonly seq: number; readonly at: number }
}

export interface ReadEntry {
  readonly seq: number
  readonly at: number
  readonly kind: string
  readonly lines: readonly string[]
  readonly changes: readonly { readonly path: string; readonly kind: string; readonly by: string | null }[]
}

const OPEN = '\u0001'
const CLOSE = '\u0002'
const SNIPPET_WORDS = 16
/** A clock that was put back leaves entries out of order; so many around a bound are looked at. */
const DISORDER = 1_000

const hitRow = z.object({
  session_id: z.string(),
  backlog_id: z.string(),
  repo: z.string(),
  kind: z.string(),
  at: z.number(),
  seq: z.nullable(z.number()),
  snippet: z.nullable(z.string()),
})
const linesOfRow = z.array(z.string())
const entryRow = z.object({ seq: z.number(), at: z.number(), kind: z.string(), lines: z.string() })
const changeRow = z.object({ entry_seq: z.number(), path: z.string(), kind: z.string(), by: z.nullable(z.string()) })
const dataRow = z.object({ data: z.string() })
const seqRow = z.object({ seq: z.nullable(z.number()) })
const countRow = z.object({ count: z.number() })
const fileRow = z.object({ repo: z.string(), path: z.string(), changes: z.number(), ids: z.string(), last: z.number() })
const folderRow = z.object({ repo: z.string(), folder: z.string(), changes: z.number() })
const lastRow = z.object({ session_id: z.string(), seq: z.number(), at: z.number() })

const ENTRY_HITS = `SELECT e.session_id, s.backlog_id, s.repo, e.kind, e.at, e.seq, snippet(entry_text, 1, char(1), char(2), '…', ${SNIPPET_WORDS}) AS snippet
  FROM entry_text JOIN entries e ON e.seq = entry_text.rowid JOIN sessions s ON s.id = e.session_id
  WHERE entry_text MATCH ? AND entry_text.rowid BETWEEN ? AND ? AND e.at BETWEEN ? AND ? ORDER BY entry_text.rowid DESC LIMIT ?`
const SUMMARY_HITS = `SELECT u.session_id, s.backlog_id, s.repo, 'summary' AS kind, u.at, NULL AS seq, snippet(summary_text, 1, char(1), char(2), '…', ${SNIPPET_WORDS}) AS snippet
  FROM summary_text JOIN summaries u ON u.number = summary_text.rowid JOIN sessions s ON s.id = u.session_id
  WHERE summary_text MATCH ? AND u.at BETWEEN ? AND ? ORDER BY u.at DESC LIMIT ?`
const SHARED_FILES = `SELECT s.repo, c.path, count(*) AS changes, json_group_array(DISTINCT c.session_id) AS ids, max(c.entry_seq) AS last
  FROM changes c JOIN sessions s ON s.id = c.session_id
  WHERE c.at >= ? AND c.entry_seq IS NOT NULL AND (? IS NULL OR s.repo = ?)
  GROUP BY s.repo, c.path HAVING count(DISTINCT c.session_id) >= ? ORDER BY count(DISTINCT c.session_id) DESC, changes DESC LIMIT ?`

const FOLDER_SHARES = `SELECT s.repo, CASE WHEN instr(c.path, '/') > 0 THEN substr(c.path, 1, instr(c.path, '/')) ELSE '' END AS folder,
  sum(coalesce(c.files, 1)) AS changes FROM changes c JOIN sessions s ON s.id = c.session_id
  WHERE c.at >= ? GROUP BY s.repo, folder ORDER BY changes DESC LIMIT 1000`

export interface FolderShare {
  readonly repo: string
  /** With `/` at its end. */
  readonly folder: string
  readonly changes: number
}

export class Reader {
  readonly sessions: SessionReader
  readonly #sql: DatabaseSync
  readonly #prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  /** Opens the store in `path`, which its owner has open. */
  constructor(path: string) {
    this.#sql = new DatabaseSync(path, { readOnly: true, timeout: 1000 })
    this.sessions = new SessionReader((sql, ...values) => this.#all(sql, ...values))
  }

  close(): void {
    this.#sql.close()
  }

  /** What the query finds, newest first; nothing for a query without a word. */
  search(request: SearchRequest): SearchAnswer {
    const match = matchOf(request.query, request)
    if (match === null) return { hits: [], more: false, behind: 0 }
    const { since = 0, until = Number.MAX_SAFE_INTEGER, limit } = request
    const [from, to] = this.#bounds(request)
    const onlySummaries = request.kinds?.every((kind) => kind === 'summary') === true
    const entries = onlySummaries ? [] : this.#all(ENTRY_HITS, match, from, to, since, until, limit + 1)
    const hits = [...entries, ...this.#all(SUMMARY_HITS, match, since, until, limit + 1)].map(hitOf).sort(newestFirst)
    return { hits: hits.slice(0, limit), more: hits.length > limit, behind: this.#behind() }
  }

  /** The entries after `seq`, at most `limit`, with what the record knows of the changes they tell. */
  entriesAfter(sessionId: string, seq: number, limit: number): ReadEntry[] {
    const rows = this.#all('SELECT seq, at, kind, lines FROM entries WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?', sessionId, seq, limit)
    const entries = rows.map((row) => entryRow.parse(row))
    const changes = this.#changesOf(entries.filter(({ kind }) => kind === 'change').map((entry) => entry.seq))
    return entries.map((entry) => ({ ...entry, lines: stringsOf(entry.lines), changes: changes.get(entry.seq) ?? [] }))
  }

  /** How many entries a session has after `seq`. */
  countAfter(sessionId: string, seq: number): number {
    return countRow.parse(this.#all('SELECT count(*) AS count FROM entries WHERE session_id = ? AND seq > ?', sessionId, seq)[0]).count
  }

  /** The kept summaries of sessions (archived ones too), newest session first, with their sessions. */
  summaries(filter: { readonly repo?: string; readonly limit: number }): { session: Session; summary: CitedSummary }[] {
    const { repo = null, limit } = filter
    const sql = `SELECT s.data AS session, u.data AS summary FROM summaries u JOIN sessions s ON s.id = u.session_id
      WHERE ? IS NULL OR s.repo = ? ORDER BY s.started_at DESC LIMIT ?`
    return this.#all(sql, repo, repo, limit).map((row) => {
      const { session, summary } = z.object({ session: z.string(), summary: z.string() }).parse(row)
      return { session: sessionSchema.parse(JSON.parse(session)), summary: citedSummarySchema.parse(JSON.parse(summary)) }
    })
  }

  /** The kept summary of one session, or `null`. */
  summaryOf(sessionId: string): CitedSummary | null {
    const [row] = this.#all('SELECT data FROM summaries WHERE session_id = ?', sessionId)
    return row === undefined ? null : citedSummarySchema.parse(JSON.parse(dataRow.parse(row).data))
  }

  /** Files that at least `sessions` sessions have changed since a time, those of the most sessions first. */
  sharedFiles(asked: { readonly since: number; readonly repo?: string; readonly sessions: number; readonly limit: number }): SharedFile[] {
    const { since, repo = null, sessions, limit } = asked
    return this.#all(SHARED_FILES, since, repo, repo, sessions, limit).map((row) => {
      const { ids, last, ...file } = fileRow.parse(row)
      const told = lastRow.parse(this.#all('SELECT session_id, seq, at FROM entries WHERE seq = ?', last)[0])
      return { ...file, session_ids: linesOfRow.parse(JSON.parse(ids)), last: told }
    })
  }

  /** How many changes since a time came from which folder at the top of each repository (`''` is the top itself), most first. */
  folderShares(since: number): FolderShare[] {
    return this.#all(FOLDER_SHARES, since).map((row) => folderRow.parse(row))
  }

  /** Which of these paths the record has seen in a repository. */
  knownPaths(repo: string, paths: readonly string[]): string[] {
    const sql = `SELECT value AS path FROM json_each(?) WHERE EXISTS (
      SELECT 1 FROM sessions s JOIN changes c ON c.session_id = s.id AND (c.path = value) WHERE s.repo = ?)`
    return this.#all(sql, JSON.stringify(paths), repo).map((row) => z.object({ path: z.string() }).parse(row).path)
  }

  /** By the entry that tells of them. */
  #changesOf(seqs: readonly number[]): Map<number, ReadEntry['changes'][number][]> {
    const found = new Map<number, ReadEntry['changes'][number][]>()
    if (seqs.length === 0) return found
    const sql = 'SELECT entry_seq, path, kind, "by" FROM changes WHERE entry_seq IN (SELECT value FROM json_each(?)) ORDER BY id'
    for (const row of this.#all(sql, JSON.stringify(seqs))) {
      const change = changeRow.parse(row)
      const changes = found.get(change.entry_seq) ?? []
      changes.push(change)
      found.set(change.entry_seq, changes)
    }
    return found
  }

  /** Between which entries those of the time lie. */
  #bounds({ since, until }: SearchRequest): [from: number, to: number] {
    const first = since === undefined ? null : this.#edge('SELECT min(seq) AS seq FROM (SELECT seq FROM entries WHERE at >= ? ORDER BY at LIMIT ?)', since)
    const last = until === undefined ? null : this.#edge('SELECT max(seq) AS seq FROM (SELECT seq FROM entries WHERE at <= ? ORDER BY at DESC LIMIT ?)', until)
    return [since === undefined ? 0 : (first ?? Number.MAX_SAFE_INTEGER), until === undefined ? Number.MAX_SAFE_INTEGER : (last ?? 0)]
  }

  #edge(sql: string, at: number): number | null {
    return seqRow.parse(this.#all(sql, at, DISORDER)[0]).seq
  }

  #behind(): number {
    const sql = 'SELECT count(*) AS count FROM entries WHERE seq > (SELECT indexed_seq FROM search_state)'
    return countRow.parse(this.#all(sql)[0]).count
  }

  #all(sql: string, ...values: SQLInputValue[]): unknown[] {
    const known = this.#prepared.get(sql) ?? this.#sql.prepare(sql)
    this.#prepared.set(sql, known)
    return known.all(...values)
  }
}

function hitOf(row: unknown): SearchHit {
  const { snippet, ...hit } = hitRow.parse(row)
  return { ...hit, ...marked(snippet ?? '') }
}

/** The snippet without the marks in it, and where they stood. */
function marked(text: string): Pick<SearchHit, 'snippet' | 'marks'> {
  const marks: [number, number][] = []
  let plain = ''
  for (const [index, part] of text.split(new RegExp(`[${OPEN}${CLOSE}]`)).entries()) {
    if (index % 2 === 1) marks.push([plain.length, plain.length + part.length])
    plain += part
  }
  return { snippet: plain, marks }
}

function newestFirst(a: SearchHit, b: SearchHit): number {
  return b.at - a.at || (b.seq ?? 0) - (a.seq ?? 0)
}
