/**
 * Summaries of short and very long sessions: the first one, one more entry, what notes and the main thread feel meanwhile; and the
 * compatible form of a worklog file beside the Python rules run line by line.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { fileURLToPath } from 'node:url'
import type { Store } from '../main/store/store.ts'
import { SummaryThread } from '../main/summaries/summaryThread.ts'
import { summarizeWorklog } from '../main/summaries/worklogSummary.ts'
import { CitedExtraction } from '../shared/summaries/citedExtract.ts'
import { CompatExtraction } from '../shared/summaries/compatExtract.ts'
import { toLookFor } from '../shared/summaries/verify.ts'
import { WorklogReader } from '../shared/summaries/worklogReader.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, percentile, round } from './bench.ts'
import { entryOf, fillSession, openGround } from './recordGround.ts'

const WORKER = new URL('../main/summaries/summaryWorker.ts', import.meta.url)
/** Lines; entries have two each. */
const SIZES = [1_000, 50_000, 500_000] as const
const UPDATES = 60
const NOTES = 300
/** So many first summaries take longer than the notes. */
const THREADS = 4
const MEGABYTE = 1024 * 1024

export const bench: Bench = {
  summary: 'Summaries of 1k, 50k and 500k lines: first, after one more entry, memory, what notes feel; the compatible form beside Python.',
  async run(say) {
    const folder = tempFolder()
    const store = await openGround(folder)
    try {
      for (const lines of SIZES) {
        say(`recording ${lines} lines`)
        await fillSession(store, `s${lines}`, { count: lines / 2 })
      }
      await fillSession(store, 'notes', { count: 10 })
      say('first summaries')
      const first = await firsts(folder)
      say('one more entry, and notes meanwhile')
      return [...first, ...(await further(store, folder)), ...(await compatible(folder)), ...adversarial()]
    } finally {
      await store.close()
      removeFolder(folder)
    }
  },
}

function openThread(folder: string): SummaryThread {
  return new SummaryThread({ worker: WORKER, store: join(folder, 'data', 'scribe.db'), patterns: join(folder, 'none.json') })
}

const summarize = (thread: SummaryThread, sessionId: string) => thread.ask({ kind: 'summarize', sessionId, backlogId: 'B-1', now: 1 })

/** Each in a thread that is started and has read something small. */
async function firsts(folder: string): Promise<Figure[]> {
  const figures: Figure[] = []
  for (const lines of SIZES) {
    const thread = openThread(folder)
    await summarize(thread, 'notes')
    const before = process.memoryUsage().rss
    let peak = before
    const watching = setInterval(() => {
      peak = Math.max(peak, process.memoryUsage().rss)
    }, 5)
    const began = performance.now()
    await summarize(thread, `s${lines}`)
    const took = performance.now() - began
    clearInterval(watching)
    figures.push({ name: `first summary of ${lines} lines`, value: round(took), unit: 'ms', better: 'lower' })
    if (lines === 500_000)
      figures.push({ name: 'memory of the first summary of 500000 lines', value: round((peak - before) / MEGABYTE), unit: 'MB', better: 'lower' })
    await thread.close()
  }
  return figures
}

async function further(store: Store, folder: string): Promise<Figure[]> {
  const thread = openThread(folder)
  await summarize(thread, 's500000')
  const updates: number[] = []
  for (let n = 0; n < UPDATES; n++) {
    await fillSession(store, 's500000', { count: 1, from: 250_000 + n })
    const began = performance.now()
    await summarize(thread, 's500000')
    updates.push(performance.now() - began)
  }
  await thread.close()
  const noteMs = async (): Promise<number[]> => {
    const taken: number[] = []
    for (let n = 0; n < NOTES; n++) {
      const began = performance.now()
      await fillSession(store, 'notes', { count: 1, from: 100 + n })
      taken.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, 4))
    }
    return taken
  }
  // One for each first summary that is made while notes are taken; the app has its thread already when it is asked.
  const threads = Array.from({ length: THREADS }, () => openThread(folder))
  for (const each of threads) await summarize(each, 'notes')
  const alone = await noteMs()
  const loop = monitorEventLoopDelay({ resolution: 1 })
  loop.enable()
  const reading = (async () => {
    for (const each of threads) await summarize(each, 's500000')
  })()
  const beside = await noteMs()
  await Promise.all(threads.map((each) => each.close()))
  await reading.catch(() => undefined)
  loop.disable()
  return [
    ...latencies('update after one more entry, 500000 lines', updates, [0.5, 0.95]),
    { name: 'a note alone p99', value: round(percentile(alone, 0.99)), unit: 'ms', better: 'lower' },
    { name: 'a note while 500000 lines are summarized p99', value: round(percentile(beside, 0.99)), unit: 'ms', better: 'lower' },
    {
      name: 'notes while 500000 lines are summarized, p99 worse',
      value: round((percentile(beside, 0.99) / percentile(alone, 0.99) - 1) * 100),
      unit: '%',
      better: 'lower',
    },
    { name: 'event loop delay meanwhile p99', value: round(loop.percentile(99) / 1e6), unit: 'ms', better: 'lower' },
  ]
}

/** The same lines as a worklog file. */
async function compatible(folder: string): Promise<Figure[]> {
  mkdirSync(join(folder, 'artifacts/worklogs'), { recursive: true })
  const path = join(folder, 'artifacts/worklogs/B-1.md')
  const blocks = Array.from({ length: 125_000 }, (_, n) => `## 2026-11-20 10:00:00\n\n${entryOf('s', n).lines.join('\n')}\n`)
  writeFileSync(path, `# Worklog B-1\n${blocks.join('')}`)
  const began = performance.now()
  await summarizeWorklog({ root: folder, gitDir: folder, backlogId: 'B-1', format: 'json', write: false, now: 1 })
  const ours = performance.now() - began
  const python = JSON.parse(execFileSync('python3', [fileURLToPath(new URL('./pythonSummary.py', import.meta.url)), path], { encoding: 'utf8' }))
  return [
    { name: 'compatible summary of 500000 lines', value: round(ours), unit: 'ms', better: 'lower' },
    { name: 'the Python rules, line by line (contender)', value: round(python.ms), unit: 'ms', better: 'lower' },
    { name: 'the Python rules: memory (contender)', value: round(python.rss_mb), unit: 'MB', better: 'lower' },
    { name: 'size of the worklog', value: round(statSync(path).size / MEGABYTE), unit: 'MB', better: 'lower' },
  ]
}

/** Text that takes patterns with backtracking for ever; the worst of several, for a megabyte, in both forms. */
function adversarial(): Figure[] {
  const unit = ['- Decision: ', '- 2026-11-20 10:00:00 - ', '((((', 'a/b/'.repeat(20), ' \t', '- Commit abcdef1: ', '\u0000', 'deadbeef1 ', '- [ ] ', '::::']
  const texts = unit.map((part) => part.repeat(Math.ceil(MEGABYTE / part.length)))
  const worst = (run: (text: string) => void): number =>
    Math.max(
      ...texts.map((text) => {
        const began = performance.now()
        run(text)
        return performance.now() - began
      }),
    )
  const cited = (text: string): void => {
    const extraction = new CitedExtraction()
    const reader = new WorklogReader((entry) => extraction.add(entry))
    reader.push(`## 2026-11-20 10:00:00\n\n${text}\n`)
    reader.finish()
    toLookFor(extraction.summary({ session_id: null, backlog_id: 'B-1', now: 1, truncated: false }))
  }
  const compat = (text: string): void => {
    const extraction = new CompatExtraction()
    extraction.push(text)
    extraction.finish('B-1')
  }
  return [
    { name: 'a megabyte of adversarial text, cited', value: round(worst(cited)), unit: 'ms', better: 'lower' },
    { name: 'a megabyte of adversarial text, compatible', value: round(worst(compat)), unit: 'ms', better: 'lower' },
  ]
}
