/**
 * Many sessions for a long time, with one fault after another: an hour at 20 sessions with a fault a minute in `npm run test:long`, a
 * minute of the same in `npm test`. In the end the history is whole, memory and descriptors are where they were, and nearly every
 * request was answered.
 */
import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { LONG, times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const SESSIONS = times(6, 20)
const SECONDS = times(30, 3_600)
const FAULT_EVERY_S = times(7, 60)
/** A request that is answered within this, a lost connection included, counts as answered. */
const ANSWERED_MS = 5_000
const PROMISED = 0.999
/** Garbage comes and goes; what stays would show over an hour. */
const SLOPE_MB = 1
const WARM_UP = 0.25

describe('a soak of many sessions', () => {
  let home: string
  let repos: TestRepo[]
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    home = tempFolder()
    repos = Array.from({ length: SESSIONS }, (_, n) =>
      createRepo({ branch: `feat/B-${n + 1}-soak`, files: { 'a.ts': 'x\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } }),
    )
    writeFileSync(join(home, 'settings.json'), JSON.stringify({ 'limits.maxSessions': 64, 'limits.clientRate': 0, 'recording.idleTimeout': 0 }))
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
  })
  afterEach(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
    for (const { root } of repos) removeFolder(root)
  })

  /** Asked again over a new connection, under the same key, until it is answered or the time is up. */
  async function note(cwd: string, text: string): Promise<boolean> {
    const end = performance.now() + ANSWERED_MS
    while (performance.now() < end) {
      try {
        if (client.isClosed) client = await daemon.connect()
        await client.call('worklog/append', { cwd, text, idem: text })
        return true
      } catch {
        await sleep(50)
      }
    }
    return false
  }

  const figures = async () => (await client.call('metrics/get', {})).gauges
  const FAULTS: readonly (readonly [name: string, run: () => Promise<void> | void])[] = [
    ['the daemon killed', async () => restart()],
    ['a registry damaged', () => writeFileSync(join(one().root, 'artifacts/session_registry.json'), '\u0000[[[')],
    ['a worklog gone', () => rmSync(worklogOf(one()), { force: true })],
    ['the settings damaged', () => writeFileSync(join(home, 'settings.json'), '{"limits')],
    ['the watch host killed', () => killWatchHost(daemon.pid)],
    ['a burst of files', () => burst(one())],
  ]
  let turn = 0
  const one = (): TestRepo => repos[turn++ % repos.length] as TestRepo
  const worklogOf = ({ root }: TestRepo): string => join(root, 'artifacts/worklogs', readdirSync(join(root, 'artifacts/worklogs'))[0] ?? 'none.md')
  const burst = (repo: TestRepo): void => {
    for (let n = 0; n < 200; n++) repo.write(`burst/${n}.ts`, `${turn}\n`)
  }
  async function restart(): Promise<void> {
    await daemon.kill()
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  }

  test(`${SESSIONS} sessions for ${SECONDS} s, a fault every ${FAULT_EVERY_S} s: nothing is lost or twice, nothing grows, requests are answered`, {
    timeout: (SECONDS + 240) * 1_000,
    retry: 0,
  }, async () => {
    for (const { root } of repos) await client.call('session/start', { cwd: root })
    const acknowledged = new Map<string, string[]>(repos.map(({ root }) => [root, []]))
    const samples: { at: number; rss: number; descriptors: number }[] = []
    let [asked, answered, faults] = [0, 0, 0]
    const began = performance.now()
    for (let n = 0; performance.now() - began < SECONDS * 1_000; n++) {
      const repo = repos[n % repos.length] as TestRepo
      repo.write(`f${n % 40}.ts`, `${n}\n`)
      asked++
      if (await note(repo.root, `note ${n}`)) {
        answered++
        acknowledged.get(repo.root)?.push(`- note ${n}`)
      }
      if (performance.now() - began > (faults + 1) * FAULT_EVERY_S * 1_000) await FAULTS[faults++ % FAULTS.length]?.[1]()
      if (n % 10 === 0 && !client.isClosed)
        await figures().then(
          ({ rss_bytes, descriptors }) => samples.push({ at: performance.now() - began, rss: rss_bytes, descriptors }),
          () => undefined,
        )
      await sleep(60)
    }
    if (client.isClosed) client = await daemon.connect()
    await eventually(async () => (await client.call('session/list', { state: ['recording'] })).sessions.length === SESSIONS, 30_000)
    for (const [root, texts] of acknowledged) {
      const { entries } = await client.call('worklog/read', { cwd: root, limit: 500, newest: true })
      const notes = entries.flatMap(({ lines }) => lines.filter((line) => line.startsWith('- note ')))
      expect(notes.filter((line) => texts.includes(line))).toEqual(texts.slice(-notes.filter((line) => texts.includes(line)).length))
      expect(new Set(notes).size).toBe(notes.length)
    }
    const availability = answered / asked
    console.log(`soak: ${asked} requests, availability ${(availability * 100).toFixed(3)} %, ${faults} faults`)
    expect(faults).toBeGreaterThan(3)
    expect(availability).toBeGreaterThanOrEqual(PROMISED)
    // Since the last kill: each life begins with memory of its own.
    if (LONG) expect(slopeMb(samples.slice(Math.floor(samples.length * WARM_UP)))).toBeLessThan(SLOPE_MB)
    // What is in flight on a busy machine is let go again; what leaks is not.
    const fewest = Math.min(...samples.slice(0, 20).map((sample) => sample.descriptors))
    await eventually(async () => (await figures()).descriptors - fewest < 40, 30_000)
  })
})

/** MB an hour, by least squares. */
function slopeMb(samples: readonly { at: number; rss: number }[]): number {
  const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length
  const [at, rss] = [mean(samples.map((sample) => sample.at)), mean(samples.map((sample) => sample.rss))]
  const over = samples.reduce((sum, sample) => sum + (sample.at - at) * (sample.rss - rss), 0)
  const under = samples.reduce((sum, sample) => sum + (sample.at - at) ** 2, 0)
  return ((over / under) * 3_600_000) / 1024 / 1024
}

/** The child of the daemon that watches. */
function killWatchHost(parent: number): void {
  for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
    if (textOf(`/proc/${pid}/status`).includes(`PPid:\t${parent}\n`) && textOf(`/proc/${pid}/cmdline`).includes('watchHost'))
      process.kill(Number(pid), 'SIGKILL')
  }
}

/** Processes end while they are looked at. */
function textOf(path: string): string {
  try {
    return readFileSync(path, 'utf8')
  } catch {
    return ''
  }
}
