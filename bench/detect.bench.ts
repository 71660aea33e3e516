/**
 * From a write to "something moves" at a client of the daemon, and to the durable record: in a repository of 10,000 files, in one
 * of 100,000, and over 50 repositories at once. Beside it, on the same edits in the same run, a loop that polls `git status`
 * each 10 s, the floor of the Python program. One clock: each figure includes the way back here.
 */
import { execFile } from 'node:child_process'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import type { ScribeClient } from '../client/scribeClient.ts'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { processTree, residentMb } from './processes.ts'
import { createTree, removeTree, type Tree } from './trees.ts'

const run = promisify(execFile)
const EDITS = 120
const LARGE_EDITS = 40
const POLL_MS = 10_000

interface Samples {
  readonly raw: number[]
  readonly durable: number[]
}

export const bench: Bench = {
  summary: 'A write until "something moves" and until its durable record, at 10k and 100k files and over 50 repositories, beside polling.',
  async run(say) {
    const figures: Figure[] = []
    for (const [label, files, edits] of [
      ['10k', 10_000, EDITS],
      ['100k', 100_000, LARGE_EDITS],
    ] as const) {
      say(`making ${label}`)
      const tree = createTree(files, files / 4)
      const { samples, polled } = await measure([tree], { edits, poll: label === '10k' })
      figures.push(
        ...latencies(`${label}: write to raw change at a client`, samples.raw, [0.5, 0.99]),
        ...latencies(`${label}: write to durable record`, samples.durable, [0.5, 0.99]),
      )
      if (polled.length > 0) figures.push(...latencies(`${label}: write to a poll each 10 s (contender)`, polled, [0.5, 0.99]))
      removeTree(tree)
    }
    say('making 50 x 2k')
    const trees = Array.from({ length: 50 }, () => createTree(2_000))
    const { samples, memory } = await measure(trees, { edits: 150, poll: false })
    for (const tree of trees) removeTree(tree)
    return [
      ...figures,
      ...latencies('50 x 2k: write to durable record', samples.durable, [0.5, 0.99]),
      { name: '50 x 2k: memory of daemon and watch host', value: round(memory), unit: 'MB', better: 'lower' },
    ]
  },
}

async function measure(
  trees: readonly Tree[],
  how: { readonly edits: number; readonly poll: boolean },
): Promise<{ samples: Samples; polled: number[]; memory: number }> {
  const home = tempFolder()
  const daemon = await startBuiltDaemon(home)
  try {
    const client = await daemon.connect()
    for (const tree of trees) await startSession(client, tree)
    const marks = new Marks(await daemon.connect())
    await marks.listen()
    const poll = how.poll ? startPolling(trees[0]?.repo.root ?? '') : null
    const samples = await edit(trees, { edits: how.edits, marks, poll })
    await poll?.close()
    const memory = processTree(daemon.pid).reduce((sum, pid) => sum + residentMb(pid), 0)
    return { samples, polled: poll?.latencies ?? [], memory }
  } finally {
    await daemon.stop()
    removeFolder(home)
  }
}

async function startSession(client: ScribeClient, tree: Tree): Promise<void> {
  const { session } = await client.call('session/start', { cwd: tree.repo.root })
  await eventually(async () => (await client.call('session/get', { session: session.id })).session.capture === 'live', 60_000)
}

async function edit(trees: readonly Tree[], how: { readonly edits: number; readonly marks: Marks; readonly poll: Polling | null }): Promise<Samples> {
  const samples: Samples = { raw: [], durable: [] }
  for (let index = 0; index < how.edits; index++) {
    const tree = trees[index % trees.length]
    const path = tree?.files[(index * 7919) % tree.files.length]
    if (tree === undefined || path === undefined) continue
    const seen = how.marks.next(tree.repo.root)
    how.poll?.expect(path)
    const at = performance.now()
    tree.repo.write(path, `edit ${index}\n`)
    samples.raw.push((await seen.raw) - at)
    samples.durable.push((await seen.durable) - at)
    // Not in step with any timer of the daemon's.
    await sleep(120 + ((index * 37) % 160))
  }
  return samples
}

/** When this process heard of the next raw change and the next durable record of a repository. */
class Marks {
  readonly #client: ScribeClient
  #root = ''
  #raw: (at: number) => void = () => undefined
  #durable: (at: number) => void = () => undefined

  constructor(client: ScribeClient) {
    this.#client = client
  }

  async listen(): Promise<void> {
    await this.#client.subscribe(({ event }) => {
      const at = performance.now()
      if (event.topic === 'file.changed' && event.repo === this.#root) this.#raw(at)
      if (event.topic === 'session.updated' && event.session.repo === this.#root && event.session.last?.kind === 'change') this.#durable(at)
    })
  }

  next(root: string): { readonly raw: Promise<number>; readonly durable: Promise<number> } {
    this.#root = root
    const raw = Promise.withResolvers<number>()
    const durable = Promise.withResolvers<number>()
    this.#raw = raw.resolve
    this.#durable = durable.resolve
    return { raw: raw.promise, durable: durable.promise }
  }
}

interface Polling {
  readonly latencies: number[]
  expect(path: string): void
  close(): Promise<void>
}

/** The simplest loop that works: `git status` each 10 s; a path counts as seen when it is listed. */
function startPolling(root: string): Polling {
  const waiting = new Map<string, number>()
  const latencies: number[] = []
  const end = new AbortController()
  const loop = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const { stdout } = await run('git', ['status', '--porcelain', '-z'], { cwd: root, maxBuffer: 2 ** 26 })
      const now = performance.now()
      for (const [path, at] of waiting) {
        if (!stdout.includes(path)) continue
        latencies.push(now - at)
        waiting.delete(path)
      }
      await sleep(POLL_MS, undefined, { signal: end.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    latencies,
    expect: (path) => void waiting.set(path, performance.now()),
    close: async () => {
      end.abort()
      await running
    },
  }
}
