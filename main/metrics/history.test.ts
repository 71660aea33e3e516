import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { COUNTERS, GAUGES, TIMINGS } from '../../shared/domain/metrics.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import { openStore, type Store } from '../store/store.ts'
import { Histogram } from './histogram.ts'
import { GRAIN_MS, MetricsHistory } from './history.ts'
import { joined, mapped, pointOf, type Sample } from './sample.ts'

const START = Date.UTC(2026, 10, 26, 9, 59, 58)
const MINUTE = GRAIN_MS.minute
const HOUR = GRAIN_MS.hour

function sample(at: number, { events = 1, rss = 1, ms = [10] }: { events?: number; rss?: number; ms?: readonly number[] } = {}): Sample {
  const spread = new Histogram()
  for (const each of ms) spread.add(each)
  return {
    at,
    ms: 1_000,
    counters: { ...mapped(COUNTERS, () => 0), events },
    gauges: { ...mapped(GAUGES, () => 0), rss_bytes: rss },
    timings: { ...mapped(TIMINGS, () => new Histogram().spread), change_ms: spread.spread },
  }
}

suite('main/metrics/history', () => {
  let folder: string
  let store: Store
  let history: MetricsHistory
  let keptDays: number

  const open = (): MetricsHistory => new MetricsHistory({ store, keptDays: () => keptDays, log: silentLogger })

  beforeEach(async () => {
    folder = tempFolder()
    store = await openStore(new URL('../store/storeWorker.ts', import.meta.url), folder)
    keptDays = 30
    history = open()
  })
  afterEach(async () => {
    await history.close()
    await store.close()
    removeFolder(folder)
  })

  const all = { from: 0, to: Number.MAX_SAFE_INTEGER }
  const told = async (grain: 'second' | 'minute' | 'hour'): Promise<[number, number][]> =>
    (await history.points({ grain, ...all })).map(({ at, counters }) => [at, counters.events])

  test('seconds become minutes and minutes hours, and no event is lost or counted twice', async () => {
    for (let n = 0; n < 200; n++) history.add(sample(START + n * 1_000), false)
    const first = START - 58_000
    expect((await told('second')).length).toBe(200)
    expect(await told('minute')).toEqual([
      [first, 2],
      [first + MINUTE, 60],
      [first + 2 * MINUTE, 60],
      [first + 3 * MINUTE, 60],
      [first + 4 * MINUTE, 18],
    ])
    expect(await told('hour')).toEqual([
      [START - 3_598_000, 2],
      [START - 3_598_000 + HOUR, 198],
    ])
  })

  test('what two lives wrote into one minute is one minute', async () => {
    history.add(sample(START, { events: 3 }), true)
    history.add(sample(START + 1_000, { events: 4 }), true)
    await history.close()
    history = open()
    history.add(sample(START + 1_500, { events: 5 }), true)
    expect(await told('minute')).toEqual([[START - 58_000, 12]])
  })

  test('minutes are kept for two days, hours as long as the person says', async () => {
    keptDays = 3
    for (let hour = 0; hour < 100; hour++) history.add(sample(START + hour * HOUR), true)
    const newest = START - 3_598_000 + 99 * HOUR
    const [minutes, hours] = [await told('minute'), await told('hour')]
    expect([minutes.length <= 50, (minutes[0]?.[0] ?? 0) >= newest - 48 * HOUR - HOUR]).toEqual([true, true])
    expect([hours[0]?.[0], hours.length]).toEqual([newest - 72 * HOUR, 73])
  })

  test('memory is bounded, and a time can be asked for', async () => {
    for (let n = 0; n < 5_000; n++) history.add(sample(START + n * 1_000), false)
    expect((await told('second')).length).toBe(600)
    const some = await history.points({ grain: 'second', from: START + 4_990_000, to: START + 4_995_000 })
    expect(some).toHaveLength(6)
    expect(history.recent(10_000, START + 5_000_000)).toHaveLength(10)
  })

  test('of a roll-up the timings are those of all values, and gauges the greatest', () => {
    const whole = joined(sample(1_000, { ms: [1, 1, 1], rss: 5 }), sample(2_000, { ms: [100], rss: 3 }))
    expect(pointOf(whole)).toMatchObject({
      at: 1_000,
      ms: 2_000,
      counters: { events: 2 },
      gauges: { rss_bytes: 5 },
      timings: { change_ms: { count: 4, max: 100 } },
    })
    const { p50, p99 } = pointOf(whole).timings.change_ms
    expect([p50 < 1.3, p99 > 90]).toEqual([true, true])
  })
})
