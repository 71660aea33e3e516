import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import type { Check } from '../../shared/domain/check.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { type Caller, createDaemon, type Daemon, type DaemonOptions } from '../daemon.ts'
import { childWatchHost } from '../watch/childHost.ts'
import { type DoctorParts, doctorCommands, judgePragmas } from './doctorCommands.ts'

const CALLER: Caller = { kind: 'cli', scopes: ['read', 'append', 'control'] }

suite('main/commands/doctorCommands', () => {
  let home: string
  let repo: TestRepo
  let daemon: Daemon

  beforeEach(() => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'one\n' } })
  })
  afterEach(async () => {
    await daemon.close()
    removeFolder(home)
    removeFolder(repo.root)
  })

  async function open(options: Partial<DaemonOptions> = {}): Promise<void> {
    daemon = createDaemon({
      home,
      host: 'headless',
      storeWorker: new URL('../store/storeWorker.ts', import.meta.url),
      startWatchHost: childWatchHost(fileURLToPath(new URL('../watch/watchHost.ts', import.meta.url))),
      log: silentLogger,
      ...options,
    })
    await daemon.start()
  }
  async function check(name: string): Promise<Check | undefined> {
    const reply = await daemon.dispatch('doctor/run', {}, CALLER)
    return reply.ok ? reply.result.checks.find((one) => one.name === name) : undefined
  }

  test('a daemon that is well says so of all its parts', async () => {
    mkdirSync(join(home, 'page/popover'), { recursive: true })
    writeFileSync(join(home, 'page/popover/index.html'), '<!doctype html>')
    await open({ page: { folder: join(home, 'page') } })
    const reply = await daemon.dispatch('doctor/run', {}, CALLER)
    const checks = reply.ok ? reply.result.checks : []
    const names = ['node', 'data folder', 'disk space', 'git', 'watch limits', 'store', 'watching', 'worklogs', 'page', 'settings', 'alerts']
    expect(checks.map(({ name }) => name)).toEqual(names)
    expect(checks.filter(({ status, name }) => status !== 'ok' && name !== 'watch limits')).toEqual([])
    // The token stands in the address and is nobody's business.
    expect(JSON.stringify(checks)).not.toContain(String(daemon.pageUrl).split('#')[1])
  })

  test('a page that is not built is a warning, in the app there is none to serve', async () => {
    await open({ page: { folder: join(home, 'nothing') } })
    expect(await check('page')).toMatchObject({ status: 'warn', found: expect.stringContaining('answers with 404') })
    await daemon.close()
    await open({ host: 'app' })
    expect(await check('page')).toMatchObject({ status: 'ok', found: 'The app shows its own windows.' })
  })

  test('a worklog folder that cannot be written fails, and its alert is told', async () => {
    await open()
    await daemon.dispatch('session/start', { cwd: repo.root }, CALLER)
    await eventually(async () => (await check('worklogs'))?.found === 'The files of 1 live sessions can be written.')
    rmSync(join(repo.root, 'artifacts'), { recursive: true })
    writeFileSync(join(repo.root, 'artifacts'), 'a file')
    expect(await check('worklogs')).toMatchObject({ status: 'fail', found: `${repo.root}/artifacts is no folder.` })
    await daemon.dispatch('worklog/append', { cwd: repo.root, text: 'x' }, CALLER)
    await eventually(async () => (await check('alerts'))?.status === 'warn')
    await daemon.dispatch('session/pause', { cwd: repo.root }, CALLER)
    removeFolder(repo.root)
    expect((await check('worklogs'))?.found).toBe(`${repo.root} is gone.`)
  })

  test('settings that are not heeded are named', async () => {
    writeFileSync(join(home, 'settings.json'), '{"limits.maxSessions": 1000}')
    await open()
    expect(await check('settings')).toMatchObject({ status: 'warn', found: 'Not heeded: limits.maxSessions takes a whole number from 1 to 64.' })
  })
})

suite('main/commands/doctorCommands: pragmas', () => {
  const GOOD = { journal_mode: 'wal', synchronous: 2, fullfsync: 1, user_version: 2 }
  const PRAGMAS: readonly [name: string, pragmas: Parameters<typeof judgePragmas>[0], platform: NodeJS.Platform, status: Check['status']][] = [
    ['all as it must be', GOOD, 'darwin', 'ok'],
    ['no full sync, where there is none', { ...GOOD, fullfsync: 0 }, 'linux', 'ok'],
    ['no full sync on a Mac', { ...GOOD, fullfsync: 0 }, 'darwin', 'fail'],
    ['another journal', { ...GOOD, journal_mode: 'delete' }, 'linux', 'fail'],
    ['less syncing', { ...GOOD, synchronous: 1 }, 'linux', 'fail'],
  ]
  for (const [name, pragmas, platform, status] of PRAGMAS) {
    test(`${name}: ${status}`, () => expect(judgePragmas(pragmas, platform).status).toBe(status))
  }

  test('windows are measured where there are some; a headless daemon says that it has none', async () => {
    const figures = [{ name: 'P1', value: 1, unit: 'ms', target: 100, ok: true }]
    const parts = { measureWindows: async () => figures } as unknown as DoctorParts
    expect(await doctorCommands(parts)['doctor/ui']({ quick: true }, CALLER)).toEqual({ figures })
    await expect(doctorCommands({} as DoctorParts)['doctor/ui']({ quick: true }, CALLER)).rejects.toThrow('Only the app has windows')
  })
})
