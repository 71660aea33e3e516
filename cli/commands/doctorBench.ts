/**
 * `scribe doctor --bench`: this machine against what is promised. A daemon of its own on a data folder of its own records repositories of
 * its own, so that nothing of the person's is touched; all of it is removed in the end. `--sweep` tries limits of Git at once and
 * recommends the smallest that is nearly as fast as the fastest.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { startDaemon } from '../../client/startDaemon.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Answer, Line } from '../verbs/output.ts'

const CLIENT = { name: 'scribe-doctor', kind: 'cli' } as const
const EDITS = 30
const NOTES = 100
const CONTEXTS = 50
const ORDERS = 15
const LIVE_MS = 20_000
const EDIT_MS = 10_000
/** Repositories that change at once in the sweep, files written in each, and the limits tried. */
const SWEEP = { repositories: 8, files: 40, rounds: 3, limits: [1, 2, 4, 8] } as const
/** A limit this close to the fastest is as good. */
const NEARLY = 1.1

export interface Measured {
  readonly name: string
  readonly value: number
  readonly unit: string
  /** `null` for what stands there for comparison. */
  readonly target: number | null
}

/** Measures and prints as a table what is met and what is missed. `entry` is the command's own file. */
export async function benchMachine(entry: string, sweep: boolean): Promise<Answer> {
  const folder = realpathSync(mkdtempSync(join(tmpdir(), 'scribe-bench-')))
  const home = join(folder, 'home')
  mkdirSync(home, { mode: 0o700 })
  const command = { program: process.execPath, args: [entry, 'daemon', '--quiet'], environment: { SCRIBE_HOME: home, SCRIBE_MAX_INSTANCES: '64' } }
  const client = await startDaemon(home, command, CLIENT)
  try {
    await client.call('settings/update', { values: { 'limits.clientRate': 0 } })
    const figures = await measureMachine(client, folder)
    const swept = sweep ? await sweepLimits(client, folder) : []
    return answerOf([...figures, ...swept], sweep ? recommended(swept) : null)
  } finally {
    await client.call('system/shutdown', {}).catch(() => undefined)
    client.close()
    await sleep(500)
    rmSync(folder, { recursive: true, force: true, maxRetries: 20, retryDelay: 100 })
  }
}

async function measureMachine(client: ScribeClient, folder: string): Promise<Measured[]> {
  const repo = await recorded(client, join(folder, 'repo'), 'B-1')
  const edits = await repeated(EDITS, async (n) => await editOnce(client, repo, `f${n}.ts`))
  const notes = await repeated(NOTES, async (n) => await timed(() => client.call('worklog/append', { cwd: repo, text: `note ${n}` })))
  const contexts = await repeated(CONTEXTS, async () => await timed(() => client.call('context/get', { cwd: repo, role: 'coder' })))
  const orders = await repeated(ORDERS, async () => {
    const pause = await timed(() => client.call('session/pause', { cwd: repo }))
    return Math.max(pause, await timed(() => client.call('session/resume', { cwd: repo })))
  })
  const { gauges, counters } = await client.call('metrics/get', {})
  return [
    { name: 'an edit until it is durable, p95', value: share(edits, 0.95), unit: 'ms', target: 1_000 },
    { name: 'a note until it is durable, p95', value: share(notes, 0.95), unit: 'ms', target: 500 },
    { name: 'a context, p95', value: share(contexts, 0.95), unit: 'ms', target: 2_000 },
    { name: 'pause or resume, p95', value: share(orders, 0.95), unit: 'ms', target: 500 },
    { name: 'memory of the daemon', value: Math.round(gauges.rss_bytes / 1024 / 1024), unit: 'MB', target: 220 },
    { name: 'runs of Git for all this', value: counters.git_runs, unit: '', target: null },
  ]
}

/** How long it takes until changes in several repositories at once are all durable, for each limit. */
async function sweepLimits(client: ScribeClient, folder: string): Promise<Measured[]> {
  const repos: string[] = []
  for (let n = 0; n < SWEEP.repositories; n++) repos.push(await recorded(client, join(folder, `sweep${n}`), `B-${n + 10}`))
  const found: Measured[] = []
  for (const limit of SWEEP.limits) {
    await client.call('settings/update', { values: { 'limits.maxGitOps': limit } })
    const rounds = await repeated(SWEEP.rounds, async (round) => await timed(() => changeAll(client, repos, `${limit}-${round}`)))
    found.push({ name: `${SWEEP.repositories} repositories at once, ${limit} runs of Git`, value: share(rounds, 0.5), unit: 'ms', target: null })
  }
  return found
}

async function changeAll(client: ScribeClient, repos: readonly string[], name: string): Promise<void> {
  const before = await Promise.all(repos.map((cwd) => changesIn(client, cwd)))
  for (const repo of repos) for (let n = 0; n < SWEEP.files; n++) writeFileSync(join(repo, `${name}-${n}.ts`), 'x\n')
  await Promise.all(repos.map((cwd, index) => until(async () => (await changesIn(client, cwd)) >= (before[index] ?? 0) + SWEEP.files, EDIT_MS)))
}

function recommended(swept: readonly Measured[]): Line {
  const fastest = Math.min(...swept.map(({ value }) => value))
  const index = swept.findIndex(({ value }) => value <= fastest * NEARLY)
  return `Recommended here: scribe config set limits.maxGitOps ${SWEEP.limits[index] ?? SWEEP.limits[0]}`
}

/** A new repository with a session that records it. */
async function recorded(client: ScribeClient, folder: string, backlogId: string): Promise<string> {
  mkdirSync(folder)
  const git = (...args: string[]): void => void execFileSync('git', ['-C', folder, ...args], { stdio: 'ignore' })
  git('init', '-q', '-b', 'main')
  writeFileSync(join(folder, '.gitignore'), 'artifacts/\n.ai_state.json\n')
  git('add', '-A')
  git('-c', 'user.name=scribe', '-c', 'user.email=scribe@localhost', '-c', 'commit.gpgsign=false', 'commit', '-q', '-m', 'first')
  await client.call('session/start', { cwd: folder, backlog_id: backlogId })
  await until(async () => (await client.call('session/get', { cwd: folder })).session.capture === 'live', LIVE_MS)
  return folder
}

async function editOnce(client: ScribeClient, cwd: string, name: string): Promise<number> {
  const before = await changesIn(client, cwd)
  return await timed(async () => {
    writeFileSync(join(cwd, name), 'x\n')
    await until(async () => (await changesIn(client, cwd)) > before, EDIT_MS)
  })
}

async function changesIn(client: ScribeClient, cwd: string): Promise<number> {
  return (await client.call('session/get', { cwd })).session.changes
}

async function until(holds: () => Promise<boolean>, withinMs: number): Promise<void> {
  const end = performance.now() + withinMs
  while (!(await holds())) {
    if (performance.now() > end) throw new ScribeError('wait.deadline', 'A change was not recorded in time. "scribe doctor" looks what is wrong.')
    await sleep(5)
  }
}

async function timed(run: () => Promise<unknown>): Promise<number> {
  const began = performance.now()
  await run()
  return performance.now() - began
}

async function repeated(times: number, run: (n: number) => Promise<number>): Promise<number[]> {
  const taken: number[] = []
  for (let n = 0; n < times; n++) taken.push(await run(n))
  return taken
}

function share(samples: readonly number[], part: number): number {
  const sorted = [...samples].sort((a, b) => a - b)
  return Math.round((sorted[Math.ceil(part * sorted.length) - 1] ?? 0) * 10) / 10
}

function answerOf(figures: readonly Measured[], advice: Line | null): Answer {
  const missed = figures.some(({ value, target }) => target !== null && value > target)
  const line = ({ name, value, unit, target }: Measured): Line => {
    const verdict = target === null ? '' : value <= target ? 'met' : 'missed'
    const promised = target === null ? '' : `  (at most ${target} ${unit})`
    return [{ style: verdict === 'missed' ? 'bad' : 'good', text: verdict.padEnd(8) }, `${name.padEnd(44)}${value} ${unit}${promised}`]
  }
  return { lines: [...figures.map(line), ...(advice === null ? [] : [advice])], json: { figures, missed } }
}
