/**
 * Brings an older store to the schema of this program, one step at a time, each in a transaction of its own. Before the
 * first step the whole store is copied beside itself, so that the person can go back to an older Scribe. Killed anywhere, the next
 * start goes on where it was: a copy counts only once it is complete, a step only once it is committed.
 */
import { chmodSync, closeSync, existsSync, fsyncSync, openSync, renameSync, rmSync } from 'node:fs'
import { dirname } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { ScribeError } from '../../shared/domain/error.ts'
import { first } from './migrations/001-first.ts'
import { chain } from './migrations/002-chain.ts'
import { idempotency } from './migrations/003-idempotency.ts'
import { search } from './migrations/004-search.ts'
import { metrics } from './migrations/005-metrics.ts'
import { sqliteCode } from './refusal.ts'

/** Step `n` (counted from 0) leads to schema `n + 1`. */
const STEPS: readonly ((sql: DatabaseSync) => void)[] = [
  (sql) => sql.exec(first),
  chain,
  (sql) => sql.exec(idempotency),
  (sql) => sql.exec(search),
  (sql) => sql.exec(metrics),
]

/** SQLite's result code for a file it may not write. */
const READONLY = 8

/** The schema this program reads and writes. */
export const SCHEMA = STEPS.length

/** The schema of an open store; 0 when it is new. */
export function schemaOf(sql: DatabaseSync): number {
  return Number(sql.prepare('PRAGMA user_version').get()?.user_version)
}

/** Throws `store.newer` when a newer Scribe wrote the store at `path`. Looks without being able to write. */
export function refuseNewer(path: string): void {
  if (!existsSync(path)) return
  const found = peek(path, true) ?? peek(path, false)
  if (found !== null && found > SCHEMA) throw new ScribeError('store.newer', 'The data folder was written by a newer Scribe. Update Scribe to open it.')
}

/** `null` where only writing could tell: a process was killed before the store had its write-ahead log. */
function peek(path: string, readOnly: boolean): number | null {
  const sql = new DatabaseSync(path, { readOnly })
  try {
    return schemaOf(sql)
  } catch (error) {
    if (readOnly && sqliteCode(error) === READONLY) return null
    throw error
  } finally {
    sql.close()
  }
}

/** Migrates the open store at `path`; each step is there whole or not at all. */
export function migrate(sql: DatabaseSync, path: string): void {
  const found = schemaOf(sql)
  for (const [index, step] of STEPS.entries()) {
    if (index < found) continue
    // A new store has nothing to go back to, and no older Scribe has ever opened what lies between two steps.
    if (found > 0 && index === found) keepCopy(sql, `${path}.before-${index + 1}`)
    inTransaction(sql, () => {
      step(sql)
      sql.exec(`PRAGMA user_version = ${index + 1}`)
    })
  }
}

/** A copy that stands there from an earlier try may be older than the store, so it is replaced. */
function keepCopy(sql: DatabaseSync, target: string): void {
  const unfinished = `${target}.tmp`
  rmSync(unfinished, { force: true })
  sql.prepare('VACUUM INTO ?').run(unfinished)
  chmodSync(unfinished, 0o600)
  // SQLite does not flush what VACUUM INTO writes.
  flush(unfinished)
  renameSync(unfinished, target)
  flush(dirname(target))
}

function flush(path: string): void {
  const file = openSync(path, 'r')
  try {
    fsyncSync(file)
  } finally {
    closeSync(file)
  }
}

function inTransaction(sql: DatabaseSync, run: () => void): void {
  sql.exec('BEGIN IMMEDIATE')
  try {
    run()
    sql.exec('COMMIT')
  } catch (error) {
    if (sql.isTransaction) sql.exec('ROLLBACK')
    throw error
  }
}
