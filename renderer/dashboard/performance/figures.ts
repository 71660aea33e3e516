/** The charts of the performance view, out of what the daemon measured. Pure. Invariant: a span in which nothing was measured is a gap, never a zero. */
import type { CounterName, MetricsPoint, TimingName } from '../../../shared/domain/metrics.ts'
import { latency } from '../../../shared/ui/format.ts'
import type { ChartData, Series } from '../charts/chartTypes.ts'
import type { Point } from '../charts/path.ts'
import { t } from '../text.ts'

const MEGABYTE = 1024 * 1024
const MINUTE = 60_000
const QUANTILES = ['p50', 'p95', 'p99'] as const

type Take = (point: MetricsPoint) => number | null

/** What the settings allow: drawn as lines that are not to be passed. */
export interface Limits {
  readonly softMb: number
  readonly gitRuns: number
}

/** All of them, in their order. */
export function chartsOf(points: readonly MetricsPoint[], limits: Limits): ChartData[] {
  return [
    latencies(points),
    contexts(points),
    queues(points, limits.gitRuns),
    memory(points, limits.softMb),
    activity(points),
    delivery(points),
    overhead(points),
  ]
}

function latencies(points: readonly MetricsPoint[]): ChartData {
  const targets = [
    { value: 100, name: latency(100) },
    { value: 1_000, name: latency(1_000) },
  ]
  const series = quantiles(points, 'change_ms')
  return { id: 'latency', title: t('chart.latency'), caption: captionOf(series, latency), format: latency, axis: 'log', series, targets }
}

function contexts(points: readonly MetricsPoint[]): ChartData {
  const bySource = (
    [
      ['git', 3],
      ['files', 4],
      ['registry', 6],
    ] as const
  ).map(([key, tone]) => line(points, { key, tone }, ({ timings: { [`context_${key}_ms` as const]: spent } }) => (spent.count === 0 ? null : spent.p95)))
  const series = [...quantiles(points, 'context_ms').slice(0, 2), ...bySource]
  const [hits, misses] = [total(points, 'context_hits'), total(points, 'context_misses')]
  const share = hits + misses === 0 ? '' : ` ${t('chart.context.hits', { percent: Math.round((hits / (hits + misses)) * 100) })}`
  const targets = [{ value: 2_000, name: latency(2_000) }]
  return { id: 'context', title: t('chart.context'), caption: `${captionOf(series, latency)}${share}`, format: latency, axis: 'log', series, targets }
}

function queues(points: readonly MetricsPoint[], gitRuns: number): ChartData {
  const targets = [{ value: gitRuns, name: t('chart.target.gitRuns', { count: gitRuns }) }]
  const series = [
    line(points, { key: 'gitWaiting', tone: 1 }, ({ gauges }) => gauges.git_waiting),
    line(points, { key: 'gitRunning', tone: 2 }, ({ gauges }) => gauges.git_running),
    line(points, { key: 'summariesWaiting', tone: 3 }, ({ gauges }) => gauges.summaries_waiting),
  ]
  return { id: 'queues', title: t('chart.queues'), caption: captionOf(series, whole), format: whole, axis: 'linear', series, targets }
}

function memory(points: readonly MetricsPoint[], softMb: number): ChartData {
  // A daemon without an app has no windows, which is not the same as windows that cost nothing.
  const windows = line(points, { key: 'windows', tone: 4 }, ({ gauges }) => (gauges.windows_bytes === 0 ? null : gauges.windows_bytes / MEGABYTE))
  const series = [
    line(points, { key: 'rss', tone: 1 }, ({ gauges }) => gauges.rss_bytes / MEGABYTE),
    line(points, { key: 'heap', tone: 2 }, ({ gauges }) => gauges.heap_bytes / MEGABYTE),
    line(points, { key: 'cache', tone: 3 }, ({ gauges }) => gauges.cache_bytes / MEGABYTE),
    ...(windows.points.some(({ value }) => value !== null) ? [windows] : []),
  ]
  const targets = [{ value: softMb, name: t('chart.target.soft', { size: megabytes(softMb) }) }]
  return { id: 'memory', title: t('chart.memory'), caption: captionOf(series, megabytes), format: megabytes, axis: 'linear', series, targets }
}

function activity(points: readonly MetricsPoint[]): ChartData {
  const perMinute = (name: 'changes' | 'entries'): Take => {
    return ({ counters, ms }) => (ms <= 0 ? null : (counters[name] / ms) * MINUTE)
  }
  const series = [
    line(points, { key: 'changes', tone: 1 }, perMinute('changes')),
    line(points, { key: 'entries', tone: 2 }, perMinute('entries')),
    line(points, { key: 'recording', tone: 3 }, ({ gauges }) => gauges.sessions_recording),
  ]
  return { id: 'activity', title: t('chart.activity'), caption: captionOf(series, whole), format: whole, axis: 'linear', series, targets: [] }
}

function delivery(points: readonly MetricsPoint[]): ChartData {
  const series = quantiles(points, 'release_ms').slice(0, 2)
  const measured = points.findLast(({ ms }) => ms > 0)
  const rate = measured === undefined ? '' : ` ${t('chart.delivery.rate', { rate: whole((measured.counters.events / measured.ms) * 1_000) })}`
  const lost = { folded: total(points, 'events_folded'), gaps: total(points, 'event_gaps'), waits: total(points, 'client_waits') }
  const targets = [{ value: 100, name: latency(100) }]
  return {
    id: 'delivery',
    title: t('chart.delivery'),
    caption: `${captionOf(series, latency)}${rate} ${t('chart.delivery.lost', lost)}`,
    format: latency,
    axis: 'log',
    series,
    targets,
  }
}

function overhead(points: readonly MetricsPoint[]): ChartData {
  const series = [line(points, { key: 'cpu', tone: 1 }, ({ counters, ms }) => (ms <= 0 ? null : (counters.cpu_ms / ms) * 100))]
  const targets = [{ value: 5, name: percent(5) }]
  return { id: 'overhead', title: t('chart.overhead'), caption: captionOf(series, percent), format: percent, axis: 'linear', series, targets }
}

function total(points: readonly MetricsPoint[], name: CounterName): number {
  return points.reduce((sum, { counters }) => sum + counters[name], 0)
}

function quantiles(points: readonly MetricsPoint[], name: TimingName): Series[] {
  return QUANTILES.map((quantile, index) => ({
    key: quantile,
    name: quantile,
    tone: ([1, 2, 5] as const)[index] ?? 1,
    points: valuesOf(points, ({ timings }) => (timings[name].count === 0 ? null : timings[name][quantile])),
  }))
}

interface Line {
  readonly key:
    | 'git'
    | 'files'
    | 'registry'
    | 'gitWaiting'
    | 'gitRunning'
    | 'summariesWaiting'
    | 'rss'
    | 'heap'
    | 'cache'
    | 'windows'
    | 'changes'
    | 'entries'
    | 'recording'
    | 'cpu'
  readonly tone: Series['tone']
}

function line(points: readonly MetricsPoint[], { key, tone }: Line, take: Take): Series {
  return { key, name: t(`series.${key}`), tone, points: valuesOf(points, take) }
}

function valuesOf(points: readonly MetricsPoint[], take: Take): Point[] {
  return points.map((point) => ({ at: point.at, value: take(point) }))
}

/** "p50 12 ms, p95 31 ms.": the newest of each that was measured. */
function captionOf(series: readonly Series[], format: (value: number) => string): string {
  const said = series.flatMap(({ name, points }) => {
    const newest = points.findLast(({ value }) => value !== null)?.value ?? null
    return newest === null ? [] : [t('chart.newest', { name, value: format(newest) })]
  })
  return said.length === 0 ? t('chart.nothing') : t('chart.caption', { list: said.join(t('separator.comma')) })
}

function whole(value: number): string {
  return t('chart.number', { value: value < 10 ? Math.round(value * 10) / 10 : Math.round(value) })
}

function megabytes(value: number): string {
  return t('chart.megabytes', { value: value < 10 ? Math.round(value * 10) / 10 : Math.round(value) })
}

function percent(value: number): string {
  return t('chart.percent', { value: value < 10 ? Math.round(value * 10) / 10 : Math.round(value) })
}
