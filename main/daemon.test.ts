/** The daemon within this process: its life from start to close, in the right order and in the wrong one. */
import { existsSync, mkdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { findDaemon } from '../client/findDaemon.ts'
import { connectClient } from '../client/scribeClient.ts'
import type { Envelope } from '../shared/protocol/events.ts'
import { eventually } from '../testing/eventually.ts'
import { createRepo, removeFolder, tempFolder } from '../testing/scaffold.ts'
import { ScriptedHost } from '../testing/scriptedHost.ts'
import type { Caller } from './commands/caller.ts'
import { createDaemon, createLogger, type Daemon, type DaemonOptions } from './daemon.ts'

const CALLER: Caller = { kind: 'ui', scopes: ['read', 'append', 'control'] }
const failure = (code: string) => expect.objectContaining({ code })

suite('main/daemon', () => {
  let home: string
  let host: ScriptedHost
  let logged: string[]
  let daemons: Daemon[]

  beforeEach(() => {
    home = tempFolder()
    host = new ScriptedHost(undefined)
    logged = []
    daemons = []
  })

  afterEach(async () => {
    vi.unstubAllEnvs()
    for (const daemon of daemons) await daemon.close()
    removeFolder(home)
  })

  const build = (own: Partial<DaemonOptions> = {}): Daemon => {
    const daemon = createDaemon({
      home,
      host: 'headless',
      storeWorker: new URL('./store/storeWorker.ts', import.meta.url),
      startWatchHost: () => host,
      log: createLogger((line) => logged.push(line)),
      ...own,
    })
    daemons.push(daemon)
    return daemon
  }
  const mode = (path: string): number => statSync(path).mode & 0o777

  test('before it is started it answers that it is starting, and touches nothing', async () => {
    const daemon = build({ home: join(home, 'later') })
    expect(await daemon.dispatch('health', {}, CALLER)).toEqual({
      ok: false,
      error: expect.objectContaining({ data: { code: 'daemon.shuttingDown', retryable: true } }),
    })
    expect([daemon.pageUrl, daemon.snapshot().seq, existsSync(join(home, 'later'))]).toEqual([null, 0, false])
  })

  test('started, it answers here and over its socket, and keeps its folder for its user', async () => {
    const daemon = build({ home: join(home, 'deep/er') })
    await Promise.all([daemon.start(), daemon.start()])
    expect(await daemon.dispatch('health', {}, CALLER)).toMatchObject({ ok: true, result: { pid: process.pid } })
    expect([mode(join(home, 'deep/er')), mode(join(home, 'deep/er/data')), mode(join(home, 'deep/er/run/scribe.json'))]).toEqual([0o700, 0o700, 0o600])
    expect(await findDaemon(join(home, 'deep/er'))).toMatchObject({ socket: daemon.socket, page: null, epoch: daemon.snapshot().epoch })
    const client = await connectClient(daemon.socket, { name: 'test', kind: 'other' })
    expect(await client.call('repository/list', {})).toEqual({ repositories: [] })
    client.close()
  })

  test('in safe mode what recorded is paused and said, nothing is watched, and it can be gone on with', async () => {
    const repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'one\n' } })
    const first = build()
    await first.start()
    await first.dispatch('session/start', { cwd: repo.root }, CALLER)
    await first.close(true)
    host = new ScriptedHost(undefined)
    const safe = build({ safeMode: true })
    await safe.start()
    expect(safe.snapshot().alerts).toMatchObject([{ code: 'daemon.safeMode', severity: 'error' }])
    expect(Object.values(safe.snapshot().sessions)).toMatchObject([{ backlog_id: 'B-7', state: 'paused' }])
    expect(host.orders.filter(({ kind }) => kind === 'watch')).toEqual([])
    expect(await safe.dispatch('session/resume', { cwd: repo.root }, CALLER)).toMatchObject({ ok: true, result: { session: { state: 'recording' } } })
    await eventually(() => host.orders.some(({ kind }) => kind === 'watch'))
    removeFolder(repo.root)
  })

  test('closed because another follows, it leaves recording what records', async () => {
    const repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'one\n' } })
    const first = build()
    await first.start()
    await first.dispatch('session/start', { cwd: repo.root }, CALLER)
    await first.close(true)
    const second = build()
    await second.start()
    expect(Object.values(second.snapshot().sessions)).toMatchObject([{ state: 'recording' }])
    await second.close()
    const third = build()
    await third.start()
    expect(Object.values(third.snapshot().sessions)).toMatchObject([{ state: 'paused' }])
    removeFolder(repo.root)
  })

  test('a folder others could read is closed to them', async () => {
    mkdirSync(join(home, 'open'), { mode: 0o755 })
    await build({ home: join(home, 'open') }).start()
    expect(mode(join(home, 'open'))).toBe(0o700)
  })

  test('closed, it leaves nothing that says it runs; twice is once', async () => {
    const daemon = build()
    await daemon.start()
    await Promise.all([daemon.close(), daemon.close()])
    await daemon.closed
    expect([await findDaemon(home), existsSync(daemon.socket)]).toEqual([null, false])
    expect(host.orders.at(-1)).toEqual({ kind: 'close' })
    await build().start()
  })

  test('closing while it starts waits for the start and leaves nothing open', async () => {
    const daemon = build()
    const started = daemon.start()
    await daemon.close()
    await started
    expect(await findDaemon(home)).toBeNull()
    await build().start()
  })

  test('closing one that was never started is fine', async () => {
    const daemon = build()
    await daemon.close()
    await daemon.closed
  })

  test('of two on one folder the second is refused, and harms the first in nothing', async () => {
    const first = build()
    await first.start()
    const second = build()
    await expect(second.start()).rejects.toEqual(failure('store.owned'))
    await second.close()
    expect((await findDaemon(home))?.pid).toBe(process.pid)
    const client = await connectClient(first.socket, { name: 'test', kind: 'other' })
    client.close()
  })

  test('a folder that cannot be one is refused in words', async () => {
    writeFileSync(join(home, 'file'), '')
    const daemon = build({ home: join(home, 'file/below') })
    await expect(daemon.start()).rejects.toEqual(failure('store.failed'))
    await daemon.close()
  })

  test('a page that cannot be served closes again what was open', async () => {
    const other = createServer()
    await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
    const address = other.address()
    const port = typeof address === 'string' || address === null ? 0 : address.port
    const daemon = build({ page: { folder: home, port } })
    await expect(daemon.start()).rejects.toEqual(failure('usage.badInput'))
    await daemon.close()
    expect(existsSync(daemon.socket)).toBe(false)
    other.close()
    await build().start()
  })

  test('with a page it says where it is, token included', async () => {
    writeFileSync(join(home, 'x.html'), 'the page')
    const daemon = build({ page: { folder: home, port: 0 } })
    await daemon.start()
    expect(daemon.pageUrl).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}$/)
    expect((await findDaemon(home))?.page).toBe(daemon.pageUrl)
    expect(await (await fetch(new URL('/x.html', daemon.pageUrl ?? ''))).text()).toBe('the page')
  })

  test('what happens is announced in order, to whoever still listens', async () => {
    const repo = createRepo({ files: { 'a.ts': 'x' } })
    const daemon = build()
    await daemon.start()
    const seen: Envelope[] = []
    const stop = daemon.subscribe((envelope) => seen.push(envelope))
    await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    await eventually(() => seen.length > 0)
    expect(seen.map((envelope) => envelope.seq)).toEqual(seen.map((_, index) => index + 1))
    expect(seen.map((envelope) => envelope.event.topic)).toContain('session.started')
    stop()
    const { length } = seen
    await daemon.dispatch('session/stop', { cwd: repo.root }, CALLER)
    expect(seen).toHaveLength(length)
    removeFolder(repo.root)
  })

  test('without a PATH Git is found where it usually is', async () => {
    const repo = createRepo({ files: { 'a.ts': 'x' } })
    vi.stubEnv('PATH', undefined)
    const daemon = build()
    await daemon.start()
    expect(await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)).toMatchObject({ ok: true })
    removeFolder(repo.root)
  })

  test('without a watch host the files name a process that cannot be', async () => {
    const repo = createRepo({ files: { 'a.ts': 'x' } })
    const daemon = build()
    await daemon.start()
    await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    await daemon.close()
    const registry = JSON.parse(readFileSync(join(repo.root, 'artifacts/session_registry.json'), 'utf8'))
    // A signal to it must reach nobody: beyond the largest process id of Linux and macOS.
    expect(registry.sessions['B-1009'].pid).toBeGreaterThan(4_194_304)
    expect(registry.sessions['B-1009'].status).toBe('paused')
    removeFolder(repo.root)
  })

  test('a part that fails to close is logged, and the others close all the same', async () => {
    const daemon = build()
    await daemon.start()
    host.post = () => {
      throw new Error('the channel is gone')
    }
    await daemon.close()
    expect(logged.filter((line) => line.includes('closing failed'))).toHaveLength(1)
    expect(await findDaemon(home)).toBeNull()
    await build({ startWatchHost: () => new ScriptedHost(1) }).start()
  })

  test('a client may end it, and hears its answer first', async () => {
    const daemon = build()
    await daemon.start()
    const client = await connectClient(daemon.socket, { name: 'test', kind: 'other' })
    expect(await client.call('system/shutdown', {})).toEqual({})
    await daemon.closed
    client.close()
  })
})
