/** The spans of time that can be looked at: how finely, and how often they are asked for anew. Pure. */
import type { Grain } from '../../../shared/domain/metrics.ts'
import type { Span } from '../charts/chartTypes.ts'

const SECOND = 1_000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE

interface Range {
  readonly ms: number
  readonly grain: Grain
  readonly everyMs: number
  readonly gapMs: number
}

export const RANGES = {
  '5m': { ms: 5 * MINUTE, grain: 'second', everyMs: 5 * SECOND, gapMs: MINUTE },
  '1h': { ms: HOUR, grain: 'minute', everyMs: 30 * SECOND, gapMs: 3 * MINUTE },
  '24h': { ms: 24 * HOUR, grain: 'minute', everyMs: MINUTE, gapMs: 3 * MINUTE },
  '7d': { ms: 7 * 24 * HOUR, grain: 'hour', everyMs: 5 * MINUTE, gapMs: 3 * HOUR },
  '30d': { ms: 30 * 24 * HOUR, grain: 'hour', everyMs: 5 * MINUTE, gapMs: 3 * HOUR },
} as const satisfies Record<string, Range>
export type RangeName = keyof typeof RANGES
export const RANGE_NAMES = Object.keys(RANGES) as RangeName[]

/** What of it is shown at `now`, ms since 1970. */
export function spanOf(name: RangeName, now: number): Span {
  const { ms, gapMs } = RANGES[name]
  return { from: now - ms, to: now, gapMs }
}
