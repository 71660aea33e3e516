/**
 * Context over the socket: served from memory, after HEAD has moved, for many who ask at once, and while Git hangs; in repositories of
 * 100, 5,000 and 50,000 files with 5,000 commits and 200 worklogs. Beside it, on the same repository after the same commit, those of
 * `contextContenders.ts`.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import type { ScribeClient } from '../client/scribeClient.ts'
import type { DaemonProcess } from '../testing/daemonProcess.ts'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { type Contender, contendersOn } from './contextContenders.ts'
import { createGround, type GroundSize, moveHead } from './contextGround.ts'
import { removeTree, type Tree } from './trees.ts'

const SIZES = [
  ['100 files', 100],
  ['5k files', 5_000],
  ['50k files', 50_000],
] as const
const WARM = 300
const COLD = 30
/** The capture has looked at a commit by then, and has let go of Git. */
const SETTLE_MS = 1_000
const CLIENTS = 50
const REPOSITORIES = 10
const HANG_DEADLINE_MS = 500

export const bench: Bench = {
  summary: 'Context from memory, after a commit, for 50 clients and while Git hangs, beside the Python method, child processes and simple-git.',
  async run(say) {
    const figures: Figure[] = []
    for (const [name, files] of SIZES) {
      say(`${name}, 5,000 commits, 200 worklogs`)
      figures.push(...(await oneRepository(name, { files, commits: 5_000, worklogs: 200 })))
    }
    say(`${CLIENTS} clients over ${REPOSITORIES} repositories`)
    figures.push(...(await manyClients()))
    say('runs at once in one repository')
    figures.push(...(await sweep()))
    say('Git hangs')
    figures.push(...(await hanging()))
    return figures
  },
}

interface Ground {
  readonly tree: Tree
  readonly root: string
  readonly daemon: DaemonProcess
  readonly client: ScribeClient
}

/** A daemon that records the repository, proved to watch it. */
async function recorded(size: GroundSize, use: (ground: Ground) => Promise<Figure[]>): Promise<Figure[]> {
  const home = tempFolder()
  const tree = createGround(size)
  const { root } = tree.repo
  const daemon = await startBuiltDaemon(home)
  try {
    const client = await daemon.connect()
    await client.call('session/start', { cwd: root })
    await eventually(async () => (await client.call('session/get', { cwd: root })).session.capture === 'live')
    await sleep(SETTLE_MS)
    return await use({ tree, root, daemon, client })
  } finally {
    await daemon.stop()
    removeTree(tree)
    removeFolder(home)
  }
}

async function ask(client: ScribeClient, cwd: string, maxAgeMs: number): Promise<number> {
  const began = performance.now()
  const context = await client.call('context/get', { cwd, role: 'coder', max_age_ms: maxAgeMs, deadline_ms: 10_000 })
  const took = performance.now() - began
  if (context.partial) throw new Error(`partial: ${JSON.stringify(context.sections)}`)
  return took
}

async function oneRepository(name: string, size: GroundSize): Promise<Figure[]> {
  return await recorded(size, async ({ root, client }) => {
    const contenders = contendersOn(root)
    try {
      const warm = await warmSamples(client, root)
      const { own, others } = await coldSamples({ client, root, contenders })
      return [...latencies(`${name}: warm`, warm, [0.5, 0.95]), ...latencies(`${name}: cold`, own, [0.5, 0.95]), ...compared(name, { warm, own, others })]
    } finally {
      for (const contender of contenders) contender.close()
    }
  })
}

async function warmSamples(client: ScribeClient, root: string): Promise<number[]> {
  await ask(client, root, 0)
  const samples: number[] = []
  for (let n = 0; n < WARM; n++) samples.push(await ask(client, root, 2_000))
  return samples
}

interface Cold {
  readonly client: ScribeClient
  readonly root: string
  readonly contenders: readonly Contender[]
}

/** HEAD moves, we are asked at once; then, when all is quiet again, the others fetch the same. */
async function coldSamples({ client, root, contenders }: Cold): Promise<{ own: number[]; others: Map<string, number[]> }> {
  const own: number[] = []
  const others = new Map(contenders.map(({ name }) => [name, [] as number[]]))
  for (let n = -1; n < COLD; n++) {
    moveHead(root, n)
    const took = await ask(client, root, 0)
    await sleep(SETTLE_MS)
    if (n >= 0) own.push(took)
    // Each is slow; a third of the rounds is enough for a median.
    if (n % 3 !== 0) continue
    for (const { name, fetch } of contenders.map((contender) => ({ name: contender.name, fetch: () => contender.fetch() })))
      others.get(name)?.push(await fetch())
  }
  return { own, others }
}

function compared(
  name: string,
  { warm, own, others }: { warm: readonly number[]; own: readonly number[]; others: ReadonlyMap<string, readonly number[]> },
): Figure[] {
  const less = (ours: readonly number[], theirs: readonly number[]): number => round(100 * (1 - percentile(ours, 0.5) / percentile(theirs, 0.5)))
  const python = others.get('the Python method') ?? []
  const simple = others.get('simple-git, one after another') ?? []
  const share = (of: string, value: number): Figure => ({ name: `${name}: ${of}`, value, unit: '%', better: 'higher' })
  return [
    share('warm, less wall time than the Python method', less(warm, python)),
    share('cold, less wall time than the Python method', less(own, python)),
    share('cold, less wall time than simple-git', less(own, simple)),
    ...[...others].map(
      ([contender, samples]): Figure => ({
        name: `${name}: ${contender} p50 (contender)`,
        value: round(percentile(samples, 0.5)),
        unit: 'ms',
        better: 'lower',
      }),
    ),
  ]
}

/** All ask at the same moment, with nothing kept (HEAD has moved everywhere) and again with everything kept. */
async function manyClients(): Promise<Figure[]> {
  const home = tempFolder()
  const trees = Array.from({ length: REPOSITORIES }, () => createGround({ files: 100, commits: 100, worklogs: 10 }))
  const daemon = await startBuiltDaemon(home)
  try {
    const clients = await Promise.all(Array.from({ length: CLIENTS }, () => daemon.connect()))
    const [first] = clients
    for (const { repo } of trees) await first?.call('session/start', { cwd: repo.root })
    await sleep(SETTLE_MS)
    const cold: number[] = []
    const warm: number[] = []
    let most = 0
    for (let round = 0; round < 8; round++) {
      for (const { repo } of trees) moveHead(repo.root, round)
      await sleep(SETTLE_MS)
      const together = (maxAge: number): Promise<number[]> =>
        Promise.all(clients.map((client, index) => ask(client, trees[index % REPOSITORIES]?.repo.root ?? '', maxAge)))
      const watching = new AbortController()
      const counted = mostGits(daemon.pid, watching.signal)
      cold.push(...(await together(0)))
      watching.abort()
      most = Math.max(most, await counted)
      warm.push(...(await together(2_000)))
    }
    return [
      ...latencies(`${CLIENTS} clients at once, nothing kept`, cold, [0.5, 0.99]),
      ...latencies(`${CLIENTS} clients at once, all kept`, warm, [0.5, 0.99]),
      { name: `${CLIENTS} clients at once: Git processes at once, most`, value: most, unit: '', better: 'lower' },
    ]
  } finally {
    await daemon.stop()
    for (const tree of trees) removeTree(tree)
    removeFolder(home)
  }
}

/** The most processes called `git` that were seen below this one at once, looked for each millisecond. */
async function mostGits(pid: number, signal: AbortSignal): Promise<number> {
  let most = 0
  while (!signal.aborted) {
    most = Math.max(most, gitsBelow(pid).length)
    await sleep(1)
  }
  return most
}

function gitsBelow(pid: number): number[] {
  // The daemon starts them itself, on its main thread: looking at the whole tree would cost what is measured.
  const children = readFileSync(`/proc/${pid}/task/${pid}/children`, 'utf8').split(' ').map(Number)
  return children.filter((member) => {
    try {
      return readFileSync(`/proc/${member}/comm`, 'utf8').trim() === 'git'
    } catch {
      return false
    }
  })
}

/** The same fetches with one, two and four runs of Git at once in the repository. */
async function sweep(): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const [name, files] of SIZES.slice(1)) {
    const found = await recorded({ files, commits: 5_000, worklogs: 200 }, async ({ root, client }) => {
      const samples = new Map([1, 2, 4].map((limit) => [limit, [] as number[]]))
      for (let n = 0; n < COLD * 2; n++) {
        const limit = [1, 2, 4][n % 3] ?? 1
        await client.call('settings/update', { values: { 'limits.maxGitOpsPerRepo': limit } })
        moveHead(root, n)
        samples.get(limit)?.push(await ask(client, root, 0))
        await sleep(SETTLE_MS)
      }
      return [...samples].flatMap(([limit, taken]) => latencies(`${name}, cold, maxGitOpsPerRepo ${limit}`, taken, [0.5, 0.95]))
    })
    figures.push(...found)
  }
  return figures
}

/** Git waits for ever for somebody to write the index. */
async function hanging(): Promise<Figure[]> {
  return await recorded({ files: 100, commits: 100, worklogs: 10 }, async ({ root, client, daemon }) => {
    await client.call('session/stop', { cwd: root })
    await sleep(SETTLE_MS)
    const index = join(root, '.git/index')
    rmSync(index)
    execFileSync('mkfifo', [index])
    const began = performance.now()
    const { partial, sections } = await client.call('context/get', { cwd: root, role: 'coder', max_age_ms: 0, deadline_ms: HANG_DEADLINE_MS })
    const late = performance.now() - began - HANG_DEADLINE_MS
    if (!partial || sections.git?.state !== 'timedOut') throw new Error(`Git did not hang: ${JSON.stringify(sections.git)}`)
    await sleep(200)
    const left = gitsBelow(daemon.pid).length
    rmSync(index)
    return [
      { name: `Git hangs: answer after its deadline of ${HANG_DEADLINE_MS} ms`, value: round(late), unit: 'ms', better: 'lower' },
      { name: 'Git hangs: processes left 0.2 s later', value: left, unit: '', better: 'lower' },
    ]
  })
}
