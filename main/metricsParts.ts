/** What is measured, joined to the parts that do it. A part of the composition root. */
import { performance } from 'node:perf_hooks'
import type { Metrics } from '../shared/domain/metrics.ts'
import { isDurable } from '../shared/protocol/topics.ts'
import type { Dispatch } from './commands/dispatch.ts'
import type { ContextProvider } from './context/contextProvider.ts'
import type { EventLog } from './events/eventLog.ts'
import { type Gauges, Meter } from './metrics/meter.ts'
import type { RecordingParts } from './recordingParts.ts'

/** Events whose release is waited for; beyond it they are not timed. */
const MOST_PENDING = 1_000

export interface Measured {
  readonly events: EventLog
  readonly contexts: ContextProvider
  readonly clients: { list(): readonly unknown[] }
}

export interface MetricsParts {
  readonly meter: Meter
  /** The figures as they are now. */
  readonly read: () => Metrics
}

/** Everything is counted from now on. */
export function metricsParts({ hub, clock }: RecordingParts, { events, contexts, clients }: Measured): MetricsParts {
  const meter = new Meter(clock)
  measureEvents(meter, hub, events)
  let utilization = performance.eventLoopUtilization()
  const gauges: Gauges = {
    rss_bytes: () => process.memoryUsage.rss(),
    heap_bytes: () => process.memoryUsage().heapUsed,
    cpu_seconds: () => cpuSeconds(),
    loop_utilization: () => {
      const before = utilization
      utilization = performance.eventLoopUtilization()
      return Math.round(performance.eventLoopUtilization(utilization, before).utilization * 1_000) / 1_000
    },
    sessions_recording: () => Object.values(hub.state.sessions).filter(({ state }) => state === 'recording').length,
    clients: () => clients.list().length,
    alerts: () => hub.state.alerts.length,
    events_kept_from: () => events.oldest,
  }
  const read = (): Metrics => {
    const { hits, stale_hits, misses } = contexts.counts
    meter.set('context_hits', hits + stale_hits)
    meter.set('context_misses', misses)
    return meter.snapshot(gauges)
  }
  return { meter, read }
}

/** The same commands, counted and timed. */
export function measured(dispatch: Dispatch, meter: Meter): Dispatch {
  return async (name, input, caller) => {
    const began = performance.now()
    const reply = await dispatch(name, input, caller)
    const ms = performance.now() - began
    meter.count('commands')
    if (!reply.ok) meter.count('commands_refused')
    meter.time('command_ms', ms)
    if (name === 'context/get' && reply.ok) {
      meter.count('contexts')
      meter.time('context_ms', ms)
    }
    return reply
  }
}

function measureEvents(meter: Meter, hub: RecordingParts['hub'], events: EventLog): void {
  const pending: { readonly seq: number; readonly at: number }[] = []
  hub.subscribe(({ seq, event }) => {
    meter.count('events')
    if (isDurable(event.topic) && pending.length < MOST_PENDING) pending.push({ seq, at: performance.now() })
    if (event.topic === 'worklog.appended') meter.count('entries')
    if (event.topic === 'summary.updated') meter.count('summaries')
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
}

function cpuSeconds(): number {
  const { user, system } = process.cpuUsage()
  return Math.round((user + system) / 10_000) / 100
}
