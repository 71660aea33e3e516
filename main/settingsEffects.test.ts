/** Every setting changes what Scribe does: each key of the schema has its test here, with real Git and a real daemon. */
import { execFileSync } from 'node:child_process'
import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import filesystem from 'node:fs/promises'
import { createServer as createHttpServer } from 'node:http'
import { syncBuiltinESMExports } from 'node:module'
import type { AddressInfo } from 'node:net'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { connectClient } from '../client/scribeClient.ts'
import { DEFAULT_SETTINGS, SETTING_KEYS, type Settings } from '../shared/domain/settings.ts'
import type { CommandName } from '../shared/protocol/commandNames.ts'
import type { CommandInput, CommandOutput } from '../shared/protocol/commands.ts'
import type { ScribeEvent } from '../shared/protocol/events.ts'
import { eventually } from '../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../testing/sessionParts.ts'
import { Limiter } from './base/limiter.ts'
import { freshnessFactor, gitLimits, summaryLimits } from './base/workLimits.ts'
import { createDaemon, createLogger, type Daemon } from './daemon.ts'
import { findGit } from './git/findGit.ts'
import { RULES } from './metrics/alertRules.ts'
import { MetricsHistory } from './metrics/history.ts'
import type { Sample } from './metrics/sample.ts'
import { openStore } from './store/store.ts'
import { childWatchHost } from './watch/childHost.ts'
import { watchingWay } from './watch/watchingWay.ts'

const TESTED: (keyof Settings)[] = []
/** A test of what `key` does. */
const effect = (key: keyof Settings, what: string, run: () => Promise<void>): void => {
  TESTED.push(key)
  test(`${key}: ${what}`, run)
}

let home: string
let repo: TestRepo

beforeEach(() => {
  home = tempFolder()
  repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'one\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
})
afterEach(() => {
  removeFolder(home)
  removeFolder(repo.root)
})

suite('main/settingsEffects: rules of a session', () => {
  let rig: SessionRig

  beforeEach(async () => {
    rig = await openSessionRig(home)
  })
  afterEach(() => rig.close())

  const start = async (idle?: number) => (await rig.sessions.start({ cwd: repo.root, ...(idle === undefined ? {} : { idle_timeout_s: idle }) })).session
  const look = async (): Promise<void> => await rig.captures.get(repo.root)?.lookNow(rig.clock.wall())
  const lines = async (id: string): Promise<string[]> =>
    (await rig.store.run({ kind: 'entries', sessionId: id, sinceSeq: 0, limit: 100, newest: false })).flatMap((entry) => entry.lines)

  effect('recording.idleTimeout', 'holds for new sessions, and for running ones that have none of their own', async () => {
    const own = await start(700)
    expect((await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-8' })).session.idle_timeout_s).toBe(1800)
    rig.set({ 'recording.idleTimeout': 300 })
    await rig.sessions.retime(1800)
    expect((await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-9' })).session.idle_timeout_s).toBe(300)
    expect(rig.recorder.all().map((session) => session.idle_timeout_s)).toEqual([700, 300, 300])
    expect(rig.recorder.get(own.id)?.idle_timeout_s).toBe(700)
  })

  effect('recording.onBranchSwitch', 'stop ends the session, continue goes on and writes the switch down', async () => {
    const { id } = await start()
    rig.set({ 'recording.onBranchSwitch': 'continue' })
    repo.git('checkout', '-q', '-b', 'other')
    await look()
    expect(rig.recorder.get(id)).toMatchObject({ state: 'recording', branch: 'other' })
    expect(await lines(id)).toEqual(['- Session started', '- Branch: feat/B-7-x', '- Branch switched; going on', '- Branch: other'])
    rig.set({ 'recording.onBranchSwitch': 'stop' })
    repo.git('checkout', '-q', 'feat/B-7-x')
    await look()
    expect(rig.recorder.get(id)).toMatchObject({ state: 'completed', stop_reason: 'branch' })
  })

  effect('recording.stopAfterPush', 'a push of a clean branch ends the session only when it is on', async () => {
    repo.git('init', '-q', '--bare', join(home, 'remote'))
    repo.git('remote', 'add', 'origin', join(home, 'remote'))
    const { id } = await start()
    rig.set({ 'recording.stopAfterPush': false })
    repo.git('push', '-q', '-u', 'origin', 'HEAD')
    await look()
    expect(rig.recorder.get(id)?.state).toBe('recording')
    rig.set({ 'recording.stopAfterPush': true })
    repo.write('a.ts', 'two\n')
    repo.commit('second')
    await look()
    repo.git('push', '-q')
    await look()
    expect(rig.recorder.get(id)).toMatchObject({ state: 'completed', stop_reason: 'push' })
  })

  effect('recording.maxFilesPerEntry', 'further files are counted', async () => {
    const { id } = await start()
    rig.set({ 'recording.maxFilesPerEntry': 2 })
    for (const name of ['1', '2', '3', '4', '5']) repo.write(`f${name}.ts`, 'x\n')
    await look()
    await rig.sessions.pause({ session: id })
    expect(await lines(id)).toEqual(expect.arrayContaining(['- Changes: 5 file(s)', '  - f1.ts', '  - f2.ts', '  - (+3 more)']))
  })

  effect('recording.idleWarning', 'says how long before the stop it is told, and 0 tells nothing', async () => {
    const warned = (): number => rig.hub.state.alerts.filter(({ code }) => code === 'session.idleWarning').length
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    rig.set({ 'recording.idleWarning': 0 })
    await start(600)
    rig.clock.now += 590_000
    vi.advanceTimersByTime(590_000)
    expect(warned()).toBe(0)
    await rig.sessions.stop({ cwd: repo.root })
    rig.set({ 'recording.idleWarning': 30 })
    await start(600)
    rig.clock.now += 569_000
    vi.advanceTimersByTime(569_000)
    expect(warned()).toBe(0)
    rig.clock.now += 1_000
    vi.advanceTimersByTime(1_000)
    await eventually(() => warned() === 1)
    vi.useRealTimers()
  })

  effect('recording.defaultType', 'is the type of a session that names none', async () => {
    rig.set({ 'recording.defaultType': 'debug' })
    expect((await start()).type).toBe('debug')
  })

  effect('recording.defaultPriority', 'is the priority of a session that names none', async () => {
    rig.set({ 'recording.defaultPriority': 'low' })
    expect((await start()).priority).toBe('low')
  })

  effect('limits.maxSessions', 'one more than may record is refused', async () => {
    rig.set({ 'limits.maxSessions': 1 })
    await start()
    await expect(rig.sessions.start({ cwd: repo.root, backlog_id: 'B-8' })).rejects.toEqual(expect.objectContaining({ code: 'limit.sessions' }))
  })

  const other = (name: string): string => createRepo({ folder: join(home, name), branch: 'feat/B-7-x', files: { 'a.ts': 'x\n' } }).root

  effect('limits.onLimit', 'asks, waits for a place, or stops the session that changed longest ago', async () => {
    rig.set({ 'limits.maxSessions': 1 })
    const first = await start()
    await expect(rig.sessions.start({ cwd: other('two') })).rejects.toEqual(expect.objectContaining({ code: 'limit.sessions' }))
    rig.set({ 'limits.onLimit': 'queue' })
    const second = (await rig.sessions.start({ cwd: other('three') })).session
    expect(second).toMatchObject({ state: 'paused', queued_at: rig.clock.now })
    rig.set({ 'limits.onLimit': 'stopLeastRecent' })
    const third = (await rig.sessions.start({ cwd: other('four') })).session
    expect(rig.recorder.get(first.id)).toMatchObject({ state: 'completed', stop_reason: 'limit' })
    expect(await lines(first.id)).toContain('- Session stopped: as many sessions record as may, and another one was begun')
    expect([second.id, third.id].map((id) => rig.recorder.get(id)?.state)).toEqual(['paused', 'recording'])
  })

  effect('limits.maxFileReads', 'no more files are looked at, at once', async () => {
    await start()
    const real = filesystem.lstat
    let [inside, seen] = [0, 0]
    const counted = async (...asked: Parameters<typeof real>) => {
      if (!String(asked[0]).includes('/read-')) return await real(...asked)
      seen = Math.max(seen, ++inside)
      return await real(...asked).finally(() => inside--)
    }
    const spy = vi.spyOn(filesystem, 'lstat').mockImplementation(counted as unknown as typeof real)
    syncBuiltinESMExports()
    const most = async (limit: number): Promise<number> => {
      rig.set({ 'limits.maxFileReads': limit })
      seen = 0
      for (let n = 0; n < 40; n++) repo.write(`read-${limit}-${n}.ts`, 'x\n')
      await look()
      return seen
    }
    expect([await most(1), await most(8)]).toEqual([1, 8])
    spy.mockRestore()
    syncBuiltinESMExports()
  })

  effect('limits.eventsPerSec', 'what goes on above it is recorded folder by folder, and every file is counted', async () => {
    rig.set({ 'limits.eventsPerSec': 10 })
    const { id } = await start()
    for (let n = 0; n < 5_100; n++) repo.write(`gen/${n}.ts`, 'x\n')
    await look()
    const { changes } = rig.recorder.get(id) ?? {}
    expect(changes).toBe(5_100)
    const told = await rig.store.run({ kind: 'recentChanges', sessionId: id, limit: 9_000 })
    expect(told).toHaveLength(5_001)
    expect(told[0]).toMatchObject({ path: 'gen/', files: 100 })
    await rig.sessions.pause({ session: id })
    expect((await lines(id)).join('\n')).toContain('- Changes: 5100 file(s)\n  - gen/ (100 files)')
  })

  const work = (limits: typeof gitLimits, sparing = false): Limiter => new Limiter(() => limits(rig.settings(), sparing))

  /** Of 70 turns, those of each priority, when all of them always want one. */
  const turns = async (): Promise<Record<string, number>> => {
    const limiter = work(summaryLimits)
    const served: Record<string, number> = { high: 0, medium: 0, low: 0 }
    let left = 70
    const want = async (priority: 'high' | 'medium' | 'low'): Promise<void> => {
      while (left > 0) {
        const leave = await limiter.enter({ flow: `${priority}-${Math.random()}`, priority })
        if (left-- > 0) served[priority] = (served[priority] ?? 0) + 1
        await Promise.resolve()
        leave()
      }
    }
    await Promise.all((['high', 'medium', 'low'] as const).flatMap((priority) => [want(priority), want(priority), want(priority)]))
    return served
  }

  effect('limits.weights.high', 'is how often high priority has a turn', async () => {
    expect(await turns()).toEqual({ high: 40, medium: 20, low: 10 })
    rig.set({ 'limits.weights.high': 1 })
    const { high = 0, medium = 0 } = await turns()
    expect(high).toBeLessThan(medium)
  })

  effect('limits.weights.medium', 'is how often medium priority has a turn', async () => {
    rig.set({ 'limits.weights.medium': 10 })
    const { high = 0, medium = 0 } = await turns()
    expect(medium).toBeGreaterThan(high)
  })

  effect('limits.weights.low', 'is how often low priority has a turn', async () => {
    rig.set({ 'limits.weights.low': 10 })
    const { high = 0, low = 0 } = await turns()
    expect(low).toBeGreaterThan(high)
  })

  effect('limits.queueDepth', 'who comes when so many wait is refused', async () => {
    rig.set({ 'limits.queueDepth': 1_000 })
    const limiter = work(gitLimits)
    const controller = new AbortController()
    const wish = { flow: 'a', priority: 'low', signal: controller.signal } as const
    const all = Array.from({ length: 1_002 }, () => limiter.enter(wish).catch(() => null))
    await expect(limiter.enter(wish)).rejects.toMatchObject({ code: 'limit.overloaded' })
    rig.set({ 'limits.queueDepth': 2_000 })
    all.push(limiter.enter(wish).catch(() => null))
    expect(limiter.waiting).toBe(1_001)
    controller.abort()
    await Promise.all(all)
  })

  effect('limits.maxSummarizerJobs', 'so many summaries are made at once, and one of a session', async () => {
    rig.set({ 'limits.maxSummarizerJobs': 2 })
    const limiter = work(summaryLimits)
    const all = ['a', 'a', 'b', 'c'].map((flow) => limiter.enter({ flow, priority: 'medium' }))
    await Promise.race(all)
    expect([limiter.running, limiter.waiting]).toEqual([2, 2])
  })

  effect('limits.onBattery', 'reduced, half the work and double cache times; full, as always', async () => {
    expect([gitLimits(rig.settings(), true).most, freshnessFactor(rig.settings(), true), freshnessFactor(rig.settings(), false)]).toEqual([2, 2, 1])
    rig.set({ 'limits.onBattery': 'full' })
    expect([gitLimits(rig.settings(), true).most, freshnessFactor(rig.settings(), true)]).toEqual([4, 1])
  })

  /** Changes the settings as `heedSettings` does for a daemon. */
  const watchAs = (settings: Partial<Settings>): void => {
    rig.set(settings)
    rig.watcher.configure(watchingWay(rig.settings(), 'linux'))
    rig.captures.watchAnew()
  }
  const order = () => rig.host.orders.findLast((one) => one.kind === 'watch')

  effect('flags.watchBackend', 'decides how running sessions are watched', async () => {
    await start()
    await eventually(() => order()?.backend === 'auto')
    for (const [wanted, backend] of [
      ['polling', 'polling'],
      ['events', 'perFolder'],
      ['auto', 'auto'],
    ] as const) {
      watchAs({ 'flags.watchBackend': wanted })
      await eventually(() => order()?.backend === backend)
    }
    expect(watchingWay({ ...rig.settings(), 'flags.watchBackend': 'events' }, 'darwin').backend).toBe('chokidar')
  })

  effect('flags.pollInterval', 'is the pause between two looks', async () => {
    await start()
    await eventually(() => order()?.pollMs === 10_000)
    watchAs({ 'flags.pollInterval': 2.5 })
    await eventually(() => order()?.pollMs === 2_500)
  })

  const registry = (): string => join(repo.root, 'artifacts/session_registry.json')

  effect('flags.asyncRegistry', 'off, the registry stands when the answer comes', async () => {
    await start()
    expect(existsSync(registry())).toBe(false)
    await eventually(() => existsSync(registry()))
    rig.set({ 'flags.asyncRegistry': false })
    await rig.sessions.update({ cwd: repo.root }, { tags_add: ['now'] })
    expect(readFileSync(registry(), 'utf8')).toContain('"now"')
  })

  effect('flags.pythonCompat', 'off, neither the registry nor the state file is written', async () => {
    rig.set({ 'flags.pythonCompat': false, 'flags.asyncRegistry': false })
    await start()
    await eventually(() => existsSync(join(repo.root, 'artifacts/worklogs/B-7.md')))
    await rig.registry.close()
    expect([existsSync(registry()), existsSync(join(repo.root, '.ai_state.json'))]).toEqual([false, false])
  })
})

suite('main/settingsEffects: the daemon', () => {
  let daemon: Daemon
  let logged: { level: string; message: string }[]
  let events: ScribeEvent[]

  async function open(settings: Partial<Settings>): Promise<void> {
    if (Object.keys(settings).length > 0) writeFileSync(join(home, 'settings.json'), JSON.stringify(settings))
    logged = []
    events = []
    daemon = createDaemon({
      home,
      host: 'headless',
      storeWorker: new URL('./store/storeWorker.ts', import.meta.url),
      startWatchHost: childWatchHost(fileURLToPath(new URL('./watch/watchHost.ts', import.meta.url))),
      log: createLogger((line) => logged.push(JSON.parse(line)), { debug: true }),
      page: { folder: home },
    })
    daemon.subscribe(({ event }) => events.push(event))
    await daemon.start()
  }
  afterEach(async () => {
    await daemon.close()
    vi.unstubAllEnvs()
  })

  async function call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>> {
    const reply = await daemon.dispatch(name, input, { kind: 'cli', scopes: ['read', 'append', 'control'] })
    if (!reply.ok) throw new Error(`${reply.error.data?.code}: ${reply.error.message}`)
    return reply.result
  }
  const session = async () => (await call('session/get', { cwd: repo.root })).session

  test('a change of the way of watching is announced, and recording goes on in the new way', async () => {
    await open({})
    await call('session/start', { cwd: repo.root })
    await call('settings/update', { values: { 'flags.watchBackend': 'polling', 'flags.pollInterval': 1 } })
    await eventually(async () => (await session()).capture === 'live', 10_000)
    repo.write('polled.ts', 'x\n')
    await eventually(async () => (await session()).last?.path === 'polled.ts', 10_000)
    await call('settings/update', { values: { 'flags.watchBackend': 'auto' } })
    repo.write('watched.ts', 'x\n')
    await eventually(async () => (await session()).last?.path === 'watched.ts', 10_000)
    expect(events.filter(({ topic }) => topic === 'settings.changed')).toHaveLength(2)
  })

  effect('ipc.websocket', 'off, no page is served', async () => {
    await open({ 'ipc.websocket': false })
    expect(daemon.pageUrl).toBeNull()
    const { checks } = await call('doctor/run', {})
    expect(checks.find(({ name }) => name === 'page')).toMatchObject({ status: 'ok', found: 'It is switched off (ipc.websocket).' })
  })

  effect('ipc.port', 'is the port of the page', async () => {
    const probe = createServer().listen(0, '127.0.0.1')
    await new Promise((resolve) => probe.once('listening', resolve))
    const { port } = probe.address() as AddressInfo
    await new Promise((resolve) => probe.close(resolve))
    await open({ 'ipc.port': port })
    expect(daemon.pageUrl).toContain(`http://127.0.0.1:${port}/`)
  })

  effect('log.level', 'decides which lines are written, at once', async () => {
    await open({ 'log.level': 'debug' })
    await call('health', {})
    expect(logged).toContainEqual(expect.objectContaining({ level: 'debug', message: 'a command ended', name: 'health' }))
    await call('settings/update', { values: { 'log.level': 'error' } })
    const before = logged.length
    await call('health', {})
    expect(logged).toHaveLength(before)
  })

  /** A `git` that writes down how many of it run, takes its time, and then does as Git does. */
  function countingGit(log: string): string {
    const folder = mkdtempSync(join(home, 'bin-'))
    const inside = mkdtempSync(join(home, 'inside-'))
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
    const count = `/bin/mkdir ${inside}/$$; /bin/ls ${inside} | /usr/bin/wc -l >> ${log}; /bin/sleep 0.05; /bin/rmdir ${inside}/$$`
    writeFileSync(join(folder, 'git'), `#!/bin/sh\n${count}\nexec ${real} "$@"\n`, { mode: 0o755 })
    return folder
  }

  effect('limits.maxGitOps', 'no more runs of Git are under way at once', async () => {
    const most = async (limit: number): Promise<number> => {
      const log = join(home, `runs-${limit}`)
      vi.stubEnv('PATH', `${countingGit(log)}:${process.env.PATH}`)
      await open({ 'limits.maxGitOps': limit })
      await Promise.all(['B-1', 'B-2', 'B-3', 'B-4'].map((backlog_id) => call('session/start', { cwd: repo.root, backlog_id })))
      await daemon.close()
      return Math.max(...readFileSync(log, 'utf8').trim().split('\n').map(Number))
    }
    expect(await most(1)).toBe(1)
    expect(await most(4)).toBeGreaterThan(1)
  })

  effect('limits.maxGitOpsPerRepo', 'no more runs of Git are under way at once in one repository', async () => {
    const most = async (limit: number): Promise<number> => {
      const log = join(home, `own-runs-${limit}`)
      vi.stubEnv('PATH', `${countingGit(log)}:${process.env.PATH}`)
      await open({ 'limits.maxGitOps': 8, 'limits.maxGitOpsPerRepo': limit })
      await call('context/get', { cwd: repo.root, role: 'reviewer' })
      await daemon.close()
      return Math.max(...readFileSync(log, 'utf8').trim().split('\n').map(Number))
    }
    expect(await most(1)).toBe(1)
    expect(await most(4)).toBeGreaterThan(1)
  })

  test('on battery a summary is made when the session stops, and not before', async () => {
    await open({})
    daemon.spare(true)
    const made: string[] = []
    daemon.subscribe(({ event }) => event.topic === 'summary.updated' && made.push(event.session_id))
    const { session } = await call('session/start', { cwd: repo.root })
    await call('worklog/append', { cwd: repo.root, text: 'Idea: later' })
    await new Promise((resolve) => setTimeout(resolve, 2_500))
    expect(made).toEqual([])
    await call('session/stop', { cwd: repo.root })
    await eventually(() => made.includes(session.id), 10_000)
  })

  effect('flags.liveSummaries', 'off, nothing is summarized before somebody asks', async () => {
    await open({ 'flags.liveSummaries': false })
    const made: string[] = []
    daemon.subscribe(({ event }) => event.topic === 'summary.updated' && made.push(event.session_id))
    const { session } = await call('session/start', { cwd: repo.root })
    await call('settings/update', { values: { 'flags.liveSummaries': true } })
    expect(made).toEqual([])
    await call('worklog/append', { cwd: repo.root, text: 'Idea: now' })
    await eventually(() => made.includes(session.id))
  })

  effect('limits.maxClients', 'one program more is refused, and a window is not', async () => {
    await open({ 'limits.maxClients': 8 })
    const greet = (kind: 'cli' | 'ui') => connectClient(daemon.socket, { name: 'x', kind })
    const clients = await Promise.all(Array.from({ length: 8 }, () => greet('cli')))
    await expect(greet('cli')).rejects.toMatchObject({ code: 'limit.overloaded' })
    clients.push(await greet('ui'))
    await call('settings/update', { values: { 'limits.maxClients': 9 } })
    clients.push(await greet('cli'))
    for (const client of clients) client.close()
  })

  effect('limits.clientRate', 'more requests than that are refused with when to try again, from now on', async () => {
    await open({ 'limits.clientRate': 10 })
    const client = await connectClient(daemon.socket, { name: 'x', kind: 'cli' })
    const refused = async (): Promise<number> => {
      const answers = await Promise.allSettled(Array.from({ length: 60 }, () => client.call('health', {})))
      return answers.filter(({ status }) => status === 'rejected').length
    }
    expect(await refused()).toBeGreaterThan(10)
    await call('settings/update', { values: { 'limits.clientRate': 0 } })
    expect(await refused()).toBe(0)
    client.close()
  })

  effect('limits.contextDeadline', 'what is not there by then is missing from the answer', async () => {
    const folder = join(home, 'slow')
    mkdirSync(folder)
    const git = findGit(process.env.PATH ?? '', process.platform)
    writeFileSync(join(folder, 'git'), `#!/bin/sh\ncase "$*" in *" status "*) sleep 1.5;; esac\nexec '${git}' "$@"\n`, { mode: 0o755 })
    vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
    await open({ 'limits.contextDeadline': 1000 })
    expect((await call('context/get', { cwd: repo.root })).sections.git).toMatchObject({ state: 'timedOut', data: { unknown: ['status'] } })
    await call('settings/update', { values: { 'limits.contextDeadline': 10_000 } })
    expect((await call('context/get', { cwd: repo.root, max_age_ms: 0 })).sections.git).toMatchObject({ state: 'ok', data: { unknown: [] } })
  })

  const TTLS = { 'limits.cacheTtl.git': 'git', 'limits.cacheTtl.files': 'backlog', 'limits.cacheTtl.registry': 'registry' } as const
  for (const key of ['limits.cacheTtl.git', 'limits.cacheTtl.files', 'limits.cacheTtl.registry'] as const) {
    effect(key, 'what was fetched is served again for so long; 0 keeps nothing', async () => {
      await open({ [key]: 600 })
      const fetchesOf2 = async (): Promise<number> => {
        const before = (await call('context/stats', {})).fetches
        for (let n = 0; n < 2; n++) await call('context/get', { cwd: repo.root, sections: [TTLS[key]], max_age_ms: 600_000 })
        return (await call('context/stats', {})).fetches - before
      }
      expect(await fetchesOf2()).toBe(1)
      await call('settings/update', { values: { [key]: 0 } })
      expect(await fetchesOf2()).toBe(2)
    })
  }

  /** Somebody's memory: answers each question with `text`. */
  async function memoryService(text: string): Promise<{ url: string; close: () => void; asked: unknown[] }> {
    const asked: unknown[] = []
    const server = createHttpServer((request, response) => {
      let body = ''
      request.on('data', (chunk) => {
        body += chunk
      })
      request.on('end', () => {
        asked.push(JSON.parse(body))
        response.end(JSON.stringify({ text }))
      })
    })
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const { port } = server.address() as AddressInfo
    return { url: `http://127.0.0.1:${port}/memory`, close: () => server.close(), asked }
  }

  effect('limits.cacheMax', 'no more is kept; what was used longest ago makes room', async () => {
    const service = await memoryService(`${'x y '.repeat(90)}\n`.repeat(190))
    await open({ 'limits.cacheMax': 4, 'context.memory': service.url })
    const ask = async (from: number): Promise<number> => {
      for (let n = from; n < from + 40; n++) await call('context/get', { cwd: repo.root, sections: ['memory'], task: `task ${n}` })
      return (await call('context/stats', {})).evicted
    }
    expect(await ask(0)).toBeGreaterThan(0)
    expect((await call('context/stats', {})).bytes).toBeLessThanOrEqual(4 * 1024 * 1024)
    await call('settings/update', { values: { 'limits.cacheMax': 32 } })
    const before = (await call('context/stats', {})).evicted
    expect(await ask(100)).toBe(before)
    service.close()
  })

  effect('context.memory', 'off nobody is asked; an address is; a program only where settings.json itself names it', async () => {
    const service = await memoryService('The parser loses commas.')
    await open({})
    const memory = async () => (await call('context/get', { cwd: repo.root, role: 'coder', task: 'mend the parser', max_age_ms: 0 })).sections.memory
    expect(await memory()).toMatchObject({ state: 'ok', data: { text: '' } })
    await call('settings/update', { values: { 'context.memory': service.url } })
    expect(await memory()).toMatchObject({ state: 'ok', data: { text: 'The parser loses commas.', from: 'address' } })
    expect(service.asked).toMatchObject([{ role: 'coder', task: 'mend the parser', cwd: repo.root }])
    service.close()
    const program = join(home, 'memory')
    writeFileSync(program, '#!/bin/sh\ncat >/dev/null\necho "From a program."\n', { mode: 0o755 })
    await expect(call('settings/update', { values: { 'context.memory': program } })).rejects.toThrow('settings.locked: Only ')
    await daemon.close()
    await open({ 'context.memory': program })
    expect(await memory()).toMatchObject({ state: 'ok', data: { text: 'From a program.', from: 'program' } })
  })

  test('a timeout changed for all reaches the sessions that follow it', async () => {
    await open({})
    await call('session/start', { cwd: repo.root })
    await call('settings/update', { values: { 'recording.idleTimeout': 600 } })
    await eventually(async () => (await session()).idle_timeout_s === 600)
    expect((await call('settings/reset', {})).settings['recording.idleTimeout']).toBe(1800)
    await eventually(async () => (await session()).idle_timeout_s === 1800)
  })

  test('the files for the Python program are written again when they are wanted again', async () => {
    await open({ 'flags.pythonCompat': false })
    await call('session/start', { cwd: repo.root })
    const registry = join(repo.root, 'artifacts/session_registry.json')
    await call('settings/update', { values: { 'flags.pythonCompat': true } })
    await eventually(() => existsSync(registry) && readFileSync(registry, 'utf8').includes('"B-7"'))
  })

  effect('metrics.enabled', 'off, nothing is looked at', async () => {
    await open({ 'metrics.enabled': false, 'metrics.interval': 0.5 })
    const points = async () => (await call('metrics/history', { grain: 'second' })).points
    await call('session/start', { cwd: repo.root })
    await new Promise((resolve) => setTimeout(resolve, 1_200))
    expect(await points()).toEqual([])
    await call('settings/update', { values: { 'metrics.enabled': true } })
    await call('worklog/append', { cwd: repo.root, text: 'now' })
    await eventually(async () => (await points()).some(({ counters }) => counters.entries === 1))
  })

  effect('metrics.interval', 'is the pause between two looks', async () => {
    const lengths = async (interval: number): Promise<number> => {
      await call('settings/update', { values: { 'metrics.interval': interval } })
      const since = Date.now()
      await eventually(async () => {
        await call('worklog/append', { cwd: repo.root, text: 'again' })
        return (await call('metrics/history', { grain: 'second', from: since })).points.length >= 2
      }, 10_000)
      return (await call('metrics/history', { grain: 'second', from: since })).points.at(-1)?.ms ?? 0
    }
    await open({})
    await call('session/start', { cwd: repo.root })
    const [short, long] = [await lengths(0.5), await lengths(2)]
    expect([short >= 450, short < 1_500, long >= 1_900]).toEqual([true, true, true])
  })

  effect('limits.memorySoft', 'is from where memory is told', async () => {
    // The rule itself, with what is really used: `main/metrics/alertRules.test.ts`.
    const rule = RULES.find(({ code }) => code === 'load.memory')
    expect([120, 500].map((soft) => rule?.above({ ...DEFAULT_SETTINGS, 'limits.memorySoft': soft }))).toEqual([120, 500])
  })

  effect('retention.metricsDays', 'is how long hours are kept', async () => {
    await open({ 'retention.metricsDays': 1 })
    await call('session/start', { cwd: repo.root })
    await daemon.close()
    const store = await openStore(new URL('./store/storeWorker.ts', import.meta.url), join(home, 'data'))
    const hours = async (): Promise<number> => (await store.run({ kind: 'metrics', grain: 3_600_000, from: 0, to: Date.now(), limit: 99 })).length
    const kept = new MetricsHistory({ store, keptDays: () => 1, log: createLogger(() => undefined) })
    const point = (await store.run({ kind: 'metrics', grain: 60_000, from: 0, to: Date.now(), limit: 1 }))[0] as Sample
    for (let hour = 0; hour < 40; hour++) kept.add({ ...point, at: Date.now() - (40 - hour) * 3_600_000 }, true)
    await kept.close()
    expect(Math.abs((await hours()) - 25)).toBeLessThanOrEqual(1)
    await store.close()
  })

  effect('recording.ignore', 'what it names is not recorded, and that it is named is no change', async () => {
    await open({})
    await call('session/start', { cwd: repo.root })
    await eventually(async () => (await session()).capture === 'live', 10_000)
    repo.write('out/1.o', 'x\n')
    await eventually(async () => (await session()).changes === 1)
    await call('settings/update', { values: { 'recording.ignore': 'out/ *.tmp' }, repo: repo.root })
    repo.write('out/2.o', 'x\n')
    repo.write('a.tmp', 'x\n')
    repo.write('b.ts', 'x\n')
    await eventually(async () => (await session()).last?.path === 'b.ts')
    expect((await session()).changes).toBe(2)
    await call('settings/reset', { repo: repo.root })
    // What stands there at the look that follows counts as known.
    await new Promise((resolve) => setTimeout(resolve, 1_000))
    repo.write('out/3.o', 'x\n')
    await eventually(async () => (await session()).last?.path === 'out/3.o')
    expect((await session()).changes).toBe(3)
  })

  effect('flags.parallelContext', 'off, one source is asked after the other', async () => {
    /** Whether Git was asked while the memory, which takes its time, was. */
    const together = async (parallel: boolean): Promise<boolean> => {
      const folder = mkdtempSync(join(home, 'bin-'))
      const [asking, log, memory] = ['asking', 'log', 'memory'].map((name) => join(folder, name)) as [string, string, string]
      const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
      const note = `case " $* " in *" log "*) [ -e ${asking} ] && echo together >> ${log};; esac`
      writeFileSync(join(folder, 'git'), `#!/bin/sh\n${note}\nexec ${real} "$@"\n`, { mode: 0o755 })
      writeFileSync(memory, `#!/bin/sh\n: > ${asking}\n/bin/sleep 1\n/bin/rm ${asking}\necho remembered\n`, { mode: 0o755 })
      vi.stubEnv('PATH', `${folder}:${process.env.PATH}`)
      await open({ 'context.memory': memory, 'flags.parallelContext': parallel })
      await call('context/get', { cwd: repo.root, role: 'reviewer', deadline_ms: 8_000 })
      await daemon.close()
      return existsSync(log)
    }
    expect([await together(false), await together(true)]).toEqual([false, true])
  })

  effect('flags.liveUpdates', 'off, nobody is told that files move, and the record is the same', async () => {
    await open({ 'flags.liveUpdates': false })
    await call('session/start', { cwd: repo.root })
    await eventually(async () => (await session()).capture === 'live', 10_000)
    repo.write('quiet.ts', 'x\n')
    await eventually(async () => (await session()).last?.path === 'quiet.ts')
    expect(events.filter(({ topic }) => topic === 'file.changed')).toEqual([])
    await call('settings/update', { values: { 'flags.liveUpdates': true } })
    repo.write('loud.ts', 'x\n')
    await eventually(() => events.some(({ topic }) => topic === 'file.changed'))
  })

  test('what is set for one repository holds there and nowhere else', async () => {
    await open({})
    const other = createRepo({ folder: join(home, 'other'), branch: 'feat/B-8-x', files: { 'a.ts': 'x\n' } })
    const found = await call('settings/update', { values: { 'flags.pythonCompat': false, 'flags.liveSummaries': false }, repo: join(repo.root, '.') })
    expect(found).toMatchObject({ repo: repo.root, own: ['flags.liveSummaries', 'flags.pythonCompat'], settings: { 'flags.pythonCompat': false } })
    expect((await call('settings/get', {})).settings['flags.pythonCompat']).toBe(true)
    const made: string[] = []
    daemon.subscribe(({ event }) => event.topic === 'summary.updated' && made.push(event.session_id))
    for (const cwd of [repo.root, other.root]) await call('session/start', { cwd })
    for (const cwd of [repo.root, other.root]) await call('worklog/append', { cwd, text: 'Idea: here' })
    await eventually(async () => made.includes((await call('session/get', { cwd: other.root })).session.id), 10_000)
    expect(made).not.toContain((await session()).id)
    await expect(call('settings/update', { values: { 'limits.maxSessions': 3 }, repo: repo.root })).rejects.toThrow(
      'limits.maxSessions holds for all repositories',
    )
    await expect(call('settings/get', { repo: home })).rejects.toThrow('repo.notGit')
  })

  const hooked = (event: string, input: object) => call('agent/hook', { agent: 'claude-code', event, input: { session_id: 's', cwd: repo.root, ...input } })

  effect('recording.autoStart', 'an agent that begins begins a session: never, in known repositories, in every one', async () => {
    await open({})
    const began = async (): Promise<number> => {
      await hooked('SessionStart', {})
      return (await call('session/list', { state: ['recording'] })).sessions.length
    }
    expect(await began()).toBe(0)
    await call('settings/update', { values: { 'recording.autoStart': 'knownRepos' } })
    expect(await began()).toBe(0)
    await call('session/start', { cwd: repo.root })
    await call('session/stop', { cwd: repo.root })
    expect(await began()).toBe(1)
    await call('session/stop', { cwd: repo.root })
    const other = createRepo({ folder: join(home, 'unknown'), branch: 'feat/B-9-x', files: { 'a.ts': 'x\n' } })
    await hooked('SessionStart', { cwd: other.root })
    expect((await call('session/list', { state: ['recording'] })).sessions).toEqual([])
    await call('settings/update', { values: { 'recording.autoStart': 'onAgentConnect' } })
    await hooked('SessionStart', { cwd: other.root })
    expect((await call('session/list', { state: ['recording'] })).sessions).toMatchObject([{ repo: other.root }])
  })

  effect('agents.privacy', 'is how much of what agents do is kept', async () => {
    await open({})
    await call('session/start', { cwd: repo.root })
    for (const level of ['off', 'metadata', 'summary', 'full'] as const) {
      await call('settings/update', { values: { 'agents.privacy': level } })
      await hooked('Stop', { prompt_id: level, last_assistant_message: `Done with ${level}. And more.` })
    }
    const { entries } = await call('worklog/read', { cwd: repo.root })
    expect(entries.slice(1).flatMap(({ lines }) => lines)).toEqual(['- ✓ turn', '- ✓ turn: Done with summary.', '- ✓ turn: Done with full. And more.'])
  })

  effect('agents.context', 'off, an agent that begins is told nothing', async () => {
    await open({})
    await call('session/start', { cwd: repo.root })
    await call('context/get', { cwd: repo.root })
    expect((await hooked('SessionStart', {})).say).toContain('scribe-context')
    await call('settings/update', { values: { 'agents.context': 'off' } })
    expect((await hooked('SessionStart', {})).say).toBe('')
  })

  test('damaged settings are told as an alert, and the daemon runs with the defaults', async () => {
    writeFileSync(join(home, 'settings.json'), '{"limits.maxSess')
    await open({})
    const kept = readdirSync(home).find((name) => name.startsWith('settings.corrupt-'))
    expect(daemon.snapshot().alerts).toMatchObject([{ code: 'settings.corrupt', args: { file: kept } }])
    expect((await call('settings/get', {})).settings['limits.maxSessions']).toBe(8)
  })

  test('what the environment sets is locked, with the name of the variable', async () => {
    vi.stubEnv('SCRIBE_MAX_INSTANCES', '3')
    await open({})
    expect(await call('settings/get', {})).toMatchObject({ settings: { 'limits.maxSessions': 3 }, locked: { 'limits.maxSessions': 'SCRIBE_MAX_INSTANCES' } })
    await expect(call('settings/update', { values: { 'limits.maxSessions': 4 } })).rejects.toThrow('settings.locked: limits.maxSessions is set by SCRIBE_MAX')
  })

  test('every key has a test of what it does', () => {
    // What the app's shell does with its own keys, `e2e/wiring/settings.spec.ts` and `main/notifications` show.
    const ofDaemon = SETTING_KEYS.filter((key) => !/^(general|notify)\./.test(key))
    expect([...new Set(TESTED)].sort()).toEqual(ofDaemon.sort())
  })
})
