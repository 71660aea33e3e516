/**
 * The SQL of each operation, over an open database. Owns statements and the shapes of rows (parsed on the way in from
 * disk); not transactions, which belong to the group commit.
 */
import type { DatabaseSync, SQLInputValue } from 'node:sqlite'
import { z } from 'zod'
import { assertNever } from '../../shared/domain/assertNever.ts'
import { changeSchema, type Entry, entrySchema } from '../../shared/domain/entry.ts'
import { repositorySchema } from '../../shared/domain/repository.ts'
import { type Session, sessionSchema } from '../../shared/domain/session.ts'
import type { NewEntry, SessionRecord, SnapshotDelta, StoreOperation } from './storeProtocol.ts'

const dataRow = z.object({ data: z.string() })
const snapshotRow = z.object({ path: z.string(), stamp: z.string() })
const behindRow = z.object({ session_id: z.string() })
const seqRow = z.object({ seq: z.number() })
const entryRow = entrySchema.extend({ lines: z.string().transform((text) => z.array(z.string()).parse(JSON.parse(text))) })

/** True for operations that change the file and so need a transaction. */
export function writes(operation: StoreOperation): boolean {
  return /^(save|record|mark)/.test(operation.kind)
}

/** Runs operations against one database, keeping prepared statements. */
export class Operations {
  readonly #sql: DatabaseSync
  readonly #prepared = new Map<string, ReturnType<DatabaseSync['prepare']>>()

  constructor(sql: DatabaseSync) {
    this.#sql = sql
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
      case 'sessions':
        return this.#all('SELECT data FROM sessions ORDER BY started_at, id').map((row) => sessionSchema.parse(data(row)))
      case 'repositories':
        return this.#all('SELECT data FROM repositories ORDER BY last_used_at DESC LIMIT 100').map((row) => repositorySchema.parse(data(row)))
      case 'snapshot':
        return this.#all('SELECT path, stamp FROM snapshot_files WHERE repo = ?', operation.repo).map(snapshotFile)
      case 'entries':
        return this.#entries(operation)
      case 'unprojected':
        return this.#all('SELECT * FROM entries WHERE session_id = ? AND projected = 0 ORDER BY seq', operation.sessionId).map(entry)
      case 'behind':
        return this.#all('SELECT DISTINCT session_id FROM entries WHERE projected = 0').map((row) => behindRow.parse(row).session_id)
      case 'openChanges': {
        const sql = 'SELECT path, kind, at FROM changes WHERE session_id = ? AND entry_seq IS NULL ORDER BY id'
        return this.#all(sql, operation.sessionId).map((row) => changeSchema.parse(row))
      }
      default:
        return assertNever(operation)
    }
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
    for (const change of record.changes) {
      const sql = 'INSERT INTO changes (session_id, at, kind, path) VALUES (?, ?, ?, ?)'
      this.#write(sql, session.id, change.at, change.kind, change.path)
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
    const sql = 'INSERT INTO entries (session_id, at, kind, lines) VALUES (?, ?, ?, ?) RETURNING seq'
    const [row] = this.#all(sql, fresh.session_id, fresh.at, fresh.kind, JSON.stringify(fresh.lines))
    return { ...fresh, seq: seqRow.parse(row).seq }
  }

  #entries(operation: Extract<StoreOperation, { kind: 'entries' }>): Entry[] {
    const order = operation.newest ? 'DESC' : 'ASC'
    const sql = `SELECT * FROM entries WHERE session_id = ? AND seq > ? ORDER BY seq ${order} LIMIT ?`
    const found = this.#all(sql, operation.sessionId, operation.sinceSeq, operation.limit).map(entry)
    return operation.newest ? found.reverse() : found
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

function entry(row: unknown): Entry {
  return entryRow.parse(row)
}
