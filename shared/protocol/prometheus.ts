/** Metrics in the text format of Prometheus (exposition format 0.0.4), for programs that collect them from the socket. Pure. */
import { COUNTERS, GAUGES, type Metrics, TIMINGS } from '../domain/metrics.ts'

export function prometheusText({ counters, gauges, timings }: Metrics): string {
  return [
    ...Object.entries(COUNTERS).flatMap(([name, help]) =>
      block({ name: `${name}_total`, type: 'counter', help }, [['', counters[name as keyof typeof COUNTERS]]]),
    ),
    ...Object.entries(GAUGES).flatMap(([name, help]) => block({ name, type: 'gauge', help }, [['', gauges[name as keyof typeof GAUGES]]])),
    ...Object.entries(TIMINGS).flatMap(([name, help]) => {
      const { p50, p95, p99, sum, count } = timings[name as keyof typeof TIMINGS]
      const shares = [['{quantile="0.5"}', p50] as const, ['{quantile="0.95"}', p95] as const, ['{quantile="0.99"}', p99] as const]
      return block({ name, type: 'summary', help: `${help} Milliseconds.` }, [...shares, ['_sum', sum], ['_count', count]])
    }),
    '',
  ].join('\n')
}

interface Named {
  readonly name: string
  readonly type: string
  readonly help: string
}

function block({ name, type, help }: Named, values: readonly (readonly [suffix: string, value: number])[]): string[] {
  return [`# HELP scribe_${name} ${help}`, `# TYPE scribe_${name} ${type}`, ...values.map(([suffix, value]) => `scribe_${name}${suffix} ${value}`)]
}
