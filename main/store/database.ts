/**
 * Opens the store: the lock that makes this process its only owner, the pragmas that make a commit last, the migrations.
 * Not queueing, threads or the SQL of operations. Invariant: what a transaction committed without throwing is on the
 * disk (WAL, synchronous=FULL).
 */
import { chmodSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ScribeError } from '../../shared/domain/error.ts'
import { migrate, refuseNewer, SCHEMA, schemaOf } from './migrate.ts'
import { sqliteCode } from './refusal.ts'

/** SQLite's result codes for "somebody else has it": SQLITE_BUSY and SQLITE_LOCKED. */
const BUSY_CODES = new Set([5, 6])

/** On macOS fsync alone leaves data in the drive's cache (SQLite's documentation of fullfsync). */
const REQUIRED: Readonly<Record<string, unknown>> = { journal_mode: 'wal', synchronous: 2 }
const REQUIRED_ON_MAC: Readonly<Record<string, unknown>> = { ...REQUIRED, fullfsync: 1, checkpoint_fullfsync: 1 }

/** An open store file and the lock that makes this process its only writer. */
export interface Database {
  /** The connection; another one after `renew`. */
  readonly sql: DatabaseSync
  /**
   * Goes on with a new connection. After an I/O error the system may have dropped what the old file descriptors were to
   * write, without saying so again. Throws what opening throws and then keeps the old one.
   */
  renew(): void
  close(): void
}

/**
 * Opens (and if needed creates or migrates) the store in `folder`; `onMigrating` hears of an old one before that begins.
 * Throws `store.owned` when another process holds it, `store.newer` when a newer Scribe wrote it.
 */
export function openDatabase(folder: string, onMigrating: () => void = () => undefined): Database {
  const path = join(folder, 'scribe.db')
  const lock = takeOwnership(join(folder, 'owner.lock'))
  try {
    let sql = connect(path, onMigrating)
    return {
      get sql() {
        return sql
      },
      renew: () => {
        const old = sql
        sql = connect(path, onMigrating)
        // Only now: the last connection that closes empties the write-ahead log into the file, over the same descriptors.
        old.close()
      },
      close: () => closeAll(sql, lock),
    }
  } catch (error) {
    lock.close()
    throw error
  }
}

function connect(path: string, onMigrating: () => void): DatabaseSync {
  refuseNewer(path)
  const sql = new DatabaseSync(path, { timeout: 3000 })
  try {
    applyPragmas(sql)
    if (schemaOf(sql) < SCHEMA) {
      onMigrating()
      migrate(sql, path)
    }
    chmodSync(path, 0o600)
    return sql
  } catch (error) {
    sql.close()
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
  if (process.platform === 'darwin') sql.exec('PRAGMA fullfsync = 1; PRAGMA checkpoint_fullfsync = 1')
  requireDurable(sql, process.platform)
}

/** Throws `store.failed` where a commit would not survive a power cut (a file system without shared memory, for example). */
export function requireDurable(sql: DatabaseSync, platform: NodeJS.Platform): void {
  for (const [name, wanted] of Object.entries(platform === 'darwin' ? REQUIRED_ON_MAC : REQUIRED)) {
    const found = sql.prepare(`PRAGMA ${name}`).get()?.[name]
    if (found !== wanted) throw new ScribeError('store.failed', `The store cannot be made durable here (${name} is ${String(found)}, not ${String(wanted)}).`)
  }
}

function isBusy(error: unknown): boolean {
  const code = sqliteCode(error)
  return code !== null && BUSY_CODES.has(code)
}
