import { spawnSync } from 'node:child_process'
import { readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openDatabase, pragma, requireDurable } from './database.ts'

suite('main/store/database', () => {
  let folder: string
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => removeFolder(folder))

  const raw = (): DatabaseSync => new DatabaseSync(join(folder, 'scribe.db'))

  test('commits go through a write-ahead log that is flushed each time', () => {
    const { sql, close } = openDatabase(folder)
    expect([pragma(sql, 'journal_mode'), pragma(sql, 'synchronous')]).toEqual(['wal', 2])
    expect(sql.prepare('PRAGMA foreign_keys').get()).toEqual({ foreign_keys: 1 })
    close()
  })

  test('the file is for its owner only', () => {
    openDatabase(folder).close()
    expect(statSync(join(folder, 'scribe.db')).mode & 0o777).toBe(0o600)
  })

  test('a store that is there already is opened as it is', () => {
    const first = openDatabase(folder)
    first.sql.exec("INSERT INTO repositories VALUES ('/r', 1, '{}')")
    const version = pragma(first.sql, 'user_version')
    first.close()
    const second = openDatabase(folder)
    expect(second.sql.prepare('SELECT root FROM repositories').all()).toEqual([{ root: '/r' }])
    expect([version, pragma(second.sql, 'user_version')]).toEqual([1, 1])
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
    expect(() => openDatabase(folder)).toThrow(expect.objectContaining({ code: 'store.newer' }))
    const after = raw()
    expect(pragma(after, 'user_version')).toBe(99)
    after.close()
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
    expect([pragma(after, 'user_version'), after.prepare("SELECT count(*) AS n FROM sqlite_master WHERE name = 'sessions'").get()]).toEqual([0, { n: 0 }])
    after.close()
  })

  test('a lock file that is none is an error of its own, not another owner', () => {
    writeFileSync(join(folder, 'owner.lock'), 'not a database, but long enough to be looked at as one'.repeat(40))
    expect(() => openDatabase(folder)).toThrow('not a database')
  })

  test('where commits would not last, the store is refused', () => {
    const fleeting = new DatabaseSync(':memory:')
    expect(() => requireDurable(fleeting)).toThrow(expect.objectContaining({ code: 'store.failed', message: expect.stringContaining('journal memory') }))
    fleeting.close()
    const sql = raw()
    sql.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL')
    expect(() => requireDurable(sql)).toThrow(expect.objectContaining({ code: 'store.failed', message: expect.stringContaining('synchronous 1') }))
    sql.close()
  })

  test('a folder that is not there is an error of the system, not another owner', () => {
    expect(() => openDatabase(join(folder, 'missing'))).toThrow('unable to open database file')
    expect(readdirSync(folder)).toEqual([])
  })
})
