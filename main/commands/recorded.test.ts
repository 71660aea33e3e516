import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import type { CommandInput, CommandOutput } from '../../shared/protocol/commands.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import { archive } from '../sessions/archive.ts'
import { SummaryThread } from '../summaries/summaryThread.ts'
import { createDispatch, type Handlers } from './dispatch.ts'
import { sessionCommands } from './sessionCommands.ts'

const WORKER = new URL('../summaries/summaryWorker.ts', import.meta.url)

suite('main/commands: reading the record', () => {
  let home: string
  let repo: TestRepo
  let rig: SessionRig
  let thread: SummaryThread

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    rig = await openSessionRig(home)
    thread = new SummaryThread({ worker: WORKER, store: join(home, 'data/scribe.db'), patterns: join(home, 'none.json') })
  })
  afterEach(async () => {
    await thread.close()
    await rig.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  async function call<N extends 'session/list' | 'session/get' | 'session/files' | 'session/activity' | 'worklog/read'>(
    name: N,
    input: CommandInput<N>,
  ): Promise<CommandOutput<N>> {
    const dispatch = createDispatch(sessionCommands({ ...rig, thread }) as Handlers, rig.log)
    const reply = await dispatch(name, input, { kind: 'ui', scopes: ['read'] })
    if (!reply.ok) throw new Error(reply.error.message)
    return reply.result as CommandOutput<N>
  }

  /** A session that began a minute after the one before and has ended. */
  async function ended(backlogId: string): Promise<Session> {
    rig.clock.now += 60_000
    const { session } = await rig.sessions.start({ cwd: repo.root, backlog_id: backlogId })
    return await rig.sessions.stop({ session: session.id })
  }

  const listed = async (input: CommandInput<'session/list'>): Promise<string[]> => (await call('session/list', input)).sessions.map((one) => one.backlog_id)

  test('a list is read in pages, in either order, and says how many there are', async () => {
    for (const id of ['B-1', 'B-2', 'B-3', 'B-4']) await ended(id)
    rig.clock.now += 60_000
    await rig.sessions.resume({ cwd: repo.root, session: 'B-2' })
    const state = ['completed', 'recording'] as const
    expect(await call('session/list', { limit: 2, offset: 1, state: [...state] })).toMatchObject({ more: true, total: 4 })
    expect(await listed({ limit: 2, offset: 1 })).toEqual(['B-3', 'B-2'])
    expect(await listed({ limit: 9, offset: 3 })).toEqual(['B-1'])
    expect(await listed({ order: 'activity' })).toEqual(['B-2', 'B-4', 'B-3', 'B-1'])
    expect(await call('session/list', { offset: 9 })).toEqual({ sessions: [], more: false, total: 4 })
  })

  test('what was taken off the lists comes after all others where it is asked for, and can still be read', async () => {
    const [old, older] = [await ended('B-2'), await ended('B-1')]
    await rig.sessions.append({ session: old.id }, 'kept')
    await ended('B-3')
    await archive(rig, repo.root, new Set(['B-1', 'B-2']))
    expect(await call('session/list', {})).toMatchObject({ sessions: [{ backlog_id: 'B-3' }], total: 1 })
    expect(await listed({ archived: true })).toEqual(['B-3', 'B-1', 'B-2'])
    expect(await listed({ archived: true, offset: 1, limit: 1 })).toEqual(['B-1'])
    expect(await call('session/list', { archived: true, limit: 1 })).toMatchObject({ more: true, total: 3 })
    expect(await listed({ archived: true, state: ['interrupted'] })).toEqual([])
    expect(await listed({ archived: true, repo: '/elsewhere' })).toEqual([])
    expect((await call('session/get', { session: older.id })).session.backlog_id).toBe('B-1')
    expect((await call('worklog/read', { session: old.id })).entries.at(-1)?.lines).toEqual(['- kept'])
    await expect(call('session/get', { session: 'nobody' })).rejects.toThrow('No session nobody is known.')
  })

  test('a worklog is read both ways from an entry', async () => {
    const { session } = await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-1' })
    for (const text of ['one', 'two', 'three', 'four']) await rig.sessions.append({ session: session.id }, text)
    const read = async (input: CommandInput<'worklog/read'>): Promise<[string[], boolean]> => {
      const { entries, more } = await call('worklog/read', { session: session.id, ...input })
      return [entries.map(({ lines }) => lines[0] ?? ''), more]
    }
    const { entries } = await call('worklog/read', { session: session.id })
    const three = entries[3]?.seq ?? 0
    expect(await read({ before_seq: three, limit: 2, newest: true })).toEqual([['- one', '- two'], true])
    expect(await read({ before_seq: three, limit: 9, newest: true })).toEqual([['- Session started', '- one', '- two'], false])
    expect(await read({ since_seq: three, limit: 9 })).toEqual([['- four'], false])
    expect(await read({ since_seq: entries[1]?.seq ?? 0, before_seq: entries[4]?.seq ?? 0, limit: 9 })).toEqual([['- two', '- three'], false])
  })

  test('the files of a session are told with their changes, and with the lines of its commits and of what is not committed yet', async () => {
    const { session } = await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-1' })
    const look = async (): Promise<void> => {
      rig.clock.now += 1_000
      await rig.captures.get(repo.root)?.lookNow(rig.clock.wall())
    }
    repo.write('a.ts', 'one\ntwo\n')
    await look()
    repo.commit('Add two')
    await look()
    repo.write('a.ts', 'one\ntwo\nthree\nfour\n')
    repo.write('new.ts', 'x\n')
    await look()
    const { files, more } = await call('session/files', { session: session.id })
    expect(more).toBe(false)
    expect(files.find(({ path }) => path === 'a.ts')).toMatchObject({ added: 3, deleted: 0, kind: 'modified' })
    expect(files.find(({ path }) => path === 'new.ts')).toMatchObject({ changes: 1, kind: 'added', added: null, deleted: null })
    const all = await call('session/activity', { from: 0, step_ms: 86_400_000, steps: 1 })
    expect(all.sessions).toEqual([])
    const now = await call('session/activity', { from: session.started_at, step_ms: 3_600_000, steps: 2 })
    expect(now.sessions).toEqual([{ session_id: session.id, backlog_id: session.backlog_id, repo_name: session.repo_name, counts: [expect.any(Number), 0] }])
    expect(now.sessions[0]?.counts[0]).toBeGreaterThan(1)
    expect(await call('session/files', { session: session.id, limit: 1 })).toMatchObject({ files: [{}], more: true })
    await rig.sessions.stop({ session: session.id })
    const ended = (await call('session/files', { session: session.id })).files.find(({ path }) => path === 'a.ts')
    expect(ended).toMatchObject({ added: 1, deleted: 0 })
    expect(ended?.last_at).toBeGreaterThan(ended?.first_at ?? 0)
    expect(ended?.seq).not.toBeNull()
  })
})
