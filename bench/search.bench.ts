/** Full-text search over 1,000 sessions and 1,000,000 entries: rare and very common words, with and without a session; and the index. */
import { join } from 'node:path'
import { monitorEventLoopDelay } from 'node:perf_hooks'
import { SummaryThread } from '../main/summaries/summaryThread.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, round } from './bench.ts'
import { fillSession, openGround } from './recordGround.ts'

const WORKER = new URL('../main/summaries/summaryWorker.ts', import.meta.url)
const SESSIONS = 1_000
const ENTRIES = 1_000
const TIMES = 100

export const bench: Bench = {
  summary: 'Search over 1,000 sessions and a million entries: rare and common words, with and without a session filter.',
  async run(say) {
    const folder = tempFolder()
    const store = await openGround(folder)
    const thread = new SummaryThread({ worker: WORKER, store: join(folder, 'data', 'scribe.db'), patterns: join(folder, 'none.json') })
    try {
      say(`recording ${SESSIONS} sessions`)
      for (let n = 0; n < SESSIONS; n++) await fillSession(store, `s${n}`, { count: ENTRIES, from: n * ENTRIES })
      say('indexing')
      const began = performance.now()
      while (await store.run({ kind: 'markIndexed', limit: 500 }));
      const indexed = performance.now() - began
      say('searching')
      const loop = monitorEventLoopDelay({ resolution: 1 })
      loop.enable()
      const figures: Figure[] = []
      const QUERIES = [
        ['a rare word', 'number 777777', undefined],
        ['a very common word', 'the', undefined],
        ['two common words', 'registry the', undefined],
        ['a beginning', 'regis*', undefined],
        ['a phrase', '"the registry"', undefined],
        ['a rare word of a session', 'number 777777', 's777'],
        ['a very common word of a session', 'the', 's5'],
      ] as const
      for (const [name, query, session] of QUERIES) {
        const taken: number[] = []
        for (let n = 0; n < TIMES; n++) {
          const asked = performance.now()
          await thread.ask({ kind: 'search', request: { query, limit: 20, ...(session === undefined ? {} : { sessions: [session] }) } })
          taken.push(performance.now() - asked)
        }
        figures.push(...latencies(name, taken.slice(2), [0.5, 0.95]))
      }
      loop.disable()
      figures.push({ name: 'entries that go into the index in a second', value: round((SESSIONS * ENTRIES * 1_000) / indexed), unit: '', better: 'higher' })
      figures.push({ name: 'event loop delay meanwhile p99', value: round(loop.percentile(99) / 1e6), unit: 'ms', better: 'lower' })
      return figures
    } finally {
      await thread.close()
      await store.close()
      removeFolder(folder)
    }
  },
}
