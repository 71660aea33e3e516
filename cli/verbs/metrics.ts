/** `scribe metrics`: what Scribe does and what that costs, since the daemon started, over time, or session by session. */

import { localTime } from '../../shared/domain/localTime.ts'
import { COUNTERS, GAUGES, GRAINS, type Metrics, type MetricsPoint, type SessionMetrics, TIMINGS } from '../../shared/domain/metrics.ts'
import { prometheusText } from '../../shared/protocol/prometheus.ts'
import { oneOf } from './fields.ts'
import type { Answer } from './output.ts'
import { sinceOf } from './since.ts'
import { textOption, type Verb, type VerbInput } from './verb.ts'

const MEGABYTE = 1024 * 1024

export const metrics: Verb = {
  usage: 'scribe metrics [--history [--since WHEN] [--grain GRAIN] | --sessions | --prometheus] [--json]',
  summary: 'Show what Scribe does and what that costs.',
  examples: ['scribe metrics', 'scribe metrics --history --since 2h', 'scribe metrics --sessions', 'scribe metrics --prometheus'],
  options: {
    history: { type: 'boolean', help: 'over time: what happened and what it cost, minute by minute' },
    since: { type: 'string', help: 'from when on, such as 2h, 3d or 2026-11-20; an hour unless told otherwise' },
    grain: { type: 'string', help: 'how finely: seconds of the last ten minutes, minutes of two days, hours', values: GRAINS },
    sessions: { type: 'boolean', help: 'what each session cost since Scribe started' },
    prometheus: { type: 'boolean', help: 'in the text format of Prometheus, as GET /v1/metrics on the socket has it' },
  },
  words: [0, 0],
  run: async (input) => {
    const client = await input.client()
    if (input.values.history === true) return historyAnswer((await client.call('metrics/history', asked(input))).points)
    if (input.values.sessions === true) return sessionsAnswer((await client.call('metrics/sessions', {})).sessions)
    const found = await client.call('metrics/get', {})
    const lines = input.values.prometheus === true ? prometheusText(found).trimEnd().split('\n') : metricLines(found)
    return { lines, json: { ...found } }
  },
}

function asked(input: VerbInput): { from: number; grain: (typeof GRAINS)[number] } {
  return { from: sinceOf(textOption(input, 'since') ?? '1h', Date.now()), grain: oneOf(input, 'grain', GRAINS) ?? 'minute' }
}

function historyAnswer(points: readonly MetricsPoint[]): Answer {
  const cells = (point: MetricsPoint): string[] => [
    localTime(point.at),
    String(point.counters.changes),
    String(point.counters.entries),
    String(point.timings.change_ms.p95),
    String(point.timings.context_ms.p95),
    point.ms === 0 ? '0.0' : ((point.counters.cpu_ms / point.ms) * 100).toFixed(1),
    String(Math.round(point.gauges.rss_bytes / MEGABYTE)),
  ]
  const head = ['when', 'changes', 'entries', 'change p95 ms', 'context p95 ms', 'cpu %', 'memory MB']
  return { lines: points.length === 0 ? ['Nothing was measured in that time.'] : table(head, points.map(cells)), json: { points } }
}

function sessionsAnswer(sessions: readonly SessionMetrics[]): Answer {
  const cells = (one: SessionMetrics): string[] => [
    one.backlog_id,
    String(one.changes),
    String(one.entries),
    String(one.change_ms.p95),
    String(one.git_runs),
    String(one.git_ms),
  ]
  const head = ['session', 'changes', 'entries', 'change p95 ms', 'git runs', 'git ms']
  return { lines: sessions.length === 0 ? ['Nothing is recorded.'] : table(head, sessions.map(cells)), json: { sessions } }
}

/** The first column to the left, figures to the right. */
function table(head: readonly string[], rows: readonly (readonly string[])[]): string[] {
  const all = [head, ...rows]
  const widths = head.map((_, column) => Math.max(...all.map((row) => (row[column] ?? '').length)))
  return all.map((row) => row.map((cell, column) => (column === 0 ? cell.padEnd(widths[0] ?? 0) : cell.padStart(widths[column] ?? 0))).join('  '))
}

function metricLines({ uptime_ms, counters, gauges, timings }: Metrics): string[] {
  const row = (name: string, value: string, help: string): string => `  ${name.padEnd(20)} ${value.padStart(12)}  ${help}`
  return [
    `Since ${Math.round(uptime_ms / 1_000)} s`,
    ...Object.entries(COUNTERS).map(([name, help]) => row(name, String(counters[name as keyof typeof COUNTERS]), help)),
    ...Object.entries(GAUGES).map(([name, help]) => row(name, String(gauges[name as keyof typeof GAUGES]), help)),
    'Milliseconds, p50 / p95 / p99',
    ...Object.entries(TIMINGS).map(([name, help]) => {
      const { p50, p95, p99 } = timings[name as keyof typeof TIMINGS]
      return row(name, `${p50} / ${p95} / ${p99}`, help)
    }),
  ]
}
