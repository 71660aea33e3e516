import { statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { Worker } from 'node:worker_threads'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Change } from '../../shared/domain/entry.ts'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openStore, Store } from './store.ts'
import type { NewEntry, SessionRecord } from './storeProtocol.ts'

const WORKER = new URL('./storeWorker.ts', import.meta.url)
const SESSION = sampleSession({ id: 's1' })
const FAILED = expect.objectContaining({ code: 'store.failed' })

function note(text: string, session_id = 's1'): NewEntry {
  return { session_id, at: 5, kind: 'note', lines: [`- ${text}`] }
}

function record(part: Partial<SessionRecord> = {}) {
  return { kind: 'record' as const, records: [{ session: SESSION, changes: [], entries: [], ...part }] }
}

suite('main/store', () => {
  let folder: string
  let store: Store

  beforeEach(async () => {
    folder = join(tempFolder(), 'data')
    store = await openStore(WORKER, folder)
  })
  afterEach(async () => {
    await store.close()
    removeFolder(join(folder, '..'))
  })

  const count = (table: string): unknown => {
    const reader = new DatabaseSync(join(folder, 'scribe.db'), { readOnly: true })
    const row = reader.prepare(`SELECT count(*) AS n FROM ${table}`).get()
    reader.close()
    return row?.n
  }

  test('the folder is made for its owner only', () => expect(statSync(folder).mode & 0o777).toBe(0o700))

  test('a settled write can be read by another connection at once', async () => {
    for (let n = 1; n <= 20; n++) {
      await store.run(record({ entries: [note(`entry ${n}`)] }))
      expect(count('entries')).toBe(n)
    }
  })

  test('operations of one moment share a commit, and one that fails takes no other with it', async () => {
    const results = await Promise.allSettled([
      store.run({ kind: 'saveSession', session: SESSION }),
      store.run(record({ entries: [note('for nobody', 'missing')] })),
      store.run(record({ entries: [note('kept')] })),
    ])
    expect(results.map((result) => result.status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
    expect(results[1]).toMatchObject({ reason: { code: 'store.failed', message: expect.stringContaining('FOREIGN KEY') } })
    expect(await store.run({ kind: 'entries', sessionId: 's1', sinceSeq: 0, limit: 10, newest: false })).toMatchObject([{ lines: ['- kept'] }])
  })

  test('entries come back in order, from a number on, or the newest of them', async () => {
    const { entries } = await store.run(record({ entries: ['a', 'b', 'c', 'd'].map((text) => note(text)) }))
    const seqs = entries.map((entry) => entry.seq)
    expect(seqs).toEqual([...seqs].sort((a, b) => a - b))
    const texts = async (wish: { sinceSeq: number; limit: number; newest: boolean }): Promise<string[]> => {
      const found = await store.run({ kind: 'entries', sessionId: 's1', ...wish })
      return found.map((entry) => entry.lines[0] ?? '')
    }
    expect(await texts({ sinceSeq: 0, limit: 2, newest: false })).toEqual(['- a', '- b'])
    expect(await texts({ sinceSeq: 0, limit: 2, newest: true })).toEqual(['- c', '- d'])
    expect(await texts({ sinceSeq: seqs[1] ?? 0, limit: 9, newest: false })).toEqual(['- c', '- d'])
  })

  test('what is not yet in a file is known until it is marked', async () => {
    const { entries } = await store.run(record({ entries: [note('a'), note('b')] }))
    expect(await store.run({ kind: 'behind' })).toEqual(['s1'])
    await store.run({ kind: 'markProjected', seqs: [entries[0]?.seq ?? 0] })
    expect(await store.run({ kind: 'unprojected', sessionId: 's1' })).toEqual([entries[1]])
    await store.run({ kind: 'markProjected', seqs: entries.map((entry) => entry.seq) })
    expect([await store.run({ kind: 'behind' }), await store.run({ kind: 'unprojected', sessionId: 's1' })]).toEqual([[], []])
  })

  test('changes are open until an entry tells them', async () => {
    const changes: Change[] = [{ path: 'a.ts', kind: 'added', at: 1 }]
    await store.run(record({ changes }))
    await store.run(record({ changes: [{ path: 'b.ts', kind: 'deleted', at: 2 }], entries: [note('tells nothing')] }))
    expect(await store.run({ kind: 'openChanges', sessionId: 's1' })).toEqual([...changes, { path: 'b.ts', kind: 'deleted', at: 2 }])
    await store.run(record({ entries: [{ ...note('x'), kind: 'change' }] }))
    expect(await store.run({ kind: 'openChanges', sessionId: 's1' })).toEqual([])
  })

  test('saving a session again changes it and keeps its entries', async () => {
    await store.run(record({ entries: [note('kept')] }))
    await store.run({ kind: 'saveSession', session: { ...SESSION, state: 'completed', ended_at: 9 } })
    expect(await store.run({ kind: 'sessions' })).toEqual([{ ...SESSION, state: 'completed', ended_at: 9 }])
    expect(await store.run({ kind: 'entries', sessionId: 's1', sinceSeq: 0, limit: 9, newest: false })).toHaveLength(1)
  })

  test('sessions come in the order of their start, repositories last used first', async () => {
    for (const [id, started_at] of [
      ['late', 30],
      ['early', 10],
    ] as const)
      await store.run({ kind: 'saveSession', session: sampleSession({ id, started_at }) })
    expect((await store.run({ kind: 'sessions' })).map(({ id }) => id)).toEqual(['early', 'late'])
    for (const [root, last_used_at] of [
      ['/a', 1],
      ['/b', 3],
      ['/a', 2],
    ] as const)
      await store.run({ kind: 'saveRepository', repository: { root, name: root, branch: null, backlog_id: null, last_used_at } })
    expect((await store.run({ kind: 'repositories' })).map(({ root, last_used_at }) => [root, last_used_at])).toEqual([
      ['/b', 3],
      ['/a', 2],
    ])
  })

  test('the last scan of a repository is kept by its differences', async () => {
    const step = (delta: { replace?: boolean; upserts?: [string, string][]; removals?: string[] }) =>
      store.run({ kind: 'record', records: [], snapshot: { repo: '/r', replace: false, upserts: [], removals: [], ...delta } })
    const files = async (repo = '/r') => Object.fromEntries(await store.run({ kind: 'snapshot', repo }))
    await step({
      upserts: [
        ['a', '1'],
        ['b', '1'],
      ],
    })
    await step({ upserts: [['a', '2']], removals: ['b', 'never there'] })
    expect(await files()).toEqual({ a: '2' })
    await step({ replace: true, upserts: [['c', '1']] })
    expect([await files(), await files('/other')]).toEqual([{ c: '1' }, {}])
  })

  test('a row that something else wrote badly is a refusal, not a wrong answer', async () => {
    await store.run({ kind: 'saveSession', session: SESSION })
    const writer = new DatabaseSync(join(folder, 'scribe.db'))
    writer.exec(`UPDATE sessions SET data = '{"id":"s1"}'`)
    writer.close()
    await expect(store.run({ kind: 'sessions' })).rejects.toThrow(FAILED)
  })

  test('a second owner is refused, and the first goes on', async () => {
    await expect(openStore(WORKER, folder)).rejects.toMatchObject({ code: 'store.owned', message: expect.stringContaining('Another Scribe') })
    expect(await store.run({ kind: 'sessions' })).toEqual([])
  })

  test('what was written before closing is there after opening again', async () => {
    const writes = Array.from({ length: 50 }, (_, n) => store.run({ kind: 'saveSession', session: sampleSession({ id: `s${n}` }) }))
    await Promise.all([store.close(), store.close()])
    expect(await Promise.all(writes)).toEqual(new Array(50).fill(null))
    store = await openStore(WORKER, folder)
    expect(await store.run({ kind: 'sessions' })).toHaveLength(50)
  })

  test('a closed store refuses', async () => {
    const closing = store.close()
    await expect(store.run({ kind: 'sessions' })).rejects.toMatchObject({ code: 'daemon.shuttingDown' })
    await closing
    await expect(store.run({ kind: 'sessions' })).rejects.toThrow(FAILED)
  })

  test('more than may wait is refused at once, what waits is served', async () => {
    const served = Array.from({ length: 10_000 }, () => store.run({ kind: 'behind' }))
    await expect(store.run({ kind: 'behind' })).rejects.toMatchObject({ code: 'limit.overloaded' })
    expect((await Promise.all(served)).length).toBe(10_000)
    expect(await store.run({ kind: 'behind' })).toEqual([])
  })
})

suite('main/store, opening and dying', () => {
  let folder: string
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(() => removeFolder(folder))

  test('a newer store is refused by name, a broken one as failed', async () => {
    await (await openStore(WORKER, folder)).close()
    const sql = new DatabaseSync(join(folder, 'scribe.db'))
    sql.exec('PRAGMA user_version = 99')
    sql.close()
    await expect(openStore(WORKER, folder)).rejects.toMatchObject({ code: 'store.newer' })
    writeFileSync(join(folder, 'scribe.db'), 'no database'.repeat(500))
    await expect(openStore(WORKER, folder)).rejects.toMatchObject({ code: 'store.failed', message: expect.stringContaining('not a database') })
  })

  test('a thread that cannot begin is a refusal', async () => {
    await expect(openStore(new URL('./missing.ts', import.meta.url), folder)).rejects.toMatchObject({ code: 'store.failed' })
  })

  test('when the thread dies, everything that waits and all that comes later is refused', async () => {
    const worker = new Worker(WORKER, { workerData: { folder } })
    const store = new Store(worker)
    const waiting = [store.run({ kind: 'sessions' })]
    await Promise.all(waiting)
    // Something that is no request at all: a fault of ours, and the thread stops.
    worker.postMessage({})
    const refused = [1, 2, 3].map(() => store.run({ kind: 'saveSession', session: SESSION }))
    for (const result of await Promise.allSettled(refused)) expect(result).toMatchObject({ status: 'rejected', reason: { code: 'store.failed' } })
    await expect(store.run({ kind: 'sessions' })).rejects.toMatchObject({ code: 'store.failed', message: 'The store stopped working.' })
    await store.close()
  })

  test('a thread that is ended from outside refuses what waits', async () => {
    const worker = new Worker(WORKER, { workerData: { folder } })
    const store = new Store(worker)
    const waiting = store.run({ kind: 'sessions' })
    const ended = worker.terminate()
    await expect(waiting).rejects.toMatchObject({ code: 'store.failed', message: 'The store is closed.' })
    await ended
  })
})

/** A thread that answers as the store's would on a disk that refuses; a message `full`, `io` or `well` changes its mind. */
const FAILING_THREAD = `
const { parentPort } = require('node:worker_threads')
let mood = 'full'
parentPort.on('message', (request) => {
  if (request === null) return parentPort.close()
  if (typeof request === 'string') return void (mood = request)
  const { id, operation } = request
  if (mood === 'well') parentPort.postMessage({ id, ok: true, answer: null, wrote: operation.kind.startsWith('mark') })
  else parentPort.postMessage({ id, ok: false, code: mood === 'io' ? 'store.failed' : 'store.full', message: mood, disk: mood !== 'odd' })
})`

suite('main/store, a disk that refuses', () => {
  let worker: Worker
  let store: Store
  let heard: (string | null)[]
  beforeEach(() => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    worker = new Worker(FAILING_THREAD, { eval: true })
    store = new Store(worker)
    heard = []
    store.watchHealth((fault) => heard.push(fault?.code ?? null))
  })
  afterEach(async () => {
    await store.close()
    vi.useRealTimers()
  })

  const write = (): Promise<unknown> => store.run({ kind: 'markProjected', seqs: [] })

  test('each call is refused by name, and the fault is told once', async () => {
    for (let n = 0; n < 3; n++) await expect(write()).rejects.toMatchObject({ code: 'store.full', message: 'full' })
    expect(heard).toEqual(['store.full'])
    worker.postMessage('io')
    await expect(write()).rejects.toMatchObject({ code: 'store.failed', message: 'The store refused: io.' })
    expect(heard).toEqual(['store.full'])
  })

  test('somebody who listens later hears of it at once', async () => {
    await write().catch(() => undefined)
    const late: (string | null)[] = []
    store.watchHealth((fault) => late.push(fault?.code ?? null))
    expect(late).toEqual(['store.full'])
  })

  test('it is asked each second whether it takes writes again, without anybody calling', async () => {
    await write().catch(() => undefined)
    worker.postMessage('well')
    vi.advanceTimersByTime(999)
    await store.run({ kind: 'behind' })
    expect(heard).toEqual(['store.full'])
    vi.advanceTimersByTime(1)
    await store.run({ kind: 'behind' })
    expect(heard).toEqual(['store.full', null])
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a question that is refused is asked again', async () => {
    await write().catch(() => undefined)
    vi.advanceTimersByTime(1_000)
    await store.run({ kind: 'behind' }).catch(() => undefined)
    expect([heard, vi.getTimerCount()]).toEqual([['store.full'], 1])
  })

  test('a write that works is the answer too; reading is not', async () => {
    await write().catch(() => undefined)
    worker.postMessage('well')
    await store.run({ kind: 'behind' })
    expect(heard).toEqual(['store.full'])
    await write()
    expect(heard).toEqual(['store.full', null])
  })

  test('an operation that is wrong in itself says nothing of the disk', async () => {
    worker.postMessage('odd')
    await expect(write()).rejects.toMatchObject({ code: 'store.full' })
    expect([heard, vi.getTimerCount()]).toEqual([[], 0])
  })

  test('closing ends the asking', async () => {
    await write().catch(() => undefined)
    vi.useRealTimers()
    await store.close()
    expect(heard).toEqual(['store.full'])
  })
})
