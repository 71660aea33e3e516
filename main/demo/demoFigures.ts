/** A day of figures, minute by minute, as a machine would have left them on which people work in the daytime. Pure; the same seed gives the same. */
import { COUNTERS, type CounterName, GAUGES, type GaugeName, TIMINGS, type TimingName } from '../../shared/domain/metrics.ts'
import { Histogram } from '../metrics/histogram.ts'
import { joined, mapped, type Sample } from '../metrics/sample.ts'
import { Seeded } from './seeded.ts'

export const MINUTE_MS = 60_000
export const HOUR_MS = 60 * MINUTE_MS
const MINUTES = 24 * 60
/** Values of each kind in the busiest minute. */
const MOST_VALUES = 24

/** Of a minute as busy as can be; a quieter one has less. */
const BUSY: Partial<Record<CounterName, number>> = {
  events: 60,
  events_sent: 150,
  events_folded: 2,
  entries: 14,
  changes: 22,
  commands: 18,
  contexts: 5,
  context_hits: 26,
  context_misses: 3,
  summaries: 3,
  git_runs: 40,
  cpu_ms: 900,
  wakeups: 2_400,
}
/** What is usual, ms; most values lie near it, a few far above. */
const USUAL: Readonly<Record<TimingName, number>> = {
  change_ms: 96,
  context_ms: 14,
  context_git_ms: 11,
  context_files_ms: 6,
  context_registry_ms: 2,
  command_ms: 6,
  release_ms: 3,
  append_ms: 7,
  commit_ms: 3,
  summary_ms: 40,
  git_ms: 12,
  git_wait_ms: 0.4,
  loop_ms: 1,
}

/** The minutes of the day before `now` (ms since 1970), oldest first; the one under way is left out. */
export function demoMinutes(seed: number, now: number): Sample[] {
  const chance = new Seeded(seed)
  const end = now - (now % MINUTE_MS)
  return Array.from({ length: MINUTES }, (_, index) => {
    const at = end - (MINUTES - index) * MINUTE_MS
    return minute(at, busyness(at, chance), chance)
  })
}

/** The same by the hour; the hour under way is left out. */
export function byHour(minutes: readonly Sample[], now: number): Sample[] {
  const hours = new Map<number, Sample>()
  for (const sample of minutes) {
    const at = sample.at - (sample.at % HOUR_MS)
    const known = hours.get(at)
    hours.set(at, known === undefined ? { ...sample, at } : { ...joined(known, sample), at })
  }
  hours.delete(now - (now % HOUR_MS))
  return [...hours.values()]
}

/** From 0 to 1: by the time of day, with waves of an hour or so, and now and then a moment of nothing. */
function busyness(at: number, chance: Seeded): number {
  const hour = new Date(at).getHours()
  const daily = hour >= 8 && hour < 19 ? 0.75 : 0.2
  const wave = 0.2 * Math.sin(at / (17 * MINUTE_MS)) + 0.1 * Math.sin(at / (5 * MINUTE_MS))
  return chance.next() < 0.08 ? 0 : Math.min(1, Math.max(0, daily + wave + 0.25 * (chance.next() - 0.5)))
}

function minute(at: number, busy: number, chance: Seeded): Sample {
  const counters = mapped(COUNTERS, (_, name) => Math.round((BUSY[name] ?? 0) * busy * (0.7 + 0.6 * chance.next())))
  const gauges = mapped(GAUGES, (_, name) => gauge(name, busy, chance))
  const timings = mapped(TIMINGS, (_, name) => {
    const spread = new Histogram()
    for (let left = Math.round(MOST_VALUES * busy); left > 0; left--) spread.add(duration(USUAL[name], chance))
    return spread.spread
  })
  return { at, ms: busy === 0 ? 2_000 : MINUTE_MS, counters, gauges, timings }
}

function gauge(name: GaugeName, busy: number, chance: Seeded): number {
  const figures: Partial<Record<GaugeName, number>> = {
    rss_bytes: Math.round((112 + 26 * busy + 4 * chance.next()) * 1_048_576),
    heap_bytes: Math.round((28 + 12 * busy + 3 * chance.next()) * 1_048_576),
    windows_bytes: Math.round((88 + 6 * busy + 3 * chance.next()) * 1_048_576),
    loop_utilization: Math.round(18 * busy) / 1_000,
    sessions_recording: Math.round(3 * busy),
    repositories_watched: Math.round(3 * busy),
    clients: Math.round(1 + 3 * busy),
    descriptors: Math.round(42 + 9 * busy),
    git_running: Math.round(1.4 * busy),
    cache_bytes: Math.round(900_000 * (0.4 + busy)),
  }
  return figures[name] ?? 0
}

/** Near what is usual; one in twenty takes several times as long. */
function duration(usual: number, chance: Seeded): number {
  return usual * (0.7 + 0.6 * chance.next()) * (chance.next() < 0.05 ? 2 + 3 * chance.next() : 1)
}
