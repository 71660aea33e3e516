/** What happened in one span of time, in the form that can be added up, and how it is told. Pure. */
import { z } from 'zod'
import { COUNTERS, GAUGES, type MetricsPoint, TIMINGS } from '../../shared/domain/metrics.ts'
import { Histogram, spreadSchema } from './histogram.ts'

const named = <const N extends Record<string, string>, S extends z.ZodType>(names: N, schema: S) =>
  z.object(Object.fromEntries(Object.keys(names).map((name) => [name, schema])) as Record<keyof N, S>)

/** A figure that an earlier version did not know is 0. */
const figure = z.number().default(0)

export const sampleSchema = z.object({
  at: z.number(),
  ms: z.number(),
  counters: named(COUNTERS, figure),
  gauges: named(GAUGES, figure),
  timings: named(TIMINGS, spreadSchema.default({ sum: 0, max: 0, counts: [] })),
})
export type Sample = z.infer<typeof sampleSchema>

/** Both spans as one: counters add up, of gauges the greatest is kept. */
export function joined(first: Sample, second: Sample): Sample {
  return {
    at: Math.min(first.at, second.at),
    ms: first.ms + second.ms,
    counters: together(first.counters, second.counters, (a, b) => a + b),
    gauges: together(first.gauges, second.gauges, Math.max),
    timings: together(first.timings, second.timings, (a, b) => Histogram.of(a, b).spread),
  }
}

export function pointOf({ at, ms, counters, gauges, timings }: Sample): MetricsPoint {
  return { at, ms, counters, gauges, timings: mapped(timings, (spread) => Histogram.of(spread).timing) }
}

/** True if nothing was counted in it but the looking itself. */
export function isQuiet({ counters }: Sample): boolean {
  return Object.entries(counters).every(([name, value]) => value === 0 || name === 'cpu_ms' || name === 'wakeups')
}

/** The same keys with other values; the compiler does not follow that. */
export function mapped<N extends string, A, B>(table: Readonly<Record<N, A>>, map: (value: A, name: N) => B): Record<N, B> {
  return Object.fromEntries(Object.entries<A>(table).map(([name, value]) => [name, map(value, name as N)])) as Record<N, B>
}

function together<N extends string, V>(first: Readonly<Record<N, V>>, second: Readonly<Record<N, V>>, join: (a: V, b: V) => V): Record<N, V> {
  return mapped(first, (value, name) => join(value, second[name]))
}
