/** `scribe metrics`: what Scribe does and what that costs, since the daemon started. */
import { COUNTERS, GAUGES, type Metrics, TIMINGS } from '../../shared/domain/metrics.ts'
import { prometheusText } from '../../shared/protocol/prometheus.ts'
import type { Verb } from './verb.ts'

export const metrics: Verb = {
  usage: 'scribe metrics [--prometheus] [--json]',
  summary: 'Show what Scribe does and what that costs, since it started.',
  examples: ['scribe metrics', 'scribe metrics --prometheus'],
  options: { prometheus: { type: 'boolean', help: 'in the text format of Prometheus, as GET /v1/metrics on the socket has it' } },
  words: [0, 0],
  run: async (input) => {
    const found = await (await input.client()).call('metrics/get', {})
    const lines = input.values.prometheus === true ? prometheusText(found).trimEnd().split('\n') : metricLines(found)
    return { lines, json: { ...found } }
  },
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
