/** Over a real store and the real reading thread: when a summary is made, that one at a time is, and what happens when one cannot be. */
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts'
import { sampleSession } from '../../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { Limiter } from '../base/limiter.ts'
import { silentLogger } from '../base/logger.ts'
import { summaryLimits } from '../base/workLimits.ts'
import { openStore, type Store } from '../store/store.ts'
import { LiveSummaries } from './liveSummaries.ts'
import { SummaryThread } from './summaryThread.ts'

const STORE = new URL('../store/storeWorker.ts', import.meta.url)
const WORKER = new URL('./summaryWorker.ts', import.meta.url)

suite('main/summaries/liveSummaries', () => {
  let folder: string
  let store: Store
  let thread: SummaryThread
  let live: LiveSummaries
  let session: Session
  let made: { cursor: number }[]
  let failing: (string | null)[]
  let fault: Error | null
  let looks: number

  beforeEach(async () => {
    folder = tempFolder()
    store = await openStore(STORE, folder)
    thread = new SummaryThread({ worker: WORKER, store: join(folder, 'scribe.db'), patterns: join(folder, 'none.json') })
    session = sampleSession({ id: 's1' })
    ;[made, failing, fault, looks] = [[], [], null, 0]
    const found = async (): Promise<string[]> => {
      looks++
      if (fault !== null) throw fault
      return []
    }
    live = new LiveSummaries({
      ...{ thread, store, log: silentLogger },
      lookup: { commits: found, names: found, recorded: found },
      session: (id) => (id === session.id ? session : undefined),
      now: () => Date.now(),
      publish: (one) => void made.push(one),
      failing: (_session, reason) => void failing.push(reason),
      limiter: new Limiter(() => summaryLimits(DEFAULT_SETTINGS, false)),
    })
  })
  afterEach(async () => {
    vi.useRealTimers()
    await live.close()
    await thread.close()
    await store.close()
    removeFolder(folder)
  })

  const note = async (text: string): Promise<void> => {
    await store.run({ kind: 'record', records: [{ session, changes: [], entries: [{ session_id: 's1', at: 1, kind: 'note', lines: [`- ${text}`] }] }] })
  }
  /** Timers are not real here, threads are. */
  const until = async (holds: () => boolean): Promise<void> => {
    const end = performance.now() + 20_000
    while (!holds() && performance.now() < end) await new Promise((resolve) => setImmediate(resolve))
    expect(holds()).toBe(true)
  }

  test('it is made when the session is quiet, at the latest ten seconds after something came, and not before', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    await note('Idea: one')
    live.touched('s1')
    await vi.advanceTimersByTimeAsync(1_400)
    live.touched('s1')
    await vi.advanceTimersByTimeAsync(1_400)
    expect(made).toEqual([])
    await vi.advanceTimersByTimeAsync(200)
    await until(() => made.length === 1)
    for (let second = 0; second < 11; second++) {
      live.touched('s1')
      await vi.advanceTimersByTimeAsync(1_000)
    }
    await until(() => made.length === 2)
  })

  test('several who ask at once share one reading', async () => {
    await note('Decision: one')
    const all = await Promise.all(Array.from({ length: 8 }, () => live.fresh(session)))
    expect([new Set(all).size, made.length]).toEqual([1, 1])
  })

  test('one that fails is tried again after growing pauses, is told after the third time, and is taken back when it succeeds', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'] })
    await note('Decision: keep src/a.ts')
    fault = new Error('Git does not answer')
    live.touched('s1')
    await vi.advanceTimersByTimeAsync(1_500)
    for (const pause of [5_000, 10_000]) {
      const before = looks
      await until(() => looks > 0)
      await vi.advanceTimersByTimeAsync(0)
      await until(() => looks >= before)
      await settled()
      expect(failing).toEqual([])
      await vi.advanceTimersByTimeAsync(pause)
    }
    await until(() => failing.length === 1)
    expect(failing).toEqual(['Git does not answer'])
    fault = null
    await vi.advanceTimersByTimeAsync(20_000)
    await until(() => failing.length === 2)
    expect([failing[1], made.length]).toEqual([null, 1])
  })

  /** What the thread was asked has been answered. */
  const settled = async (): Promise<void> => {
    await thread.ask({ kind: 'summaryOf', sessionId: 's1' })
    for (let n = 0; n < 20; n++) await new Promise((resolve) => setImmediate(resolve))
  }

  test('made anew for many, with how far it is; cancelled, what has not begun is left', async () => {
    await note('x')
    const many = Array.from({ length: 30 }, () => session)
    live.regenerate(many)
    expect(live.progress.total).toBe(30)
    live.cancel()
    await until(() => live.progress.done === 30)
    expect(made.length).toBeLessThan(30)
    live.regenerate([session])
    await until(() => live.progress.done === live.progress.total)
    expect(live.progress.total).toBe(1)
  })

  test('a thread that dies refuses those who wait, and the next question starts another', async () => {
    await note('Idea: one')
    await live.fresh(session)
    const broken = new SummaryThread({ worker: WORKER, store: join(folder, 'nowhere.db'), patterns: '' })
    await expect(broken.ask({ kind: 'summaryOf', sessionId: 's1' })).rejects.toMatchObject({ code: 'summary.failed' })
    await broken.close()
    await expect(broken.ask({ kind: 'summaryOf', sessionId: 's1' })).rejects.toMatchObject({ code: 'daemon.shuttingDown' })
  })
})
