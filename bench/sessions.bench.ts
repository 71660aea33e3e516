/** Fifty sessions at once: how soon edits are durable and in the worklog, what that costs, what a flood next door changes, how fast orders are answered. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { ScribeClient } from '../client/scribeClient.ts'
import { Limiter } from '../main/base/limiter.ts'
import { summaryLimits } from '../main/base/workLimits.ts'
import { DEFAULT_SETTINGS } from '../shared/domain/settings.ts'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { cpuSeconds, processTree, residentMb } from './processes.ts'
import { type LoadedSession, SessionLoad } from './sessionLoad.ts'

const SESSIONS = 50
const EDITS_A_SECOND = 10
const SECONDS = 60
const QUIET_EDITS_A_SECOND = 2
const FLOOD_SECONDS = 20
const REWRITE_SECONDS = 30
const FLOOD_A_SECOND = 5_000

export const bench: Bench = {
  summary: 'Fifty sessions under load: durable, in the worklog, cost, a flood next door, fairness, orders.',
  async run(say) {
    const home = tempFolder()
    const daemon = await startBuiltDaemon(home)
    const client = await daemon.connect()
    const load = new SessionLoad(client)
    try {
      say(`starting ${SESSIONS} sessions`)
      const starts = await load.start(SESSIONS)
      say(`orders at ${SESSIONS} sessions`)
      const orders = await measureOrders(client, load.sessions)
      say(`${SESSIONS} x ${EDITS_A_SECOND} edits a second of the same files for ${REWRITE_SECONDS} s`)
      const rewritten = await measureRewriting(load, daemon.pid)
      say(`a flood of ${FLOOD_A_SECOND} events a second in one of them`)
      const flood = await measureFlood(load)
      say(`${SESSIONS} x ${EDITS_A_SECOND} edits a second for ${SECONDS} s`)
      const busy = await measureLoad(load, daemon.pid)
      return [...busy, ...rewritten, ...flood, ...(await fairness()), ...latencies('start acknowledged', starts, [0.5, 0.99]), ...orders]
    } finally {
      client.close()
      await daemon.stop()
      removeFolder(home)
      load.close()
    }
  },
}

async function measureLoad(load: SessionLoad, pid: number): Promise<Figure[]> {
  const earlier = load.sessions.map(({ latencies: taken }) => taken.length)
  const [cpuBefore, began] = [cpu(pid), performance.now()]
  let memory = 0
  const watching = setInterval(() => {
    memory = Math.max(memory, steadyMemory(pid))
  }, 1_000)
  await load.edit(load.sessions, { perSecond: EDITS_A_SECOND, seconds: SECONDS })
  const ended = performance.now()
  const share = ((cpu(pid) - cpuBefore) / ((ended - began) / 1_000)) * 100
  const lost = await load.settle(load.sessions)
  const durable = performance.now()
  clearInterval(watching)
  await eventually(() => load.sessions.every(({ repo, written }, n) => toldIn(repo.root, n) >= written.length), 60_000).catch(() => undefined)
  const all = load.sessions.flatMap(({ latencies: taken }, n) => taken.slice(earlier[n]))
  return [
    ...latencies(`${SESSIONS} x ${EDITS_A_SECOND} edits/s: edit to durable record`, all, [0.5, 0.99]),
    { name: 'edits a second that were really made', value: round((all.length + lost) / ((ended - began) / 1_000)), unit: '/s', better: 'higher' },
    { name: 'edits lost', value: lost, unit: 'edits', better: 'lower' },
    { name: 'last edit to its durable record', value: round(durable - ended), unit: 'ms', better: 'lower' },
    { name: 'last edit to its Markdown entry', value: round(performance.now() - ended), unit: 'ms', better: 'lower' },
    { name: 'processor with all children', value: round(share), unit: '% of a core', better: 'lower' },
    { name: 'memory of daemon and watch host', value: round(memory), unit: 'MB', better: 'lower' },
  ]
}

/** Most edits are of files that were changed before. */
async function measureRewriting(load: SessionLoad, pid: number): Promise<Figure[]> {
  // Until they differ from the last commit, Git is asked.
  await load.rewrite(load.sessions, { perSecond: EDITS_A_SECOND, seconds: 2 })
  load.told = []
  const before = cpu(pid)
  await load.rewrite(load.sessions, { perSecond: EDITS_A_SECOND, seconds: REWRITE_SECONDS })
  const share = ((cpu(pid) - before) / REWRITE_SECONDS) * 100
  return [
    ...latencies('the same files written on: first sign to durable record', load.told, [0.5, 0.99]),
    { name: 'the same files written on: processor with all children', value: round(share), unit: '% of a core', better: 'lower' },
  ]
}

/** What the others feel when one session's repository is flooded. */
async function measureFlood(load: SessionLoad): Promise<Figure[]> {
  const [flooded, ...others] = load.sessions
  const some = others.slice(0, 4)
  if (flooded === undefined) throw new Error('no sessions')
  const p99 = async (): Promise<number> => {
    const earlier = some.map(({ latencies: taken }) => taken.length)
    await load.edit(some, { perSecond: QUIET_EDITS_A_SECOND, seconds: FLOOD_SECONDS })
    await load.settle(some)
    return percentile(
      some.flatMap(({ latencies: taken }, n) => taken.slice(earlier[n])),
      0.99,
    )
  }
  const alone = await p99()
  const flooding = floodOf(flooded)
  const beside = await p99()
  const made = await flooding.stop()
  return [
    { name: 'edit to durable record p99, alone', value: round(alone), unit: 'ms', better: 'lower' },
    { name: 'edit to durable record p99, beside a flood', value: round(beside), unit: 'ms', better: 'lower' },
    { name: 'p99 beside a flood, worse', value: round((beside / alone - 1) * 100), unit: '%', better: 'lower' },
    { name: 'events a second of the flood', value: Math.round(made / FLOOD_SECONDS), unit: '/s', better: 'higher' },
  ]
}

/** One file written again and again by another process, so that this one keeps its time. */
function floodOf({ repo }: LoadedSession): { stop(): Promise<number> } {
  const script = `const fs = require('fs'); let n = 0; const paths = Array.from({ length: 200 }, (_, i) => 'flood-' + i + '.tmp')
    const tick = () => { for (let i = 0; i < ${FLOOD_A_SECOND / 100}; i++) fs.writeFileSync(paths[n++ % paths.length], String(n)) }
    setInterval(tick, 10); process.on('SIGTERM', () => { process.stdout.write(String(n)); process.exit(0) })`
  const child = spawn(process.execPath, ['-e', script], { cwd: repo.root, stdio: ['ignore', 'pipe', 'inherit'] })
  let said = ''
  child.stdout.on('data', (chunk: Buffer) => {
    said += chunk.toString('utf8')
  })
  return {
    stop: async () => {
      child.kill('SIGTERM')
      await once(child, 'close')
      return Number(said)
    },
  }
}

async function measureOrders(client: ScribeClient, sessions: readonly LoadedSession[]): Promise<Figure[]> {
  const taken: Record<'pause' | 'resume' | 'stop', number[]> = { pause: [], resume: [], stop: [] }
  for (const { id } of sessions) {
    for (const order of ['pause', 'resume', 'stop', 'resume'] as const) {
      const began = performance.now()
      await client.call(`session/${order}`, { session: id })
      taken[order].push(performance.now() - began)
    }
  }
  return Object.entries(taken).flatMap(([order, samples]) => latencies(`${order} acknowledged`, samples, [0.5, 0.99]))
}

/** Turns of each priority while all of them always want one, by the limiter that ships. */
async function fairness(): Promise<Figure[]> {
  const limiter = new Limiter(() => summaryLimits(DEFAULT_SETTINGS, false))
  const served = { high: 0, medium: 0, low: 0 }
  let left = 7_000
  const want = async (priority: keyof typeof served, flow: string): Promise<void> => {
    while (left > 0) {
      const leave = await limiter.enter({ flow, priority })
      if (left-- > 0) served[priority]++
      await Promise.resolve()
      leave()
    }
  }
  const each = (['high', 'medium', 'low'] as const).flatMap((priority) => [0, 1, 2].map((n) => want(priority, `${priority}${n}`)))
  await Promise.all(each)
  return (['high', 'medium'] as const).map((priority) => ({
    name: `turns of ${priority} for one of low`,
    value: round(served[priority] / served.low),
    unit: 'times',
    better: 'higher',
  }))
}

function cpu(pid: number): number {
  return processTree(pid).reduce((sum, member) => sum + cpuSeconds(member), 0)
}

/** Of the daemon and the processes that stay; runs of Git come and go. */
function steadyMemory(pid: number): number {
  return processTree(pid)
    .filter((member) => member === pid || isWatchHost(member))
    .reduce((sum, member) => sum + residentMb(member), 0)
}

function isWatchHost(pid: number): boolean {
  try {
    return readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('watchHost')
  } catch {
    return false
  }
}

/** How many files the worklog's entries tell of. */
function toldIn(root: string, n: number): number {
  const text = readFileSync(join(root, `artifacts/worklogs/B-${n + 1}.md`), 'utf8')
  return [...text.matchAll(/^- Changes: (\d+) file/gm)].reduce((sum, [, files]) => sum + Number(files), 0)
}
