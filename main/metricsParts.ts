/** What is measured, joined to the parts that do it: the figures, their history, what is said when they are bad. A part of the composition root. */
import { readdirSync } from 'node:fs'
import { performance } from 'node:perf_hooks'
import type { CounterName, Metrics, SessionMetrics } from '../shared/domain/metrics.ts'
import { isLive, type Session } from '../shared/domain/session.ts'
import type { CommandOutput } from '../shared/protocol/commands.ts'
import { isDurable } from '../shared/protocol/topics.ts'
import type { Dispatch } from './commands/dispatch.ts'
import type { Figures } from './commands/metricsCommands.ts'
import type { ContextProvider } from './context/contextProvider.ts'
import type { EventLog } from './events/eventLog.ts'
import { MetricsHistory } from './metrics/history.ts'
import { StuckWatch } from './metrics/loopAlerts.ts'
import type { Gauges, Meter } from './metrics/meter.ts'
import { Sampler } from './metrics/sampler.ts'
import { Watchdog } from './metrics/watchdog.ts'
import type { RecordingParts } from './recordingParts.ts'
import type { Deliveries } from './server/deliveries.ts'
import type { SummaryParts } from './summaryParts.ts'

/** Events whose release is waited for; beyond it they are not timed. */
const MOST_PENDING = 1_000
/** The figures that alerts judge are those of the last minute. */
const JUDGED_MS = 60_000

export interface Measured {
  readonly events: EventLog
  readonly contexts: ContextProvider
  readonly summaries: SummaryParts
  readonly clients: { readonly deliveries: Readonly<Deliveries>; list(): readonly unknown[] }
  /** Memory of the app's windows, bytes. */
  readonly windowsBytes: () => number
}

export interface MetricsParts extends Figures {
  readonly meter: Meter
  close(): Promise<void>
}

/** Everything is counted from now on. */
export function metricsParts(parts: RecordingParts, measured: Measured): MetricsParts {
  const { hub, clock, store, settings, alerts, meter, costs, recorder, log } = parts
  const gauges = gaugesOf(parts, measured)
  const stuck = new StuckWatch(alerts)
  const watchdog = new Watchdog({ alerts, settings, monotonic: () => clock.monotonic() })
  const history = new MetricsHistory({ store, keptDays: () => settings()['retention.metricsDays'], log })
  const judge = (): void => watchdog.look(history.recent(JUDGED_MS, clock.wall()))
  let later: NodeJS.Timeout | undefined
  const sampler = new Sampler({
    intervalMs: () => (settings()['metrics.enabled'] ? settings()['metrics.interval'] * 1_000 : null),
    monotonic: () => clock.monotonic(),
    begin: () => {
      countElsewhere(meter, measured)
      meter.sample(gauges)
    },
    sample: (lateMs) => {
      meter.time('loop_ms', lateMs)
      countElsewhere(meter, measured)
      return meter.sample(gauges)
    },
    onSample: (sample, resting) => {
      history.add(sample, resting)
      judge()
      // What was bad before a rest is not bad for ever.
      clearTimeout(later)
      if (resting) later = setTimeout(judge, JUDGED_MS).unref()
    },
  })
  const unmeasure = measureEvents(meter, hub, measured.events)
  const unsubscribe = hub.subscribe(({ event }) => {
    sampler.stir()
    costs.heed(event)
    if ('session' in event) stuck.heed(event.session)
  })
  const close = async (): Promise<void> => {
    unsubscribe()
    unmeasure()
    stuck.close()
    sampler.close()
    clearTimeout(later)
    await history.close()
  }
  const read = (): Metrics => {
    countElsewhere(meter, measured)
    return meter.snapshot(gauges)
  }
  const sessions = (): SessionMetrics[] =>
    recorder
      .all()
      .filter(isLive)
      .map(({ id, backlog_id, repo }) => ({ session_id: id, backlog_id, repo, ...costs.of(id, repo) }))
  return { meter, history, read, sessions, close }
}

/** The same commands, counted and timed. */
export function measuredDispatch(dispatch: Dispatch, meter: Meter): Dispatch {
  return async (name, input, caller) => {
    const began = performance.now()
    const reply = await dispatch(name, input, caller)
    const ms = performance.now() - began
    meter.count('commands')
    if (!reply.ok) meter.count('commands_refused')
    if (!reply.ok && reply.error.data?.code === 'limit.sessions') meter.count('limits_met')
    meter.time('command_ms', ms)
    if (name === 'worklog/append' && reply.ok) meter.time('append_ms', ms)
    if (name !== 'context/get' || !reply.ok) return reply
    meter.count('contexts')
    meter.time('context_ms', ms)
    // The table ties the name to its result.
    const { sections } = reply.result as CommandOutput<'context/get'>
    for (const source of ['git', 'files', 'registry'] as const) {
      const asked = sections[source]
      if (asked !== undefined) meter.time(`context_${source}_ms`, asked.ms)
    }
    return reply
  }
}

function gaugesOf({ hub, gitRuns }: RecordingParts, { events, contexts, summaries, clients, windowsBytes }: Measured): Gauges {
  let utilization = performance.eventLoopUtilization()
  return {
    rss_bytes: () => process.memoryUsage.rss(),
    heap_bytes: () => process.memoryUsage().heapUsed,
    windows_bytes: windowsBytes,
    cpu_seconds: () => Math.round(cpuMs() / 10) / 100,
    loop_utilization: () => {
      const before = utilization
      utilization = performance.eventLoopUtilization()
      return Math.round(performance.eventLoopUtilization(utilization, before).utilization * 1_000) / 1_000
    },
    sessions_recording: () => recording(hub.state).length,
    repositories_watched: () => new Set(recording(hub.state).map(({ repo }) => repo)).size,
    clients: () => clients.list().length,
    alerts: () => hub.state.alerts.length,
    events_kept_from: () => events.oldest,
    descriptors,
    git_running: () => gitRuns.running,
    git_waiting: () => gitRuns.waiting,
    summaries_waiting: () => summaries.limiter.waiting,
    cache_bytes: () => contexts.counts.bytes,
  }
}

function recording({ sessions }: RecordingParts['hub']['state']) {
  return Object.values(sessions).filter(({ state }) => state === 'recording')
}

/** What others count, taken over. */
function countElsewhere(meter: Meter, { contexts, clients }: Measured): void {
  const { hits, stale_hits, misses, evicted } = contexts.counts
  const { sent, folded, gaps, waits } = clients.deliveries
  const found: Partial<Record<CounterName, number>> = {
    context_hits: hits + stale_hits,
    context_misses: misses,
    cache_evictions: evicted,
    events_sent: sent,
    events_folded: folded,
    event_gaps: gaps,
    client_waits: waits,
    cpu_ms: Math.round(cpuMs()),
    wakeups: process.resourceUsage().voluntaryContextSwitches,
  }
  for (const [name, value] of Object.entries(found)) meter.set(name as CounterName, value)
}

function measureEvents(meter: Meter, hub: RecordingParts['hub'], events: EventLog): () => void {
  const pending: { readonly seq: number; readonly at: number }[] = []
  const waiting = new Set<string>()
  const isNewlyQueued = ({ id, queued_at }: Session): boolean => {
    const known = waiting.has(id)
    if (queued_at === null) waiting.delete(id)
    else waiting.add(id)
    return queued_at !== null && !known
  }
  const unsubscribe = hub.subscribe(({ seq, event }) => {
    meter.count('events')
    if (isDurable(event.topic) && pending.length < MOST_PENDING) pending.push({ seq, at: performance.now() })
    if (event.topic === 'worklog.appended') meter.count('entries')
    if (event.topic === 'summary.updated') meter.count('summaries')
    if (event.topic === 'session.stopped' && event.session.stop_reason === 'limit') meter.count('limits_met')
    if ('session' in event && isNewlyQueued(event.session)) meter.count('limits_met')
    if (event.topic !== 'change.recorded') return
    meter.count('changes', event.count)
    meter.time('change_ms', event.latency_ms)
  })
  events.onReleased(() => {
    const now = performance.now()
    for (let [first] = pending; first !== undefined && first.seq <= events.released; [first] = pending) {
      pending.shift()
      meter.time('release_ms', now - first.at)
    }
  })
  return unsubscribe
}

function cpuMs(): number {
  const { user, system } = process.cpuUsage()
  return (user + system) / 1_000
}

/** 0 where the system does not say. */
function descriptors(): number {
  try {
    return readdirSync('/dev/fd').length
  } catch {
    return 0
  }
}
