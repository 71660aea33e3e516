import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type Database, openDatabase } from './database.ts'
import { commitGroup } from './groupCommit.ts'
import { Operations } from './operations.ts'
import type { SessionRecord, StoreOperation, StoreReply } from './storeProtocol.ts'

const SESSION = sampleSession({ id: 's1' })

function save(id: string): StoreOperation {
  return { kind: 'saveSession', session: sampleSession({ id }) }
}

function record(part: Partial<SessionRecord>): StoreOperation {
  return { kind: 'record', records: [{ session: SESSION, changes: [], entries: [], ...part }] }
}

suite('main/store/groupCommit', () => {
  let folder: string
  let database: Database
  let operations: Operations

  beforeEach(() => {
    folder = tempFolder()
    database = openDatabase(folder)
    operations = new Operations(database.sql)
  })
  afterEach(() => {
    database.close()
    removeFolder(folder)
  })

  const commit = (...list: StoreOperation[]): StoreReply[] =>
    commitGroup(
      database.sql,
      operations,
      list.map((operation, index) => ({ id: index + 1, operation })),
    )
  const others = (): DatabaseSync => new DatabaseSync(`${folder}/scribe.db`, { timeout: 0 })
  const storedIds = (): unknown[] => {
    const reader = others()
    const rows = reader.prepare('SELECT id FROM sessions ORDER BY id').all()
    reader.close()
    return rows.map((row) => row.id)
  }

  test('what is answered can be read by another connection', () => {
    expect(commit(save('s1'), save('s2'))).toEqual([
      { id: 1, ok: true, answer: null, wrote: true },
      { id: 2, ok: true, answer: null, wrote: true },
    ])
    expect(storedIds()).toEqual(['s1', 's2'])
  })

  test('an operation that fails takes no other with it, and leaves nothing of itself', () => {
    const halfway = { session_id: 'nobody', at: 1, kind: 'note' as const, lines: ['- x'] }
    const replies = commit(save('s1'), record({ session: sampleSession({ id: 's3' }), entries: [halfway] }), save('s2'))
    expect(replies.map((reply) => reply.ok)).toEqual([true, false, true])
    expect(replies[1]).toMatchObject({ id: 2, message: expect.stringContaining('FOREIGN KEY') })
    expect(storedIds()).toEqual(['s1', 's2'])
  })

  test('more than one transaction holds is committed in several, with answers in order', () => {
    const replies = commit(...Array.from({ length: 600 }, (_, n) => save(`s${String(n).padStart(3, '0')}`)))
    expect(replies.map((reply) => reply.id)).toEqual(Array.from({ length: 600 }, (_, n) => n + 1))
    expect(storedIds()).toHaveLength(600)
  })

  test('reading alone begins no transaction, so it works while another writes', () => {
    commit(save('s1'))
    const writer = others()
    writer.exec('BEGIN IMMEDIATE')
    expect(commit({ kind: 'sessions' })).toEqual([{ id: 1, ok: true, answer: [sampleSession({ id: 's1' })], wrote: false }])
    writer.exec('ROLLBACK')
    writer.close()
  })

  test('when no transaction can begin, all are refused and none is half done', () => {
    database.sql.exec('PRAGMA busy_timeout = 0')
    const writer = others()
    writer.exec('BEGIN IMMEDIATE')
    const replies = commit(save('s1'), { kind: 'sessions' })
    writer.exec('ROLLBACK')
    writer.close()
    expect(replies).toEqual([1, 2].map((id) => ({ id, ok: false, code: 'store.failed', message: expect.stringContaining('locked'), disk: false })))
    expect(storedIds()).toEqual([])
    expect(commit(save('s1'))).toEqual([{ id: 1, ok: true, answer: null, wrote: true }])
  })

  test('when SQLite takes the whole transaction back, no answer of the group stands and nothing after it is written', () => {
    database.sql.exec(`CREATE TRIGGER full BEFORE INSERT ON sessions WHEN NEW.id = 'boom' BEGIN SELECT RAISE(ROLLBACK, 'disk full'); END`)
    const replies = commit(save('s1'), save('boom'), save('s2'))
    expect(replies).toEqual([1, 2, 3].map((id) => ({ id, ok: false, code: 'store.failed', message: 'disk full', disk: false })))
    expect(storedIds()).toEqual([])
    expect(commit(save('s2'))[0]).toMatchObject({ ok: true })
  })

  test('when the commit itself fails, all are refused and taken back', () => {
    database.sql.exec('CREATE TABLE late (id TEXT REFERENCES sessions (id) DEFERRABLE INITIALLY DEFERRED)')
    database.sql.exec(`CREATE TRIGGER late AFTER INSERT ON sessions WHEN NEW.id = 'late' BEGIN INSERT INTO late VALUES ('nobody'); END`)
    const replies = commit(save('s1'), save('late'))
    expect(replies).toEqual([1, 2].map((id) => ({ id, ok: false, code: 'store.failed', message: expect.stringContaining('FOREIGN KEY'), disk: false })))
    expect([database.sql.isTransaction, storedIds()]).toEqual([false, []])
  })

  test('where the file may not grow, what does not fit is refused as a full disk, and what fits is kept', () => {
    commit(save('s1'))
    const pages = Number(database.sql.prepare('PRAGMA page_count').get()?.page_count)
    database.sql.exec(`PRAGMA max_page_count = ${pages + 1}`)
    const long = record({ entries: [{ session_id: 's1', at: 1, kind: 'note', lines: ['x'.repeat(100_000)] }] })
    expect(commit(save('s2'), long)).toEqual([
      { id: 1, ok: true, answer: null, wrote: true },
      { id: 2, ok: false, code: 'store.full', message: expect.stringContaining('Nothing was recorded'), disk: true },
    ])
    expect(storedIds()).toEqual(['s1', 's2'])
    database.sql.exec('PRAGMA max_page_count = 1000000')
    expect(commit(long).map((reply) => reply.ok)).toEqual([true])
  })

  test('something that is no operation is refused like any other failure', () => {
    expect(commit({ kind: 'drop' } as unknown as StoreOperation)).toEqual([
      { id: 1, ok: false, code: 'store.failed', message: expect.stringContaining('drop'), disk: false },
    ])
  })
})
