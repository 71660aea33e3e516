import { chmodSync, copyFileSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openDatabase } from './database.ts'
import { CHAIN_START, chainDigest } from './entryChain.ts'
import { SCHEMA, schemaOf } from './migrate.ts'
import { first } from './migrations/001-first.ts'
import { Operations } from './operations.ts'

/** More than one page of the migration. */
const ENTRIES = 2_345

suite('main/store/migrate', () => {
  let folder: string
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => removeFolder(folder))

  const path = (name = 'scribe.db'): string => join(folder, name)
  const read = <T>(name: string, look: (sql: DatabaseSync) => T): T => {
    const sql = new DatabaseSync(path(name), { readOnly: true })
    try {
      return look(sql)
    } finally {
      sql.close()
    }
  }

  /** A store as the first version left it: two sessions, entries of both in turns, a change that no entry has told. */
  const plantFirst = (entries = ENTRIES): void => {
    const sql = new DatabaseSync(path())
    sql.exec(`PRAGMA journal_mode = WAL; BEGIN; ${first}; PRAGMA user_version = 1`)
    for (const id of ['s1', 's2']) {
      sql.prepare('INSERT INTO sessions VALUES (?, ?, ?, ?, ?, ?)').run(id, 'B-1', '/r', 'recording', 5, JSON.stringify(sampleSession({ id })))
    }
    const insert = sql.prepare('INSERT INTO entries (session_id, at, kind, lines, projected) VALUES (?, ?, ?, ?, 1)')
    for (let n = 0; n < entries; n++) insert.run(`s${1 + (n % 2)}`, n, 'note', JSON.stringify([`- ünï ${n}`]))
    sql.exec("INSERT INTO changes (session_id, at, kind, path) VALUES ('s1', 7, 'added', 'a.ts')")
    sql.exec('COMMIT')
    sql.close()
  }

  test('an old store keeps everything and gets the chain its entries would have had', () => {
    plantFirst()
    const { sql, close } = openDatabase(folder)
    const operations = new Operations(sql)
    expect(schemaOf(sql)).toBe(SCHEMA)
    for (const sessionId of ['s1', 's2']) {
      const found = operations.run({ kind: 'entries', sessionId, sinceSeq: 0, limit: 9_999, newest: false }) as { at: number; lines: string[] }[]
      const digest = found.reduce((previous, { at, lines }) => chainDigest(previous, { session_id: sessionId, at, kind: 'note', lines }), CHAIN_START)
      expect(found.length).toBeGreaterThan(1_000)
      expect(operations.run({ kind: 'head', sessionId })).toMatchObject({ digest })
      expect(operations.run({ kind: 'checkChain', sessionId, after: { seq: 0, digest: CHAIN_START }, limit: 9_999 })).toMatchObject({
        entries: found.length,
        brokenAt: null,
        more: false,
      })
    }
    expect(operations.run({ kind: 'openChanges', sessionId: 's1' })).toEqual([{ path: 'a.ts', kind: 'added', at: 7 }])
    expect(operations.run({ kind: 'behind' })).toEqual([])
    close()
  })

  test('before it is touched it is copied, for its owner only, and the copy is a store of the old schema', () => {
    plantFirst(10)
    openDatabase(folder).close()
    expect(readdirSync(folder).sort()).toEqual(['owner.lock', 'scribe.db', 'scribe.db.before-2'])
    expect(statSync(path('scribe.db.before-2')).mode & 0o777).toBe(0o600)
    const old = read('scribe.db.before-2', (sql) => [schemaOf(sql), sql.prepare('SELECT count(*) AS n FROM entries').get()?.n])
    expect(old).toEqual([1, 10])
  })

  test('a new store has nothing to copy', () => {
    openDatabase(folder).close()
    expect(readdirSync(folder).sort()).toEqual(['owner.lock', 'scribe.db'])
  })

  test('going back to the copy and forward again loses nothing of the first version', () => {
    plantFirst(10)
    openDatabase(folder).close()
    copyFileSync(path('scribe.db.before-2'), path())
    expect(read('scribe.db', schemaOf)).toBe(1)
    const { sql, close } = openDatabase(folder)
    expect(sql.prepare('SELECT count(*) AS n FROM entries WHERE digest <> ?').get('')?.n).toBe(10)
    close()
  })

  test('what an earlier try left unfinished or complete is replaced', () => {
    plantFirst(10)
    writeFileSync(path('scribe.db.before-2.tmp'), 'half a copy')
    writeFileSync(path('scribe.db.before-2'), 'of another time')
    openDatabase(folder).close()
    expect(readdirSync(folder).sort()).toEqual(['owner.lock', 'scribe.db', 'scribe.db.before-2'])
    expect(read('scribe.db.before-2', schemaOf)).toBe(1)
  })

  test('where no copy can be made, the store is left as it is', () => {
    plantFirst(10)
    mkdirSync(path('scribe.db.before-2.tmp'))
    writeFileSync(path('scribe.db.before-2.tmp/x'), '')
    expect(() => openDatabase(folder)).toThrow()
    expect(read('scribe.db', (sql) => [schemaOf(sql), sql.prepare('SELECT count(*) AS n FROM entries').get()?.n])).toEqual([1, 10])
  })

  test('an entry whose lines cannot be read stops the migration whole, and the copy stays', () => {
    plantFirst(10)
    const sql = new DatabaseSync(path())
    sql.exec("UPDATE entries SET lines = 'not json' WHERE seq = 7")
    sql.close()
    expect(() => openDatabase(folder)).toThrow('JSON')
    expect(read('scribe.db', (after) => [schemaOf(after), after.prepare("SELECT count(*) AS n FROM pragma_table_info('entries')").get()?.n])).toEqual([1, 6])
    expect(readdirSync(folder)).toContain('scribe.db.before-2')
  })

  test('a store of a later Scribe is not touched, whatever else stands there', () => {
    openDatabase(folder).close()
    const sql = new DatabaseSync(path())
    sql.exec(`PRAGMA user_version = ${SCHEMA + 1}`)
    sql.close()
    chmodSync(path(), 0o644)
    const before = readFileSync(path())
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.newer' }))
    expect([readFileSync(path()), statSync(path()).mode & 0o777]).toEqual([before, 0o644])
  })
})
