/** The last 24 hours, and how busy each was. Pure. */
import type { MetricsPoint } from '../../../shared/domain/metrics.ts'

/** ms. */
export const HOUR = 3_600_000
export const HOURS = 24

interface Hour {
  readonly at: number
  readonly changes: number
}

/** The last 24 hours, oldest first; hours nobody measured are quiet ones. Pure. */
export function hoursOf(points: readonly MetricsPoint[], now: number): Hour[] {
  const last = Math.floor(now / HOUR)
  const sums = new Map<number, number>()
  for (const { at, counters } of points) {
    // What is older has no cell, and makes no hour look quieter.
    if (Math.floor(at / HOUR) <= last - HOURS) continue
    sums.set(Math.floor(at / HOUR), (sums.get(Math.floor(at / HOUR)) ?? 0) + counters.changes)
  }
  return Array.from({ length: HOURS }, (_, index) => {
    const hour = last - HOURS + 1 + index
    return { at: hour * HOUR, changes: sums.get(hour) ?? 0 }
  })
}
