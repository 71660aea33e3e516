import { spawnSync } from 'node:child_process'
import { mkdirSync, readdirSync, readFileSync, renameSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openDatabase, requireDurable } from './database.ts'
import { SCHEMA, schemaOf } from './migrate.ts'

suite('main/store/database', () => {
  let folder: string
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => removeFolder(folder))

  const raw = (): DatabaseSync => new DatabaseSync(join(folder, 'scribe.db'))

  test('commits go through a write-ahead log that is flushed each time', () => {
    const { sql, close } = openDatabase(folder)
    const pragma = (name: string): unknown => sql.prepare(`PRAGMA ${name}`).get()?.[name]
    expect(['journal_mode', 'synchronous', 'foreign_keys'].map(pragma)).toEqual(['wal', 2, 1])
    close()
  })

  test('the file is for its owner only', () => {
    openDatabase(folder).close()
    expect(statSync(join(folder, 'scribe.db')).mode & 0o777).toBe(0o600)
  })

  test('a store that is there already is opened as it is', () => {
    const first = openDatabase(folder)
    first.sql.exec("INSERT INTO repositories VALUES ('/r', 1, '{}')")
    const version = schemaOf(first.sql)
    first.close()
    const second = openDatabase(folder)
    expect(second.sql.prepare('SELECT root FROM repositories').all()).toEqual([{ root: '/r' }])
    expect([version, schemaOf(second.sql)]).toEqual([SCHEMA, SCHEMA])
    second.close()
  })

  test('it has one owner, also across processes', () => {
    const { close } = openDatabase(folder)
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.owned' }))
    const database = new URL('./database.ts', import.meta.url).href
    const script = `const { openDatabase } = await import(process.argv[2]); try { openDatabase(process.argv[1]) } catch (error) { process.stdout.write(error.code) }`
    const other = spawnSync(process.execPath, ['--input-type=module', '-e', script, folder, database], { encoding: 'utf8' })
    expect(other.stdout).toBe('store.owned')
    close()
    openDatabase(folder).close()
  })

  test('an owner that died leaves the store free', () => {
    const database = new URL('./database.ts', import.meta.url).href
    const script = `const { openDatabase } = await import(process.argv[2]); openDatabase(process.argv[1]); process.kill(process.pid, 'SIGKILL')`
    expect(spawnSync(process.execPath, ['--input-type=module', '-e', script, folder, database]).signal).toBe('SIGKILL')
    openDatabase(folder).close()
  })

  test('what a newer Scribe wrote is refused and left as it is', () => {
    openDatabase(folder).close()
    const sql = raw()
    sql.exec('PRAGMA user_version = 99')
    sql.close()
    const before = readFileSync(join(folder, 'scribe.db'))
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.newer' }))
    expect(readFileSync(join(folder, 'scribe.db'))).toEqual(before)
  })

  test('a file that is no database is an error, and nobody owns it afterwards', () => {
    writeFileSync(join(folder, 'scribe.db'), 'not a database, but long enough to be looked at as one'.repeat(40))
    expect(() => openDatabase(folder)).toThrow('not a database')
    removeFolder(join(folder, 'scribe.db'))
    openDatabase(folder).close()
  })

  test('a migration that breaks off is taken back whole', () => {
    const sql = raw()
    sql.exec('CREATE TABLE repositories (root TEXT)')
    sql.close()
    expect(() => openDatabase(folder)).toThrow('already exists')
    const after = raw()
    expect([schemaOf(after), after.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'sessions'").get()]).toEqual([0, { n: 0 }])
    after.close()
  })

  test('a lock file that is none is an error of its own, not another owner', () => {
    writeFileSync(join(folder, 'owner.lock'), 'not a database, but long enough to be looked at as one'.repeat(40))
    expect(() => openDatabase(folder)).toThrow('not a database')
  })

  test('where commits would not last, the store is refused', () => {
    const fleeting = new DatabaseSync(':memory:')
    expect(() => requireDurable(fleeting, 'linux')).toThrow(
      expect.objectContaining({ code: 'store.failed', message: expect.stringContaining('journal_mode is memory') }),
    )
    fleeting.close()
    const sql = raw()
    sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    expect(() => requireDurable(sql, 'linux')).toThrow(expect.objectContaining({ code: 'store.failed', message: expect.stringContaining('synchronous is 1') }))
    sql.close()
  })

  test('on macOS the drive’s cache must be flushed too, at commits and at checkpoints', () => {
    const { sql, close } = openDatabase(folder)
    const refused = (): string => {
      try {
        requireDurable(sql, 'darwin')
        return ''
      } catch (error) {
        return String(error)
      }
    }
    sql.exec('PRAGMA fullfsync = 0; PRAGMA checkpoint_fullfsync = 0')
    expect(refused()).toContain('(fullfsync is 0')
    sql.exec('PRAGMA fullfsync = 1')
    expect(refused()).toContain('checkpoint_fullfsync is 0')
    sql.exec('PRAGMA checkpoint_fullfsync = 1')
    expect(refused()).toBe('')
    close()
  })

  test('a renewed connection sees what the old one committed, and the store stays owned', () => {
    const database = openDatabase(folder)
    database.sql.exec("INSERT INTO repositories VALUES ('/r', 1, '{}')")
    const old = database.sql
    database.renew()
    expect([database.sql === old, old.isOpen]).toEqual([false, false])
    expect(database.sql.prepare('SELECT root FROM repositories').all()).toEqual([{ root: '/r' }])
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.owned' }))
    database.close()
  })

  test('a connection that cannot be renewed stays as it is', () => {
    const database = openDatabase(folder)
    renameSync(join(folder, 'scribe.db'), join(folder, 'away'))
    mkdirSync(join(folder, 'scribe.db'))
    expect(() => database.renew()).toThrow()
    database.sql.exec("INSERT INTO repositories VALUES ('/r', 1, '{}')")
    expect(database.sql.prepare('SELECT root FROM repositories').all()).toEqual([{ root: '/r' }])
    database.close()
  })

  test('a folder that is not there is an error of the system, not another owner', () => {
    expect(() => openDatabase(join(folder, 'missing'))).toThrow('unable to open database file')
    expect(readdirSync(folder)).toEqual([])
  })
})
