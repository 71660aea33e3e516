/**
 * What watching costs by size: ready time and memory of the watch host at 10,000 and 100,000 files with node_modules beside,
 * and at 50 repositories of 2,000; the lean back end, chokidar 6 and python3-watchdog on the same trees, one after another.
 */
import { setTimeout as sleep } from 'node:timers/promises'
import type { BackendName } from '../main/watch/hostMessages.ts'
import { type Bench, type Figure, round } from './bench.ts'
import { residentMb } from './processes.ts'
import { createTree, removeTree, type Tree } from './trees.ts'
import { startWatchdog, startWatchHost } from './watchContenders.ts'

const LEAN: BackendName = process.platform === 'darwin' ? 'recursive' : 'perFolder'

export const bench: Bench = {
  summary: 'Ready time and memory of watching 10,000 and 100,000 files and 50 repositories, beside chokidar 6 and watchdog.',
  async run(say) {
    const figures: Figure[] = []
    for (const [label, make] of Object.entries(SIZES)) {
      say(`making ${label}`)
      const trees = make()
      figures.push(...(await measure(label, trees)))
      for (const tree of trees) removeTree(tree)
    }
    return figures
  },
}

const SIZES: Readonly<Record<string, () => Tree[]>> = {
  '10k': () => [createTree(10_000, 4_000)],
  '100k': () => [createTree(100_000, 40_000)],
  '50 x 2k': () => Array.from({ length: 50 }, () => createTree(2_000)),
}

async function measure(label: string, trees: readonly Tree[]): Promise<Figure[]> {
  const roots = trees.map((tree) => tree.repo.root)
  // Once unmeasured, so that every contender finds the folders in the system's cache.
  await costs(LEAN, roots)
  const lean = await costs(LEAN, roots)
  const chokidar = await costs('chokidar', roots)
  const watchdog = await startWatchdog(roots)
  const other =
    watchdog === null
      ? []
      : [figure(`${label}: ready, python3-watchdog`, watchdog.readyMs, 'ms'), figure(`${label}: memory, python3-watchdog`, residentMb(watchdog.pid), 'MB')]
  watchdog?.close()
  return [
    figure(`${label}: ready`, lean.readyMs, 'ms'),
    figure(`${label}: ready, chokidar 6`, chokidar.readyMs, 'ms'),
    figure(`${label}: ready, times chokidar's`, lean.readyMs / chokidar.readyMs, 'x'),
    figure(`${label}: watch host memory`, lean.mb, 'MB'),
    figure(`${label}: watch host memory, chokidar 6`, chokidar.mb, 'MB'),
    figure(`${label}: events from ignored trees`, lean.ignored, 'events'),
    ...other,
  ]
}

async function costs(backend: BackendName, roots: readonly string[]): Promise<{ readyMs: number; mb: number; ignored: number }> {
  const watch = await startWatchHost(backend, roots)
  await sleep(500)
  const mb = residentMb(watch.pid)
  const ignored = watch.heard.flatMap((message) => (message.kind === 'dirty' ? message.paths : [])).filter((path) => path.includes('node_modules')).length
  watch.close()
  return { readyMs: watch.readyMs, mb, ignored }
}

function figure(name: string, value: number, unit: string): Figure {
  return { name, value: round(value), unit, better: 'lower' }
}
