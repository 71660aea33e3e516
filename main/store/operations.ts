/**
 * The SQL of each operation, over an open database. Owns statements and the shapes of rows (parsed on the way in from
 * disk); not transactions, which belong to the group commit.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { assertNever } from '../../shared/domain/assertNever.ts'
import { type Change, changeSchema, type Entry, entrySchema } from '../../shared/domain/entry.ts'
import { repositorySchema } from '../../shared/domain/repository.ts'
import { type Session, sessionSchema } from '../../shared/domain/session.ts'
import { checkChain } from './checkChain.ts'
import { CHAIN_START, chainDigest } from './entryChain.ts'
import { SCHEMA } from './migrate.ts'
import { SearchIndex } from './searchIndex.ts'
import type { ChainCheck, ChainLink, NewEntry, Pragmas, SessionRecord, SnapshotDelta, StoreOperation } from './storeProtocol.ts'

const dataRow = z.object({ data: z.string() })
const snapshotRow = z.object({ path: z.string(), stamp: z.string() })
const behindRow = z.object({ session_id: z.string() })
const seqRow = z.object({ seq: z.number() })
const linkRow = z.object({ seq: z.number(), digest: z.string() })
const changeRow = changeSchema.extend({ by: changeSchema.shape.by.or(z.null()), from_path: z.nullable(z.string()), files: z.nullable(z.number()) })
const entryRow = entrySchema.extend({ lines: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))) })

/** True for operations that change the file and so need a transaction. */
export function writes(operation: StoreOperation): boolean {
  return /^(save|record|mark)/.test(operation.kind)
}

/** Runs operations against one database, keeping prepared statements. */
export class Operations {
  readonly #sql: DatabaseSync
  readonly #prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()
  readonly #index: SearchIndex

  constructor(sql: DatabaseSync) {
    this.#sql = sql
    this.#index = new SearchIndex(sql)
  }

  /** The answer of one operation (see `StoreAnswers`). Throws what SQLite throws. */
  run(operation: StoreOperation): unknown {
    switch (operation.kind) {
      case 'saveSession':
        return this.#saveSession(operation.session)
      case 'record':
        if (operation.snapshot !== undefined) this.#saveSnapshot(operation.snapshot)
        return { entries: operation.records.flatMap((record) => this.#record(record)) }
      case 'saveRepository': {
        const { root, last_used_at } = operation.repository
        const sql = 'INSERT OR REPLACE INTO repositories (root, last_used_at, data) VALUES (?, ?, ?)'
        return this.#write(sql, root, last_used_at, JSON.stringify(operation.repository))
      }
      case 'markProjected':
        for (const seq of operation.seqs) this.#write('UPDATE entries SET projected = 1 WHERE seq = ?', seq)
        return null
      case 'markRestored':
        for (const seq of operation.seqs) this.#write('UPDATE entries SET projected = 2 WHERE seq = ?', seq)
        return null
      case 'restored': {
        const sql = 'SELECT seq FROM entries WHERE session_id = ? AND seq >= ? AND projected = 2'
        return this.#all(sql, operation.sessionId, operation.sinceSeq).map((row) => seqRow.parse(row).seq)
      }
      case 'sessions':
        return this.#all('SELECT data FROM sessions WHERE archived = 0 ORDER BY started_at, id').map((row) => sessionSchema.parse(data(row)))
      case 'repositories':
        return this.#all('SELECT data FROM repositories ORDER BY last_used_at DESC LIMIT 100').map((row) => repositorySchema.parse(data(row)))
      case 'snapshot':
        return this.#all('SELECT path, stamp FROM snapshot_files WHERE repo = ?', operation.repo).map(snapshotFile)
      case 'entries':
        return this.#entries(operation)
      case 'entryGiven':
        return this.#all('SELECT * FROM entries WHERE session_id = ? AND idem = ?', operation.sessionId, operation.idem).map(entry)
      case 'entriesAfter':
        return this.#all('SELECT * FROM entries WHERE seq > ? AND at >= ? ORDER BY seq LIMIT ?', operation.seq, operation.since, operation.limit).map(entry)
      case 'unprojected':
        return this.#all('SELECT * FROM entries WHERE session_id = ? AND projected = 0 ORDER BY seq', operation.sessionId).map(entry)
      case 'behind':
        return this.#all('SELECT DISTINCT session_id FROM entries WHERE projected = 0').map((row) => behindRow.parse(row).session_id)
      case 'openChanges': {
        const sql = 'SELECT path, kind, at, "by", from_path, files FROM changes WHERE session_id = ? AND entry_seq IS NULL ORDER BY id'
        return this.#all(sql, operation.sessionId).map(change)
      }
      case 'recentChanges':
        return this.#recentChanges(operation)
      case 'saveMetrics':
        return this.#write('INSERT OR REPLACE INTO metrics (grain, at, data) VALUES (?, ?, ?)', operation.grain, operation.at, operation.data)
      case 'metrics': {
        const sql = 'SELECT data FROM metrics WHERE grain = ? AND at BETWEEN ? AND ? ORDER BY at DESC LIMIT ?'
        return this.#all(sql, operation.grain, operation.from, operation.to, operation.limit).map(data).reverse()
      }
      case 'markMetricsGone':
        return this.#write('DELETE FROM metrics WHERE grain = ? AND at < ?', operation.grain, operation.before)
      case 'markArchived':
        for (const id of operation.sessionIds) this.#write('UPDATE sessions SET archived = 1 WHERE id = ?', id)
        return null
      case 'saveSummary':
        this.#index.saveSummary(operation.sessionId, operation.summary)
        return null
      case 'markIndexed':
        return this.#index.catchUp(operation.limit)
      case 'head':
        return this.#head(operation.sessionId)
      case 'checkChain':
        return this.#checkChain(operation)
      case 'pragmas':
        return this.#pragmas()
      case 'markWritable':
        this.#sql.exec(`PRAGMA user_version = ${SCHEMA}`)
        return null
      default:
        return assertNever(operation)
    }
  }

  #pragmas(): Pragmas {
    const read = (name: keyof Pragmas): unknown => this.#sql.prepare(`PRAGMA ${name}`).get()?.[name]
    return { journal_mode: read('journal_mode'), synchronous: read('synchronous'), fullfsync: read('fullfsync'), user_version: read('user_version') }
  }

  #saveSession(session: Session): null {
    const { id, backlog_id, repo, state, started_at } = session
    // Not `INSERT OR REPLACE`: a replaced row would take its entries with it (foreign keys).
    const sql = `INSERT INTO sessions (id, backlog_id, repo, state, started_at, data) VALUES (?, ?, ?, ?, ?, ?)
      ON CONFLICT (id) DO UPDATE SET state = excluded.state, data = excluded.data`
    return this.#write(sql, id, backlog_id, repo, state, started_at, JSON.stringify(session))
  }

  #record(record: SessionRecord): Entry[] {
    const { session } = record
    this.#saveSession(session)
    for (const { at, kind, path, by = null, from = null, files = null } of record.changes) {
      this.#write(
        'INSERT INTO changes (session_id, at, kind, path, "by", from_path, files) VALUES (?, ?, ?, ?, ?, ?, ?)',
        session.id,
        at,
        kind,
        path,
        by,
        from,
        files,
      )
    }
    const entries = record.entries.map((fresh) => this.#insertEntry(fresh))
    const telling = entries.find((fresh) => fresh.kind === 'change')
    if (telling !== undefined) this.#write('UPDATE changes SET entry_seq = ? WHERE session_id = ? AND entry_seq IS NULL', telling.seq, session.id)
    return entries
  }

  #saveSnapshot(delta: SnapshotDelta): void {
    if (delta.replace) this.#write('DELETE FROM snapshot_files WHERE repo = ?', delta.repo)
    for (const path of delta.removals) this.#write('DELETE FROM snapshot_files WHERE repo = ? AND path = ?', delta.repo, path)
    for (const [path, stamp] of delta.upserts) {
      this.#write('INSERT OR REPLACE INTO snapshot_files (repo, path, stamp) VALUES (?, ?, ?)', delta.repo, path, stamp)
    }
  }

  #insertEntry(fresh: NewEntry): Entry {
    const { idem = null, ...told } = fresh
    const { session_id, at, kind, lines } = told
    const digest = chainDigest(this.#head(session_id).digest, told)
    const sql = 'INSERT INTO entries (session_id, at, kind, lines, digest, idem) VALUES (?, ?, ?, ?, ?, ?) RETURNING seq'
    const { seq } = seqRow.parse(this.#all(sql, session_id, at, kind, JSON.stringify(lines), digest, idem)[0])
    this.#write('UPDATE sessions SET head = ?, head_seq = ? WHERE id = ?', digest, seq, session_id)
    return { ...told, seq }
  }

  #head(sessionId: string): ChainLink {
    const [row] = this.#all('SELECT head AS digest, head_seq AS seq FROM sessions WHERE id = ?', sessionId)
    return row === undefined ? { digest: CHAIN_START, seq: 0 } : linkRow.parse(row)
  }

  #checkChain({ sessionId, after, limit }: Extract<StoreOperation, { kind: 'checkChain' }>): ChainCheck {
    const sql = 'SELECT * FROM entries WHERE session_id = ? AND seq > ? ORDER BY seq LIMIT ?'
    const rows = this.#all(sql, sessionId, after.seq, limit)
    return checkChain({ after, rows, head: rows.length < limit ? this.#head(sessionId) : null })
  }

  #entries(operation: Extract<StoreOperation, { kind: 'entries' }>): Entry[] {
    const { sessionId, sinceSeq, beforeSeq = Number.MAX_SAFE_INTEGER, limit, newest } = operation
    const [whose, ids] = sessionId === null ? ['', []] : ['session_id = ? AND', [sessionId]]
    const sql = `SELECT * FROM entries WHERE ${whose} seq > ? AND seq < ? ORDER BY seq ${newest ? 'DESC' : 'ASC'} LIMIT ?`
    const found = this.#all(sql, ...ids, sinceSeq, beforeSeq, limit).map(entry)
    return newest ? found.reverse() : found
  }

  /** By entry, since there is an index for that: a session may have a million changes. */
  #recentChanges({ sessionId, limit }: Extract<StoreOperation, { kind: 'recentChanges' }>): Change[] {
    const sql = `SELECT path, kind, at, "by", from_path, files FROM (
      SELECT * FROM (SELECT * FROM changes WHERE session_id = ?1 AND entry_seq IS NULL ORDER BY id DESC LIMIT ?2)
      UNION ALL
      SELECT * FROM changes WHERE entry_seq IN (SELECT seq FROM entries WHERE session_id = ?1 AND kind = 'change' ORDER BY seq DESC LIMIT 50)
    ) ORDER BY id DESC LIMIT ?2`
    return this.#all(sql, sessionId, limit).map(change)
  }

  #write(sql: string, ...values: SQLInputValue[]): null {
    this.#statement(sql).run(...values)
    return null
  }

  #all(sql: string, ...values: SQLInputValue[]): unknown[] {
    return this.#statement(sql).all(...values)
  }

  #statement(sql: string): ReturnType<DatabaseSync['prepare']> {
    const known = this.#prepared.get(sql) ?? this.#sql.prepare(sql)
    this.#prepared.set(sql, known)
    return known
  }
}

function data(row: unknown): unknown {
  return JSON.parse(dataRow.parse(row).data)
}

function snapshotFile(row: unknown): [path: string, stamp: string] {
  const { path, stamp } = snapshotRow.parse(row)
  return [path, stamp]
}

/** What was not known has no key. */
function change(row: unknown): Change {
  const { path, kind, at, by, from_path: from, files } = changeRow.parse(row)
  return { path, kind, at, ...(by ? { by } : {}), ...(from === null ? {} : { from }), ...(files === null ? {} : { files }) }
}

function entry(row: unknown): Entry {
  return entryRow.parse(row)
}
