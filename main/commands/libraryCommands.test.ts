import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { CommandInput, CommandOutput } from '../../shared/protocol/commands.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import { Meter } from '../metrics/meter.ts'
import { archive } from '../sessions/archive.ts'
import { type SummaryParts, summaryParts } from '../summaryParts.ts'
import { createDispatch, type Handlers } from './dispatch.ts'
import { libraryCommands } from './libraryCommands.ts'

const WORKER = new URL('../summaries/summaryWorker.ts', import.meta.url)

suite('main/commands: the library', () => {
  let home: string
  let one: TestRepo
  let other: TestRepo
  let rig: SessionRig
  let summaries: SummaryParts

  beforeEach(async () => {
    home = tempFolder()
    ;[one, other] = [createRepo({ files: { 'a.ts': 'one\n' } }), createRepo({ files: { 'a.ts': 'other\n' } })]
    rig = await openSessionRig(home)
    summaries = summaryParts({ ...rig, meter: new Meter(rig.clock) }, { home, worker: WORKER })
  })
  afterEach(async () => {
    await summaries.close()
    await rig.close()
    for (const folder of [home, one.root, other.root]) removeFolder(folder)
  })

  async function call<N extends 'library/entries' | 'library/files' | 'day/get'>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    const dispatch = createDispatch(libraryCommands({ ...rig, ...summaries }) as Handlers, rig.log)
    const reply = await dispatch(name, input, { kind: 'ui', scopes: ['read'] })
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.result as CommandOutput<N>
  }

  const start = async ({ root }: TestRepo, backlogId: string) => (await rig.sessions.start({ cwd: root, backlog_id: backlogId })).session
  const write = async (repo: TestRepo, path: string): Promise<void> => {
    repo.write(path, `${rig.clock.now}\n`)
    rig.clock.now += 1_000
    await rig.captures.get(repo.root)?.lookNow(rig.clock.wall())
  }

  test('entries of all sessions come in the order of the record, in pages, with the names of their sessions', async () => {
    const [first, second] = [await start(one, 'B-1'), await start(other, 'B-2')]
    for (const session of [first.id, second.id, first.id]) await rig.sessions.append({ session }, `of ${session === first.id ? 'B-1' : 'B-2'}`)
    const page = await call('library/entries', { newest: true, limit: 2 })
    expect(page.entries.map(({ lines }) => lines[0])).toEqual(['- of B-2', '- of B-1'])
    expect(page.more).toBe(true)
    expect(page.sessions).toEqual([second, first].map(({ id, backlog_id, repo_name }) => ({ session_id: id, backlog_id, repo_name })))
    const before_seq = page.entries[0]?.seq ?? 0
    const older = await call('library/entries', { newest: true, before_seq, limit: 9 })
    expect(older.entries.map(({ lines }) => lines[0])).toEqual(['- Session started', '- Session started', '- of B-1'])
    expect(older.more).toBe(false)
    expect((await call('library/entries', { since_seq: before_seq, limit: 9 })).entries.map(({ seq }) => seq)).toEqual([page.entries[1]?.seq])
  })

  test('a session that was taken off the lists keeps its place and its name', async () => {
    const old = await start(one, 'B-1')
    await rig.sessions.stop({ session: old.id })
    await archive(rig, one.root, new Set(['B-1']))
    const { entries, sessions } = await call('library/entries', { newest: true })
    expect(entries.at(-1)?.session_id).toBe(old.id)
    expect(sessions).toMatchObject([{ session_id: old.id, backlog_id: 'B-1' }])
  })

  test('files of all repositories since a time, the last one first: the same path in two repositories is two files', async () => {
    await start(one, 'B-1')
    await write(one, 'early.ts')
    await write(one, 'a.ts')
    const since = rig.clock.wall()
    await start(one, 'B-2')
    const last = await start(other, 'B-3')
    await write(one, 'a.ts')
    await write(other, 'a.ts')
    const { files, more } = await call('library/files', { since: 0 })
    expect(more).toBe(false)
    expect(files.map(({ repo, path, sessions }) => [repo, path, sessions])).toEqual([
      [other.root, 'a.ts', 1],
      [one.root, 'a.ts', 2],
      [one.root, 'early.ts', 1],
    ])
    expect(files[0]).toMatchObject({ repo_name: last.repo_name, kind: 'modified', session_id: last.id, backlog_id: 'B-3', changes: 1 })
    expect(files[1]?.last_at).toBeGreaterThan(files[1]?.first_at ?? 0)
    expect((await call('library/files', { since })).files.map(({ path }) => path)).toEqual(['a.ts', 'a.ts'])
    expect((await call('library/files', { since: 0, cwd: one.root })).files.map(({ path }) => path)).toEqual(['a.ts', 'early.ts'])
    expect(await call('library/files', { since: 0, limit: 1 })).toMatchObject({ files: [{ repo: other.root }], more: true })
    expect((await call('library/files', { since: rig.clock.wall() + 60_000 })).files).toEqual([])
  })

  test('a day in figures: sessions, files, notes, decisions, and the time in which something was recorded', async () => {
    await start(one, 'B-1')
    await write(one, 'yesterday.ts')
    rig.clock.now += 86_400_000
    const since = rig.clock.wall()
    const [first, second] = [await start(one, 'B-2'), await start(other, 'B-3')]
    await write(one, 'a.ts')
    await write(one, 'a.ts')
    await rig.sessions.append({ session: first.id }, 'Decision: one clock for all')
    // Two spans of five minutes lie between.
    rig.clock.now += 15 * 60_000
    await write(other, 'a.ts')
    await rig.sessions.append({ session: second.id }, 'a note')
    await rig.sessions.append({ session: second.id }, 'another')
    const day = await call('day/get', { since })
    expect(day).toMatchObject({ files: 2, decisions: 1, active_ms: 2 * 5 * 60_000 })
    const of = (id: string) => day.sessions.find(({ session_id }) => session_id === id)
    expect(of(first.id)).toMatchObject({ files: 1, notes: 1 })
    expect(of(second.id)).toMatchObject({ files: 1, notes: 2 })
    expect((await call('day/get', { since: rig.clock.wall() + 1 })).sessions).toEqual([])
  })
})
