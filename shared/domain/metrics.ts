/** What Scribe measures of itself: names with their meaning, as data, and the shape in which they are told. Nothing leaves the machine. */
import { z } from 'zod'

/** Only ever rising, since the daemon started. */
export const COUNTERS = {
  events: 'Events published.',
  events_sent: 'Events that were sent to connected programs, each to each.',
  events_folded: 'Events that were left out for a program because a newer one told the same.',
  event_gaps: 'Times a program was told that events it asked for are gone.',
  client_waits: 'Times a program was waited for because it did not take or acknowledge what it got.',
  entries: 'Entries that went into worklogs.',
  changes: 'Changes that were recorded.',
  commands: 'Commands that were asked for.',
  commands_refused: 'Commands that were refused or failed.',
  contexts: 'Contexts that were asked for.',
  context_hits: 'Facts for a context that were in memory.',
  context_misses: 'Facts for a context that had to be fetched.',
  summaries: 'Cited summaries that were made.',
  limits_met: 'Sessions that were refused, waited or were stopped for another because as many recorded as may.',
  git_runs: 'Runs of Git.',
  cache_evictions: 'Kept facts that made room for others.',
  cpu_ms: 'Processor time of the daemon with its threads, ms.',
  wakeups: 'How often one of its threads went to sleep and was woken.',
} as const

/** As it is now. */
export const GAUGES = {
  rss_bytes: 'Memory of the daemon with its threads, bytes.',
  heap_bytes: 'Objects of the main thread, bytes.',
  windows_bytes: 'Memory of the windows of the app, bytes; 0 where there are none.',
  cpu_seconds: 'Processor time of the daemon since it started, seconds.',
  loop_utilization: 'Share of time in which the main thread was busy since it was asked last, 0 to 1.',
  sessions_recording: 'Sessions that record.',
  clients: 'Programs that are connected.',
  alerts: 'Alerts that are shown.',
  repositories_watched: 'Repositories that are watched.',
  descriptors: 'Open file descriptors of the daemon.',
  git_running: 'Runs of Git under way.',
  git_waiting: 'Runs of Git that wait for their turn.',
  summaries_waiting: 'Summaries that wait for their turn.',
  cache_bytes: 'Memory of what is kept for contexts, bytes.',
  events_kept_from: 'Durable events after this number can be asked for.',
} as const

/** How long something takes, ms. */
export const TIMINGS = {
  change_ms: 'From the first sign of a change until it is durable.',
  context_ms: 'To answer with a context.',
  context_git_ms: 'What a context waited for Git.',
  context_files_ms: 'What a context waited for the files that differ.',
  context_registry_ms: 'What a context waited for the registry.',
  command_ms: 'To answer a command.',
  release_ms: 'From publishing a durable event until it may leave.',
  append_ms: 'To add a note.',
  commit_ms: 'To make one step of the record durable.',
  summary_ms: 'To make a cited summary.',
  git_ms: 'A run of Git.',
  git_wait_ms: 'What a run of Git waited for its turn.',
  loop_ms: 'How late the timer of the figures was: what anything on the main thread had to wait.',
} as const

export type CounterName = keyof typeof COUNTERS
export type GaugeName = keyof typeof GAUGES
export type TimingName = keyof typeof TIMINGS

const numbers = <const N extends Record<string, string>>(names: N) =>
  z.object(Object.fromEntries(Object.keys(names).map((name) => [name, z.number()])) as Record<keyof N, z.ZodNumber>)

const timingSchema = z.object({
  count: z.number(),
  sum: z.number(),
  max: z.number(),
  /** At most a fifth above the true value. */
  p50: z.number(),
  p95: z.number(),
  p99: z.number(),
})
export type Timing = z.infer<typeof timingSchema>

const timings = z.object(Object.fromEntries(Object.keys(TIMINGS).map((name) => [name, timingSchema])) as Record<TimingName, typeof timingSchema>)

export const metricsSchema = z.object({
  /** ms since 1970. */
  at: z.number(),
  uptime_ms: z.number(),
  counters: numbers(COUNTERS),
  gauges: numbers(GAUGES),
  timings,
})
export type Metrics = z.infer<typeof metricsSchema>

/** How finely figures are told. Seconds are kept for ten minutes, minutes for two days, hours as long as `retention.metricsDays` says. */
export const GRAINS = ['second', 'minute', 'hour'] as const
export type Grain = (typeof GRAINS)[number]

/** What happened in one span of time: counters grew by so much, gauges were at most so much. */
export const metricsPointSchema = z.object({
  /** When it began, ms since 1970. */
  at: z.number(),
  /** How much of the span was looked at, ms; at rest nothing is. */
  ms: z.number(),
  counters: numbers(COUNTERS),
  gauges: numbers(GAUGES),
  timings,
})
export type MetricsPoint = z.infer<typeof metricsPointSchema>

/** What one session cost, and how fast it was, since the daemon started. */
export const sessionMetricsSchema = z.object({
  session_id: z.string(),
  backlog_id: z.string(),
  repo: z.string(),
  changes: z.number(),
  entries: z.number(),
  /** Runs of Git in its repository, and how long they took in all, ms; shared by all sessions there. */
  git_runs: z.number(),
  git_ms: z.number(),
  change_ms: timingSchema,
})
export type SessionMetrics = z.infer<typeof sessionMetricsSchema>
