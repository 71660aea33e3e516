/**
 * The only file that knows `node:sqlite`. Owns opening (lock, pragmas, migrations) and the SQL of every operation;
 * not queueing or threads. Invariant: what `commit` returned without throwing is on the disk (WAL, synchronous=FULL).
 */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ScribeError } from '../../shared/domain/error.ts'
import { first } from './migrations/001-first.ts'

/** Schema `n` is reached by running migration `n - 1`. */
const MIGRATIONS: readonly string[] = [first]

/** SQLite's result codes for "somebody else has it": SQLITE_BUSY and SQLITE_LOCKED. */
const BUSY_CODES = new Set([5, 6])

/** An open store file and the lock that makes this process its only writer. */
export interface Database {
  readonly sql: DatabaseSync
  close(): void
}

/**
 * Opens (and if needed creates or migrates) the store in `folder`.
 * Throws `store.owned` when another process holds it, `store.newer` when a newer Scribe wrote it.
 */
export function openDatabase(folder: string): Database {
  const lock = takeOwnership(join(folder, 'owner.lock'))
  try {
    const sql = new DatabaseSync(join(folder, 'scribe.db'), { timeout: 3000 })
    try {
      applyPragmas(sql)
      migrate(sql)
      chmodSync(join(folder, 'scribe.db'), 0o600)
    } catch (error) {
      sql.close()
      throw error
    }
    return { sql, close: () => closeAll(sql, lock) }
  } catch (error) {
    lock.close()
    throw error
  }
}

/** An exclusive transaction that is never ended: the system drops it with the process, however that dies. */
function takeOwnership(path: string): DatabaseSync {
  const lock = new DatabaseSync(path, { timeout: 0 })
  try {
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock.close()
    if (isBusy(error)) throw new ScribeError('store.owned', 'Another Scribe is running with the same data folder.', { cause: error })
    throw error
  }
}

function closeAll(sql: DatabaseSync, lock: DatabaseSync): void {
  try {
    sql.close()
  } finally {
    lock.close()
  }
}

function applyPragmas(sql: DatabaseSync): void {
  sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA foreign_keys = ON; PRAGMA temp_store = MEMORY')
  // On macOS fsync alone leaves data in the drive's cache (SQLite's documentation of fullfsync).
  if (process.platform === 'darwin') sql.exec('PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1')
  requireDurable(sql)
}

/** Throws `store.failed` where a commit would not survive a power cut (a file system without shared memory, for example). */
export function requireDurable(sql: DatabaseSync): void {
  const journal = pragma(sql, 'journal_mode')
  const synchronous = pragma(sql, 'synchronous')
  if (journal !== 'wal' || synchronous !== 2) {
    throw new ScribeError('store.failed', `The store cannot be made durable here (journal ${String(journal)}, synchronous ${String(synchronous)}).`)
  }
}

/** The value a pragma has now, read back from SQLite. */
export function pragma(sql: DatabaseSync, name: 'journal_mode' | 'synchronous' | 'user_version'): unknown {
  return sql.prepare(`PRAGMA ${name}`).get()?.[name]
}

function migrate(sql: DatabaseSync): void {
  const version = Number(pragma(sql, 'user_version'))
  if (version > MIGRATIONS.length) {
    throw new ScribeError('store.newer', 'The data folder was written by a newer Scribe. Update Scribe to open it.')
  }
  for (const [index, migration] of MIGRATIONS.entries()) {
    if (index >= version) sql.exec(`BEGIN IMMEDIATE; ${migration}; PRAGMA user_version = ${index + 1}; COMMIT`)
  }
}

function isBusy(error: unknown): boolean {
  return error instanceof Error && 'errcode' in error && BUSY_CODES.has(Number(error.errcode) & 0xff)
}
