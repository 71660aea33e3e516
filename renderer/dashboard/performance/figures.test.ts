import { expect, suite, test } from 'vitest'
import { COUNTERS, GAUGES, type MetricsPoint, TIMINGS } from '../../../shared/domain/metrics.ts'
import { chartsOf } from './figures.ts'
import { RANGES, spanOf } from './ranges.ts'

const LIMITS = { softMb: 220, gitRuns: 4 }

const zeros = (names: object): Record<string, number> => Object.fromEntries(Object.keys(names).map((name) => [name, 0]))
const quiet = { count: 0, sum: 0, max: 0, p50: 0, p95: 0, p99: 0 }
function point(at: number, own: { counters?: object; gauges?: object; timings?: object } = {}): MetricsPoint {
  const timings = Object.fromEntries(Object.keys(TIMINGS).map((name) => [name, quiet]))
  return {
    at,
    ms: 60_000,
    counters: { ...zeros(COUNTERS), ...own.counters },
    gauges: { ...zeros(GAUGES), ...own.gauges },
    timings: { ...timings, ...own.timings },
  } as MetricsPoint
}

suite('renderer/dashboard/performance/figures', () => {
  test('nothing measured is a gap and said, never a zero', () => {
    const [latencies] = chartsOf([point(0), point(60_000)], LIMITS)
    expect(latencies?.series.flatMap(({ points }) => points.map(({ value }) => value))).toEqual([null, null, null, null, null, null])
    expect(latencies?.caption).toBe('Nothing was measured in this time.')
    expect(chartsOf([], LIMITS).map(({ id }) => id)).toEqual(['latency', 'context', 'queues', 'memory', 'activity', 'delivery', 'overhead'])
  })

  test('the newest figures are said in words, with their units', () => {
    const busy = point(0, {
      counters: { events: 60, events_folded: 7, event_gaps: 1, client_waits: 2, changes: 12, entries: 6, cpu_ms: 3_000, context_hits: 3, context_misses: 1 },
      gauges: { rss_bytes: 210 * 1024 * 1024, heap_bytes: 32 * 1024 * 1024, windows_bytes: 96 * 1024 * 1024 },
      timings: {
        change_ms: { ...quiet, count: 1, p50: 40, p95: 90, p99: 1_500 },
        context_ms: { ...quiet, count: 1, p50: 4, p95: 9 },
        context_git_ms: { ...quiet, count: 1, p95: 7 },
      },
    })
    const said = Object.fromEntries(chartsOf([busy, point(60_000)], LIMITS).map(({ id, caption }) => [id, caption]))
    expect(said.latency).toBe('Newest: p50 40 ms, p95 90 ms, p99 1.5 s.')
    expect(said.context).toBe('Newest: p50 4 ms, p95 9 ms, Git p95 7 ms. 75 % of the facts were in memory.')
    const [, , queues, memory, activity, delivery, overhead] = chartsOf([busy], LIMITS)
    expect(memory?.caption).toBe('Newest: daemon in all 210 MB, its objects 32 MB, kept for contexts 0 MB, windows 96 MB.')
    expect(chartsOf([point(0)], LIMITS)[3]?.series.map(({ key }) => key)).toEqual(['rss', 'heap', 'cache'])
    expect(queues?.targets).toEqual([{ value: 4, name: 'most at once 4' }])
    expect(delivery?.caption).toBe('Nothing was measured in this time. 1 events per second. Left out for a newer one: 7. Gaps: 1. Waited for a program: 2.')
    expect(memory?.targets).toEqual([{ value: 220, name: 'limit 220 MB' }])
    expect(activity?.series[0]?.points[0]?.value).toBe(12)
    expect(overhead?.caption).toBe('Newest: processor 5 %.')
  })

  test('a range is looked at up to now, as finely as is kept', () => {
    expect(spanOf('24h', 100 * 3_600_000)).toMatchObject({ from: 76 * 3_600_000, to: 100 * 3_600_000 })
    expect(Object.values(RANGES).every(({ ms, grain }) => ms / { second: 1_000, minute: 60_000, hour: 3_600_000 }[grain] <= 1_500)).toBe(true)
  })
})
