import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Change, EntryKind } from '../../shared/domain/entry.ts'
import { CitedExtraction } from '../../shared/summaries/citedExtract.ts'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { Reader, type SearchRequest } from './reader.ts'
import { openStore, type Store } from './store.ts'

const WORKER = new URL('./storeWorker.ts', import.meta.url)

function summaryOf(sessionId: string, ...notes: string[]): CitedSummary {
  const extraction = new CitedExtraction()
  for (const [index, note] of notes.entries())
    extraction.add({ place: { kind: 'entry', session_id: sessionId, seq: index + 1 }, at: 1, kind: 'note', lines: [`- ${note}`] })
  return extraction.summary({ session_id: sessionId, backlog_id: 'B-1', now: 50, truncated: false })
}

suite('main/store, search', () => {
  let folder: string
  let store: Store
  let reader: Reader

  beforeEach(async () => {
    folder = tempFolder()
    store = await openStore(WORKER, folder)
    reader = new Reader(join(folder, 'scribe.db'))
  })
  afterEach(async () => {
    reader.close()
    await store.close()
    removeFolder(folder)
  })

  type Told = { readonly kind: EntryKind; readonly at: number; readonly lines: readonly string[] }
  const add = async (session: { id: string; repo?: string }, { lines, ...entry }: Told, changes: readonly Change[] = []): Promise<void> => {
    const entries = [{ session_id: session.id, ...entry, lines: [...lines] }]
    await store.run({ kind: 'record', records: [{ session: sampleSession(session), changes, entries }] })
  }
  const note = (id: string, at: number, text: string): Promise<void> =>
    add({ id, repo: id === 's3' ? '/other' : '/r' }, { kind: 'note', at, lines: [`- ${text}`] })
  const search = async (query: string, more: Partial<SearchRequest> = {}) => {
    while (await store.run({ kind: 'markIndexed', limit: 2 }));
    return reader.search({ query, limit: 10, ...more })
  }
  const found = async (query: string, more: Partial<SearchRequest> = {}): Promise<(number | string)[]> =>
    (await search(query, more)).hits.map(({ seq, session_id }) => seq ?? session_id)

  beforeEach(async () => {
    await note('s1', 10, 'Decision: cache the régistry')
    await note('s2', 20, 'the registry is cached now')
    await add({ id: 's1', repo: '/r' }, { kind: 'commit', at: 30, lines: ['- Commit a1b2c3d4e: Cache the registry'] })
    await note('s3', 40, 'another registry')
    await note('s1', 50, 'nothing of the kind')
  })

  test('words are found in all sessions, newest first, whatever their case and accents', async () => {
    expect(await found('REGISTRY')).toEqual([4, 3, 2, 1])
    expect(await found('registry cached')).toEqual([2])
    expect(await found('"the registry"')).toEqual([3, 2, 1])
    expect(await found('cach*')).toEqual([3, 2, 1])
    expect(await found('a1b2c3d4e')).toEqual([3])
    expect(await found('absent')).toEqual([])
    expect(await found('!!!')).toEqual([])
  })

  test('how many entries each session got in equal spans is told, the busiest first, nothing from outside of the time', () => {
    const activity = (more: object) =>
      reader.sessions.activity({ from: 10, stepMs: 20, steps: 2, limit: 10, ...more }).map(({ session_id, counts }) => [session_id, ...counts])
    expect(activity({})).toEqual([
      ['s1', 1, 1],
      ['s2', 1, 0],
      ['s3', 0, 1],
    ])
    expect(activity({ limit: 1 })).toEqual([['s1', 1, 1]])
    expect(activity({ from: 11, steps: 1 })).toEqual([
      ['s1', 1],
      ['s2', 1],
    ])
    expect(activity({ from: 51 })).toEqual([])
  })

  test('filters narrow it down: session, repository, kind of entry, kind of line, time', async () => {
    expect(await found('registry', { sessions: ['s1'] })).toEqual([3, 1])
    expect(await found('registry', { sessions: ['s1', 's3'] })).toEqual([4, 3, 1])
    expect(await found('registry', { repo: '/other' })).toEqual([4])
    expect(await found('registry', { kinds: ['commit'] })).toEqual([3])
    expect(await found('registry', { kinds: ['decision'] })).toEqual([1])
    expect(await found('registry', { kinds: ['decision', 'commit'] })).toEqual([3, 1])
    expect(await found('registry', { since: 20, until: 30 })).toEqual([3, 2])
    expect(await found('registry', { since: 41 })).toEqual([])
    expect(await found('registry', { until: 9 })).toEqual([])
    expect(await found('registry', { since: 900 })).toEqual([])
  })

  test('an entry is found by its time although the clock was put back before it', async () => {
    await note('s1', 5, 'registry of yesterday')
    expect(await found('registry', { until: 10 })).toEqual([1, 6])
    expect(await found('registry', { since: 40 })).toEqual([4])
  })

  test('the snippet shows where it was found', async () => {
    const { hits } = await search('registry', { sessions: ['s1'], kinds: ['note'] })
    const [hit] = hits
    expect(hit).toMatchObject({ session_id: 's1', kind: 'note', at: 10, seq: 1, snippet: '- Decision: cache the régistry' })
    expect(hit?.marks.map(([from, to]) => hit.snippet.slice(from, to))).toEqual(['régistry'])
  })

  test('at most as many as asked for, and whether there are more', async () => {
    expect(await search('registry', { limit: 2 })).toMatchObject({ hits: { length: 2 }, more: true, behind: 0 })
    expect(await search('registry', { limit: 4 })).toMatchObject({ hits: { length: 4 }, more: false })
  })

  test('entries that are not indexed yet are counted, and the index goes on where it was', async () => {
    expect(reader.search({ query: 'registry', limit: 9 })).toEqual({ hits: [], more: false, behind: 5 })
    expect(await store.run({ kind: 'markIndexed', limit: 3 })).toBe(true)
    expect(reader.search({ query: 'registry', limit: 9 })).toMatchObject({ hits: { length: 3 }, behind: 2 })
    expect(await store.run({ kind: 'markIndexed', limit: 3 })).toBe(false)
    expect(await store.run({ kind: 'markIndexed', limit: 3 })).toBe(false)
    expect(reader.search({ query: 'registry', limit: 9 })).toMatchObject({ hits: { length: 4 }, behind: 0 })
  })

  test('an entry that was damaged in the file is passed over, and the rest is found', async () => {
    const other = new DatabaseSync(join(folder, 'scribe.db'), { timeout: 3_000 })
    other.exec("UPDATE entries SET lines = '{' WHERE seq = 2")
    other.close()
    expect(await found('registry')).toEqual([4, 3, 1])
  })

  test('a summary is found with its words of now, not those it had', async () => {
    await store.run({ kind: 'saveSummary', sessionId: 's2', summary: summaryOf('s2', 'Idea: a zebra') })
    expect(await found('zebra')).toEqual(['s2'])
    expect(await found('zebra', { kinds: ['summary'], sessions: ['s2'], repo: '/r' })).toEqual(['s2'])
    expect([await found('zebra', { kinds: ['note'] }), await found('zebra', { sessions: ['s1'] }), await found('zebra', { until: 49 })]).toEqual([[], [], []])
    await store.run({ kind: 'saveSummary', sessionId: 's2', summary: summaryOf('s2', 'Idea: a giraffe') })
    expect([await found('zebra'), await found('giraffe')]).toEqual([[], ['s2']])
    await store.run({ kind: 'saveSummary', sessionId: 'nobody', summary: summaryOf('nobody', 'Idea: a tapir') })
    expect(await found('tapir')).toEqual([])
  })

  test('kept summaries come back with their sessions', async () => {
    const summary = summaryOf('s2', 'Idea: a zebra')
    await store.run({ kind: 'saveSummary', sessionId: 's2', summary })
    expect([reader.summaryOf('s2'), reader.summaryOf('s1')]).toEqual([summary, null])
    expect(reader.summaries({ limit: 9 })).toEqual([{ session: sampleSession({ id: 's2', repo: '/r' }), summary }])
    expect(reader.summaries({ repo: '/other', limit: 9 })).toEqual([])
  })

  test('entries are read in pages, with the changes they tell', async () => {
    const changes: Change[] = [
      { path: 'a.ts', kind: 'added', at: 60, by: 'agent' },
      { path: 'b.ts', kind: 'deleted', at: 60 },
    ]
    await add({ id: 's1', repo: '/r' }, { kind: 'change', at: 60, lines: ['- Changes: 2 file(s)', '  - a.ts', '  - b.ts'] }, changes)
    expect(reader.entriesAfter('s1', 1, 2).map(({ seq, kind }) => [seq, kind])).toEqual([
      [3, 'commit'],
      [5, 'note'],
    ])
    const [last] = reader.entriesAfter('s1', 5, 2)
    expect(last).toMatchObject({ seq: 6, lines: ['- Changes: 2 file(s)', '  - a.ts', '  - b.ts'] })
    expect(last?.changes).toEqual([
      { entry_seq: 6, path: 'a.ts', kind: 'added', by: 'agent' },
      { entry_seq: 6, path: 'b.ts', kind: 'deleted', by: null },
    ])
    expect([reader.countAfter('s1', 0), reader.countAfter('s1', 3), reader.countAfter('nobody', 0)]).toEqual([4, 2, 0])
  })

  test('files of several sessions, and paths the record has seen', async () => {
    for (const [id, at] of [
      ['s1', 60],
      ['s2', 70],
      ['s3', 80],
    ] as const) {
      const changes: Change[] = [
        { path: 'shared.ts', kind: 'modified', at },
        { path: `${id}.ts`, kind: 'added', at },
      ]
      await add({ id, repo: id === 's3' ? '/other' : '/r' }, { kind: 'change', at, lines: ['- Changes: 2 file(s)'] }, changes)
    }
    const [file, ...more] = reader.sharedFiles({ since: 0, sessions: 2, limit: 9 })
    expect(file).toEqual({ repo: '/r', path: 'shared.ts', changes: 2, session_ids: ['s1', 's2'], last: { session_id: 's2', seq: 7, at: 70 } })
    expect(more).toEqual([])
    expect(
      reader
        .sharedFiles({ since: 75, sessions: 1, limit: 9 })
        .map(({ path }) => path)
        .sort(),
    ).toEqual(['s3.ts', 'shared.ts'])
    expect(reader.sharedFiles({ since: 0, repo: '/other', sessions: 1, limit: 1 })).toHaveLength(1)
    expect(reader.knownPaths('/r', ['shared.ts', 's3.ts', 's1.ts', 'none'])).toEqual(['shared.ts', 's1.ts'])
  })
})
