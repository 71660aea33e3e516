/** Each rule of the figures: under a daemon what makes it true really happens (Git is slow, the main thread is held up); of the others the figures are given. */

import { execFileSync } from 'node:child_process'
import { chmodSync, mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { AlertCode } from '../../shared/domain/alert.ts'
import { GAUGES } from '../../shared/domain/metrics.ts'
import { DEFAULT_SETTINGS, type Settings } from '../../shared/domain/settings.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import type { CommandInput } from '../../shared/protocol/commands.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { createDaemon, type Daemon } from '../daemon.ts'
import { childWatchHost } from '../watch/childHost.ts'
import { QUIET, RULES, stepped } from './alertRules.ts'
import { Meter } from './meter.ts'
import { mapped, type Sample } from './sample.ts'
import { Watchdog } from './watchdog.ts'

const TESTED = new Set<AlertCode>()
/** The rule of this code; the last test finds those that nobody asked for. */
const rule = (code: AlertCode): AlertCode => {
  TESTED.add(code)
  return code
}

suite('main/metrics/alertRules: under a daemon', () => {
  let home: string
  let repo: TestRepo
  let daemon: Daemon
  let slow: string

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-x', files: { 'a.ts': 'x\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
    slow = join(home, 'slow')
    mkdirSync(join(home, 'bin'))
    const real = execFileSync('sh', ['-c', 'command -v git'], { encoding: 'utf8' }).trim()
    writeFileSync(join(home, 'bin/git'), `#!/bin/sh\n[ -e ${slow} ] && sleep 0.5\nexec ${real} "$@"\n`)
    chmodSync(join(home, 'bin/git'), 0o755)
    vi.stubEnv('PATH', `${join(home, 'bin')}:${process.env.PATH}`)
    daemon = createDaemon({
      home,
      host: 'headless',
      storeWorker: new URL('../store/storeWorker.ts', import.meta.url),
      startWatchHost: childWatchHost(fileURLToPath(new URL('../watch/watchHost.ts', import.meta.url))),
      log: silentLogger,
    })
    await daemon.start()
    await call('session/start', { cwd: repo.root })
    await eventually(() => Object.values(daemon.snapshot().sessions)[0]?.capture === 'live', 10_000)
  })
  afterEach(async () => {
    await daemon.close()
    vi.unstubAllEnvs()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const call = <N extends CommandName>(name: N, input: CommandInput<N>) => daemon.dispatch(name, input, { kind: 'cli', scopes: ['read', 'append', 'control'] })
  const shown = (): string[] => daemon.snapshot().alerts.map(({ code }) => code)

  test('work as usual raises nothing but what the machine was really too slow for', async () => {
    for (let n = 0; n < 30; n++) {
      repo.write(`f${n}.ts`, 'x\n')
      await call('context/get', { cwd: repo.root })
      await call('worklog/append', { cwd: repo.root, text: `note ${n}` })
      await new Promise((resolve) => setTimeout(resolve, 250))
    }
    const causeless = daemon.snapshot().alerts.filter(({ args }) => Number(args.value) <= Number(args.target))
    expect(causeless).toEqual([])
  })

  test('Git that is slow makes changes, contexts and commands late, and each is said', { timeout: 90_000 }, async () => {
    await call('settings/update', { values: { 'limits.contextDeadline': 8_000, 'metrics.interval': 0.5 } })
    writeFileSync(slow, '')
    const codes = [rule('slow.detection'), rule('slow.context'), rule('slow.commands')]
    let n = 0
    const work = async (): Promise<boolean> => {
      repo.write(`f${n++}.ts`, 'x\n')
      await call('context/get', { cwd: repo.root, role: 'reviewer' })
      return codes.every((code) => shown().includes(code))
    }
    await eventually(work, 80_000)
    const detection = daemon.snapshot().alerts.find(({ code }) => code === 'slow.detection')
    expect(detection).toMatchObject({ severity: 'info', args: { target: 1_000 } })
    expect(Number(detection?.args.value)).toBeGreaterThan(1_000)
  })

  test('a main thread that is held up makes events late, and once they are not it is taken back', { timeout: 60_000 }, async () => {
    await call('settings/update', { values: { 'metrics.interval': 0.5 } })
    const hold = (): void => {
      const end = performance.now() + 250
      while (performance.now() < end);
    }
    const code = rule('slow.events')
    await eventually(async () => {
      await call('worklog/append', { cwd: repo.root, text: 'late' })
      // Between publishing and the disk's answer nothing else may run.
      const unsubscribe = daemon.subscribe(() => setImmediate(hold))
      await call('worklog/append', { cwd: repo.root, text: 'later' })
      unsubscribe()
      return shown().includes(code)
    }, 40_000)
    await eventually(async () => {
      for (let n = 0; n < 40; n++) await call('worklog/append', { cwd: repo.root, text: 'in time' })
      return !shown().includes(code)
    }, 20_000)
  })
})

suite('main/metrics/alertRules: hold and hysteresis', () => {
  let now: number
  /** The meter's own time. */
  let second: number
  let settings: Settings
  let meter: Meter
  let raised: { code: string; args: Record<string, string | number> }[]
  let events: string[]
  let watchdog: Watchdog

  beforeEach(() => {
    ;[now, settings, raised, events] = [0, DEFAULT_SETTINGS, [], []]
    second = 0
    meter = new Meter({ wall: () => second * 1_000, monotonic: () => second * 1_000 })
    const tell = (verb: string) => (fault: { code: AlertCode; args?: Readonly<Record<string, string | number>> }) => {
      events.push(`${verb} ${fault.code}`)
      raised = raised.filter(({ code }) => code !== fault.code)
      if (verb !== 'clear') raised.push({ code: fault.code, args: { ...fault.args } })
    }
    watchdog = new Watchdog({
      alerts: { raise: tell('raise'), update: tell('update'), clear: tell('clear') },
      settings: () => settings,
      monotonic: () => now,
    })
  })

  const gauges = { ...mapped(GAUGES, () => () => 0), rss_bytes: () => process.memoryUsage.rss() }
  /** A second of which a share was processor time, looked at as the last minute, after `ms`. */
  const look = (ms: number, share: number): Sample => {
    meter.begin()
    meter.count('cpu_ms', share * 1_000)
    second++
    const sample = meter.sample(gauges)
    now += ms
    watchdog.look([sample])
    return sample
  }
  const [BUSY, IDLE] = [0.6, 0.01]
  const codes = (): string[] => raised.map(({ code }) => code)

  test('a processor that is used for a minute is said, and taken back when it is not', () => {
    settings = { ...settings, 'limits.memorySoft': 100_000 }
    const code = rule('load.processor')
    look(0, BUSY)
    look(50_000, BUSY)
    expect(codes()).toEqual([])
    look(15_000, BUSY)
    expect(raised).toEqual([{ code, args: { target: 5, value: expect.any(Number) } }])
    expect(Number(raised[0]?.args.value)).toBeGreaterThan(20)
    look(1_000, IDLE)
    expect(events).toEqual([`raise ${code}`, `clear ${code}`])
    for (let n = 0; n < 5; n++) look(30_000, IDLE)
    expect(codes()).toEqual([])
  })

  test('figures as they are promised raise nothing, however long', () => {
    settings = { ...settings, 'limits.memorySoft': 100_000 }
    for (let n = 0; n < 20; n++) {
      for (const [name, ms] of [
        ['change_ms', 900],
        ['context_ms', 1_600],
        ['command_ms', 400],
        ['release_ms', 80],
      ] as const)
        for (let time = 0; time < 6; time++) meter.time(name, ms)
      look(10_000, IDLE)
    }
    expect(events).toEqual([])
  })

  test('a burst is no load: what is bad for less than it must be is not told', () => {
    settings = { ...settings, 'limits.memorySoft': 100_000 }
    for (let n = 0; n < 6; n++) {
      look(0, BUSY)
      look(40_000, BUSY)
      look(1_000, IDLE)
    }
    expect(events).toEqual([])
  })

  test('memory above the soft limit is said after half a minute, and below it nothing', () => {
    settings = { ...settings, 'limits.memorySoft': 1_000_000 }
    const code = rule('load.memory')
    for (let n = 0; n < 4; n++) look(20_000, IDLE)
    expect(codes()).toEqual([])
    settings = { ...settings, 'limits.memorySoft': 10 }
    for (let n = 0; n < 4; n++) look(20_000, IDLE)
    expect(raised).toEqual([{ code, args: { target: 10, value: expect.any(Number) } }])
    settings = { ...settings, 'limits.memorySoft': 1_000_000 }
    look(1_000, IDLE)
    expect(codes()).toEqual([])
  })

  test('between bad and better nothing changes; clearly worse is told anew', () => {
    const [any] = RULES
    if (any === undefined) throw new Error('no rules')
    const at = (state: typeof QUIET, time: number, figure: number | null) => stepped(state, any, { now: time, figure, above: 100 })
    let state = at(at(QUIET, 0, 150), 5_000, 150)
    expect(state.raised).toBe(true)
    state = at(state, 6_000, 95)
    expect(state.raised).toBe(true)
    expect(at(state, 7_000, 80)).toEqual(QUIET)
    expect(at(state, 7_000, null)).toEqual(QUIET)
    for (const ms of [2_000, 2_000, 9_000]) {
      for (let n = 0; n < 6; n++) meter.time('change_ms', ms)
      settings = { ...settings, 'limits.memorySoft': 100_000 }
      look(6_000, IDLE)
    }
    expect(events).toEqual(['raise slow.detection', 'update slow.detection'])
  })

  test('every rule has its test', () => expect([...TESTED].sort()).toEqual(RULES.map(({ code }) => code).sort()))
})
