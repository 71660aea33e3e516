import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { expect, suite, test } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { refusalOf } from './refusal.ts'

/** What SQLite really throws. */
function failureOf(run: (sql: DatabaseSync) => unknown): unknown {
  const sql = new DatabaseSync(':memory:')
  try {
    run(sql)
  } catch (error) {
    return error
  } finally {
    sql.close()
  }
  throw new Error('nothing failed')
}

suite('main/store/refusal', () => {
  test('a full disk has a code of its own', () => {
    const error = failureOf((sql) => sql.exec('CREATE TABLE t (x); PRAGMA max_page_count = 2; INSERT INTO t VALUES (zeroblob(100000))'))
    expect(refusalOf(error)).toEqual({ code: 'store.full', message: expect.stringMatching(/disk is full .*Nothing was recorded/), disk: true })
  })

  test('what an operation did wrong says nothing of the disk', () => {
    for (const wrong of ['SELECT * FROM nothing', 'CREATE TABLE t (x UNIQUE); INSERT INTO t VALUES (1), (1)']) {
      expect(refusalOf(failureOf((sql) => sql.exec(wrong)))).toMatchObject({ code: 'store.failed', disk: false })
    }
    for (const bug of [new TypeError('x'), 'text', undefined]) expect(refusalOf(bug)).toMatchObject({ code: 'store.failed', disk: false })
  })

  test('a file that may not be written, cannot be opened or is no store is the disk’s', () => {
    const folder = tempFolder()
    const path = join(folder, 'scribe.db')
    new DatabaseSync(path).close()
    const open = (file: string, readOnly: boolean) => failureOf(() => new DatabaseSync(file, { readOnly }).exec('CREATE TABLE t (x)'))
    writeFileSync(join(folder, 'text'), 'not a database, but long enough to be looked at as one'.repeat(40))
    mkdirSync(join(folder, 'folder'))
    for (const error of [open(path, true), open(join(folder, 'folder'), false), open(join(folder, 'text'), false)]) {
      expect(refusalOf(error)).toMatchObject({ code: 'store.failed', disk: true })
    }
    removeFolder(folder)
  })

  test('an error that wraps one of SQLite’s is that one; ours keep their code', () => {
    const full = failureOf((sql) => sql.exec('CREATE TABLE t (x); PRAGMA max_page_count = 2; INSERT INTO t VALUES (zeroblob(100000))'))
    expect(refusalOf(new Error('taken back', { cause: full }))).toMatchObject({ code: 'store.full', disk: true })
    expect(refusalOf(new ScribeError('store.newer', 'n'))).toEqual({ code: 'store.newer', message: 'n', disk: false })
    expect(refusalOf(new ScribeError('store.owned', 'o'))).toEqual({ code: 'store.owned', message: 'o', disk: false })
    expect(refusalOf(new ScribeError('git.failed', 'g'))).toMatchObject({ code: 'store.failed' })
  })
})
