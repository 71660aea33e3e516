/** How busy the record is and whether it keeps up: the figures and the line of the throughput strip. Pure. */
import type { AppState } from '../state/appState.ts'
import { shiftedBuckets } from '../state/reduce.ts'
import { latency } from './format.ts'
import { t } from './text.ts'
import type { Throughput } from './ui-contract.ts'

const MINUTE = 60_000

export function throughput(activity: AppState['activity'], now: number): Throughput {
  const buckets = shiftedBuckets(activity, Math.floor(now / MINUTE))
  const perMinute = rate(buckets, now)
  const p95 = percentile(activity.latencies, 0.95)
  return {
    buckets,
    perMinute: String(perMinute),
    p95: p95 === null ? null : latency(p95),
    chartName: t('throughput.chart', { low: Math.min(...buckets), high: Math.max(...buckets), now: perMinute }),
  }
}

/** Events in the last 60 seconds: the running minute, and of the one before it the part that is still within them. */
function rate(buckets: readonly number[], now: number): number {
  const outside = (now % MINUTE) / MINUTE
  return Math.round((buckets.at(-1) ?? 0) + (buckets.at(-2) ?? 0) * (1 - outside))
}

/** By nearest rank; `null` when there are no samples. */
export function percentile(samples: readonly number[], share: number): number | null {
  const sorted = [...samples].sort((a, b) => a - b)
  return sorted[Math.ceil(sorted.length * share) - 1] ?? null
}

/** Corners of a line through `values` in a box; the highest value lies at the top, zero at the bottom, `inset` keeps the stroke whole. */
export function linePoints(values: readonly number[], box: { readonly width: number; readonly height: number; readonly inset: number }): string {
  const high = Math.max(1, ...values)
  const step = (box.width - box.inset) / Math.max(1, values.length - 1)
  const usable = box.height - 2 * box.inset
  return values.map((value, index) => `${cut(index * step)},${cut(box.inset + usable * (1 - value / high))}`).join(' ')
}

function cut(coordinate: number): number {
  return Math.round(coordinate * 10) / 10
}
