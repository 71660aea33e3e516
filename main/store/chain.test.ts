import { createHash } from 'node:crypto'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { CHAIN_START, chainDigest } from './entryChain.ts'
import { openStore, type Store } from './store.ts'
import type { ChainCheck } from './storeProtocol.ts'
import { verifyChain } from './verifyChain.ts'

const WORKER = new URL('./storeWorker.ts', import.meta.url)
/** More than one stretch of the verification. */
const ENTRIES = 1_234

suite('main/store, the chain of entries', () => {
  let folder: string
  let store: Store
  beforeEach(async () => {
    folder = tempFolder()
    store = await openStore(WORKER, folder)
  })
  afterEach(async () => {
    await store.close()
    removeFolder(folder)
  })

  const add = (sessionId: string, ...texts: string[]) =>
    store.run({
      kind: 'record',
      records: [
        {
          session: sampleSession({ id: sessionId }),
          changes: [],
          entries: texts.map((text) => ({ session_id: sessionId, at: 5, kind: 'note' as const, lines: [`- ${text}`] })),
        },
      ],
    })
  const verify = (sessionId = 's1'): Promise<Omit<ChainCheck, 'more'>> => verifyChain(store, sessionId)
  /** Something else writes into the file. */
  const tamper = (sql: string): void => {
    const other = new DatabaseSync(join(folder, 'scribe.db'), { timeout: 3_000 })
    other.exec(sql)
    other.close()
  }

  test('a digest can be recomputed without this program', () => {
    const entry = { session_id: 's1', at: 5, kind: 'note', lines: ['- ü'] }
    const json = '{"at":5,"kind":"note","lines":["- ü"],"session_id":"s1"}'
    expect(chainDigest('abc', entry)).toBe(createHash('sha256').update(`abc\n${json}`, 'utf8').digest('hex'))
  })

  test('entries of several sessions make a chain each, and its head follows them', async () => {
    const { entries: one } = await add('s1', 'a')
    const { entries: other } = await add('s2', 'x')
    const { entries: two } = await add('s1', 'b')
    const a = chainDigest(CHAIN_START, { session_id: 's1', at: 5, kind: 'note', lines: ['- a'] })
    const b = chainDigest(a, { session_id: 's1', at: 5, kind: 'note', lines: ['- b'] })
    expect(await store.run({ kind: 'head', sessionId: 's1' })).toEqual({ seq: two[0]?.seq, digest: b })
    expect(await verify()).toEqual({ link: { seq: two[0]?.seq, digest: b }, entries: 2, brokenAt: null })
    expect(await verify('s2')).toMatchObject({ link: { seq: other[0]?.seq }, entries: 1, brokenAt: null })
    expect(one[0]?.seq).toBeLessThan(two[0]?.seq ?? 0)
  })

  test('a session without entries has an empty chain, and so has none at all', async () => {
    await store.run({ kind: 'saveSession', session: sampleSession({ id: 's1' }) })
    for (const id of ['s1', 'nobody']) expect(await verify(id)).toEqual({ link: { seq: 0, digest: CHAIN_START }, entries: 0, brokenAt: null })
  })

  test('saving the session again keeps its head', async () => {
    await add('s1', 'a')
    const head = await store.run({ kind: 'head', sessionId: 's1' })
    await store.run({ kind: 'saveSession', session: sampleSession({ id: 's1', state: 'completed' }) })
    expect(await store.run({ kind: 'head', sessionId: 's1' })).toEqual(head)
  })

  test('a long chain is verified in stretches, while entries are added', async () => {
    await add('s1', ...Array.from({ length: ENTRIES }, (_, n) => `n${n}`))
    const verifying = verify()
    await add('s1', 'meanwhile')
    const found = await verifying
    expect([found.brokenAt, found.entries]).toEqual([null, ENTRIES + 1])
  })

  const TAMPERED: Record<string, { sql: string; brokenAt: number }> = {
    'a changed text': { sql: `UPDATE entries SET lines = '["- other"]' WHERE seq = 1200`, brokenAt: 1200 },
    'a changed time': { sql: 'UPDATE entries SET at = at + 1 WHERE seq = 2', brokenAt: 2 },
    'another kind': { sql: `UPDATE entries SET kind = 'change' WHERE seq = 2`, brokenAt: 2 },
    'lines that are none': { sql: `UPDATE entries SET lines = '{"a":' WHERE seq = 3`, brokenAt: 3 },
    'an entry taken out': { sql: 'DELETE FROM entries WHERE seq = 7', brokenAt: 8 },
    'the last entry taken away': { sql: `DELETE FROM entries WHERE seq = ${ENTRIES}`, brokenAt: ENTRIES },
    'all entries taken away': { sql: 'DELETE FROM entries', brokenAt: ENTRIES },
    'two entries exchanged': {
      sql: 'UPDATE entries SET seq = -1 WHERE seq = 4; UPDATE entries SET seq = 4 WHERE seq = 5; UPDATE entries SET seq = 5 WHERE seq = -1',
      brokenAt: 4,
    },
    'an entry put in': {
      sql: `INSERT INTO entries (session_id, at, kind, lines, digest) VALUES ('s1', 5, 'note', '["- x"]', 'made up')`,
      brokenAt: ENTRIES + 1,
    },
    'another head': { sql: `UPDATE sessions SET head = 'made up'`, brokenAt: ENTRIES },
  }
  test('whatever is done to the file beside the program is found, at the first place', async () => {
    const names: string[] = []
    for (const [name, { sql, brokenAt }] of Object.entries(TAMPERED)) {
      await store.close()
      removeFolder(folder)
      store = await openStore(WORKER, folder)
      await add('s1', ...Array.from({ length: ENTRIES }, (_, n) => `n${n}`))
      expect((await verify()).brokenAt).toBeNull()
      tamper(sql)
      const found = await verify()
      expect([name, found.brokenAt]).toEqual([name, brokenAt])
      expect(found.link.seq).toBeLessThanOrEqual(brokenAt)
      names.push(name)
    }
    expect(names).toHaveLength(Object.keys(TAMPERED).length)
  })

  test('who made a change and what it was called come back, and what is not known has no key', async () => {
    const changes = [
      { path: 'b.ts', kind: 'renamed' as const, at: 1, by: 'agent' as const, from: 'a.ts' },
      { path: 'c.ts', kind: 'added' as const, at: 2 },
    ]
    await store.run({ kind: 'record', records: [{ session: sampleSession({ id: 's1' }), changes, entries: [] }] })
    expect(await store.run({ kind: 'openChanges', sessionId: 's1' })).toEqual(changes)
  })

  test('archived sessions leave the list and keep their record', async () => {
    await add('s1', 'kept')
    await add('s2', 'stays')
    await store.run({ kind: 'markArchived', sessionIds: ['s1', 'nobody'] })
    expect((await store.run({ kind: 'sessions' })).map(({ id }) => id)).toEqual(['s2'])
    expect(await store.run({ kind: 'entries', sessionId: 's1', sinceSeq: 0, limit: 9, newest: false })).toHaveLength(1)
    expect((await verify()).brokenAt).toBeNull()
  })
})
