/**
 * How times, latencies, names and branches are written. Pure. Times are cut, not rounded: "28 m" means that at least 28
 * minutes are left or have passed. Names come from repositories and agents, so they pass through `plainText` first.
 */
import { backlogIdInBranch } from '../domain/backlogId.ts'
import { t } from './text.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

type Unit = 'seconds' | 'minutes' | 'hours' | 'days'

/** "12 s", "6 m", "2 h", "3 d"; less than a second, or a time ahead of the clock, is "now". */
export function shortDuration(ms: number): string {
  const { count, unit } = largestUnit(ms)
  return count === 0 ? t('duration.now') : t(`duration.short.${unit}`, { count })
}

/** "12 s ago"; less than a second is "now". */
export function agoText(ms: number): string {
  return ms < SECOND ? t('duration.now') : t('library.ago', { time: shortDuration(ms) })
}

/** "12 seconds", "1 minute". */
export function longDuration(ms: number): string {
  const { count, unit } = largestUnit(ms)
  return t(`duration.long.${unit}`, { count })
}

/** "42 s", "28 m", "3 h 12 m", "2 d 4 h": as exact as a person plans with. */
export function span(ms: number): string {
  const { count, unit } = largestUnit(ms)
  const large = t(`duration.short.${unit}`, { count })
  const rest = unit === 'days' ? Math.floor((ms % DAY) / HOUR) : unit === 'hours' ? Math.floor((ms % HOUR) / MINUTE) : 0
  if (rest === 0) return large
  return t('duration.short.pair', { large, small: t(unit === 'days' ? 'duration.short.hours' : 'duration.short.minutes', { count: rest }) })
}

/** "42 ms", "1.2 s". */
export function latency(ms: number): string {
  return ms < SECOND ? t('latency.milliseconds', { count: Math.round(ms) }) : t('latency.seconds', { count: ms / SECOND })
}

function largestUnit(ms: number): { count: number; unit: Unit } {
  const time = Math.max(0, ms)
  if (time < MINUTE) return { count: Math.floor(time / SECOND), unit: 'seconds' }
  if (time < HOUR) return { count: Math.floor(time / MINUTE), unit: 'minutes' }
  return time < DAY ? { count: Math.floor(time / HOUR), unit: 'hours' } : { count: Math.floor(time / DAY), unit: 'days' }
}

/** Control characters, line ends and marks that turn the direction of text: a name may not rearrange what stands beside it. */
const UNSAFE = /[\p{Cc}\u200e\u200f\u2028\u2029\u202a-\u202e\u2066-\u2069\ufeff]/gu

/** Foreign text as it may be shown on one line: no control or direction marks, at most `max` characters. */
export function plainText(text: string, max = 300): string {
  const shown = text.replace(UNSAFE, '\ufffd')
  return shown.length > max ? `${shown.slice(0, max - 1)}…` : shown
}

const clock = new Intl.DateTimeFormat(undefined, { hour: '2-digit', minute: '2-digit' })

/** The time of day, as the person's system writes it. `at` is ms since 1970. */
export function clockTime(at: number): string {
  return clock.format(at)
}

/** The last part of a path; the path itself when it has only one. */
export function fileName(path: string): string {
  return path.split('/').findLast((part) => part !== '') ?? path
}

export interface BranchParts {
  /** Gives way after `between`. */
  readonly before: string
  readonly id: string
  /** Gives way first, where there is no room. */
  readonly between: string
  readonly end: string
}

/** The tail of a branch says what it is about, so that much of it is always shown. */
const KEPT_END = 12

/**
 * A branch cut where it may be shortened: the backlog id and the tail stay, what lies around them gives way. The
 * parts together are the branch.
 */
export function branchParts(branch: string): BranchParts {
  const id = backlogIdInBranch(branch) ?? ''
  const afterId = branch.indexOf(id) + id.length
  const end = branch.length - Math.min(KEPT_END, Math.floor((branch.length - afterId) / 2))
  return { before: branch.slice(0, afterId - id.length), id, between: branch.slice(afterId, end), end: branch.slice(end) }
}
