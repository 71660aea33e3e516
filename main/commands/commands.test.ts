import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, expect, suite, test } from 'vitest'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import type { CommandInput, CommandOutput } from '../../shared/protocol/commands.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { type Caller, createDaemon, type Daemon } from '../daemon.ts'
import { childWatchHost } from '../watch/childHost.ts'

const EVERYTHING: Caller = { kind: 'cli', scopes: ['read', 'append', 'control'] }

/** The commands with everything behind them: a daemon in this process, a watch host, a store, a repository. */
suite('main/commands', () => {
  let home: string
  let repo: TestRepo
  let daemon: Daemon

  beforeAll(async () => {
    home = tempFolder()
    daemon = createDaemon({
      home,
      host: 'headless',
      storeWorker: new URL('../store/storeWorker.ts', import.meta.url),
      startWatchHost: childWatchHost(fileURLToPath(new URL('../watch/watchHost.ts', import.meta.url))),
      log: silentLogger,
    })
    await daemon.start()
  })
  afterAll(async () => {
    await daemon.close()
    removeFolder(home)
  })
  beforeEach(() => {
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': 'one\n' } })
  })
  afterEach(async () => {
    const { sessions } = daemon.snapshot()
    for (const { id, repo: root } of Object.values(sessions)) {
      if (root === repo.root) await daemon.dispatch('session/stop', { session: id }, EVERYTHING)
    }
    removeFolder(repo.root)
  })

  async function call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    const reply = await daemon.dispatch(name, input, EVERYTHING)
    if (!reply.ok) throw new Error(`${reply.error.data?.code}: ${reply.error.message}`)
    return reply.result
  }

  test('health tells who answers', async () => {
    expect(await call('health', {})).toMatchObject({ ok: true, pid: process.pid, epoch: daemon.snapshot().epoch, uptime_ms: expect.any(Number) })
  })

  test('the snapshot is the state', async () => {
    expect((await call('system/snapshot', {})).state).toEqual(daemon.snapshot())
  })

  test('a session through all its commands', async () => {
    const started = await call('session/start', { cwd: repo.root, tags: ['t'] })
    expect(started).toMatchObject({
      created: true,
      worklog: join(repo.root, 'artifacts/worklogs/B-7.md'),
      session: { backlog_id: 'B-7', state: 'recording', tags: ['t'] },
    })
    expect(await call('session/start', { cwd: repo.root })).toMatchObject({ created: false, session: { id: started.session.id } })
    const target = { session: started.session.id }
    expect((await call('session/pause', target)).session.state).toBe('paused')
    expect((await call('session/resume', target)).session.state).toBe('recording')
    expect((await call('session/get', { cwd: repo.root })).session.id).toBe(started.session.id)
    expect((await call('worklog/append', { ...target, text: 'a note' })).entry).toMatchObject({ kind: 'note', lines: ['- a note'] })
    expect((await call('session/stop', target)).session).toMatchObject({ state: 'completed', stop_reason: 'user' })
    expect((await call('repository/list', {})).repositories).toMatchObject([{ root: repo.root, backlog_id: 'B-7' }])
  })

  test('lists are filtered, newest first, and say when there is more', async () => {
    for (const backlog_id of ['B-1', 'B-2', 'B-3']) await call('session/start', { cwd: repo.root, backlog_id })
    await call('session/stop', { session: 'B-2', cwd: repo.root })
    const ids = async (wish: CommandInput<'session/list'>): Promise<unknown> => {
      const { sessions, more } = await call('session/list', { repo: repo.root, ...wish })
      return [sessions.map((session) => session.backlog_id).join(' '), more]
    }
    expect(await ids({})).toEqual(['B-3 B-2 B-1', false])
    expect(await ids({ limit: 2 })).toEqual(['B-3 B-2', true])
    expect(await ids({ state: ['recording'] })).toEqual(['B-3 B-1', false])
    expect(await ids({ state: [] })).toEqual(['', false])
    expect(await ids({ repo: '/elsewhere' })).toEqual(['', false])
    expect(await ids({ state: ['completed', 'paused'] })).toEqual(['B-2', false])
  })

  test('entries are read in pages, from the beginning or the end', async () => {
    const { session } = await call('session/start', { cwd: repo.root })
    for (const text of ['1', '2', '3', '4']) await call('worklog/append', { session: session.id, text })
    const read = async (wish: Partial<CommandInput<'worklog/read'>>): Promise<unknown> => {
      const { entries, more } = await call('worklog/read', { session: session.id, ...wish })
      return [entries.map((entry) => entry.lines[0]), more]
    }
    expect(await read({ limit: 2 })).toEqual([['- Session started', '- 1'], true])
    expect(await read({ limit: 2, newest: true })).toEqual([['- 3', '- 4'], true])
    expect(await read({ limit: 5 })).toEqual([['- Session started', '- 1', '- 2', '- 3', '- 4'], false])
    const last = (await call('worklog/read', { session: session.id })).entries.at(-1)?.seq ?? 0
    expect(await read({ since_seq: last - 1 })).toEqual([['- 4'], false])
    expect(await read({ since_seq: last })).toEqual([[], false])
  })

  test('a secret in a note reaches neither the record nor the file, also one of several lines', async () => {
    const { session } = await call('session/start', { cwd: repo.root })
    const body = `${'aB3dE5fG'.repeat(8)}\n${'hJ9kL2mN'.repeat(8)}`
    await call('worklog/append', { session: session.id, text: `key:\n-----BEGIN PRIVATE KEY-----\n${body}\n-----END PRIVATE KEY-----\nDB_PASSWORD=hunter2` })
    const path = join(repo.root, session.worklog)
    await eventually(() => readFileSync(path, 'utf8').includes('- key:\n  [redacted:private-key]\n  DB_PASSWORD=[redacted:value]\n'))
    expect(JSON.stringify(await call('worklog/read', { session: session.id }))).not.toMatch(/aB3dE5fG|hJ9kL2mN|hunter2/)
    expect(JSON.stringify(daemon.snapshot())).not.toMatch(/aB3dE5fG|hunter2/)
  })

  test('an alert that is not there cannot be dismissed, one that is can', async () => {
    await expect(call('alert/dismiss', { id: 'nonsense' })).rejects.toThrow('usage.badInput: That alert is not there any more.')
    await call('session/start', { cwd: repo.root })
    // The files' keepers may make the folder again in between.
    await eventually(() => {
      removeFolder(join(repo.root, 'artifacts'))
      repo.write('artifacts', 'a file in place of the folder')
      return true
    })
    await call('worklog/append', { cwd: repo.root, text: 'x' })
    const alert = await eventually(() => daemon.snapshot().alerts.find(({ code }) => code === 'worklog.failed'))
    expect(await call('alert/dismiss', { id: alert.id })).toEqual({})
    expect(daemon.snapshot().alerts.map(({ id }) => id)).not.toContain(alert.id)
    removeFolder(join(repo.root, 'artifacts'))
  })

  test('shutting down answers first, then closes', async () => {
    expect(await call('system/shutdown', {})).toEqual({})
    await daemon.closed
    expect(await daemon.dispatch('system/snapshot', {}, { kind: 'cli', scopes: ['read'] })).toMatchObject({ ok: true })
    await expect(call('session/start', { cwd: repo.root })).rejects.toThrow()
  })
})
