/**
 * Counts and times what the daemon does. Owns the figures; what counts is said by whoever does it, and gauges are looked at only when
 * somebody asks, so that an idle daemon measures nothing.
 */
import { COUNTERS, type CounterName, type GaugeName, type Metrics, TIMINGS, type TimingName } from '../../shared/domain/metrics.ts'
import type { Clock } from '../base/clock.ts'
import { Histogram } from './histogram.ts'

export type Gauges = Readonly<Record<GaugeName, () => number>>

export class Meter {
  readonly #clock: Clock
  readonly #startedAt: number
  readonly #counters: Record<CounterName, number>
  readonly #timings: Readonly<Record<TimingName, Histogram>>

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.monotonic()
    this.#counters = of(COUNTERS, () => 0)
    this.#timings = of(TIMINGS, () => new Histogram())
  }

  count(name: CounterName, by = 1): void {
    this.#counters[name] += by
  }

  /** For what is counted elsewhere already. */
  set(name: CounterName, value: number): void {
    this.#counters[name] = value
  }

  /** `ms` is how long it took. */
  time(name: TimingName, ms: number): void {
    this.#timings[name].add(ms)
  }

  snapshot(gauges: Gauges): Metrics {
    const { wall, monotonic } = { wall: this.#clock.wall(), monotonic: this.#clock.monotonic() }
    return {
      at: wall,
      uptime_ms: Math.round(monotonic - this.#startedAt),
      counters: { ...this.#counters },
      gauges: mapped(gauges, (look) => look()),
      timings: mapped(this.#timings, (histogram) => histogram.timing),
    }
  }
}

function of<N extends string, V>(names: Readonly<Record<N, string>>, make: () => V): Record<N, V> {
  return mapped(names, make)
}

function mapped<N extends string, A, B>(table: Readonly<Record<N, A>>, map: (value: A) => B): Record<N, B> {
  // The same keys with other values; the compiler does not follow that.
  return Object.fromEntries(Object.entries<A>(table).map(([name, value]) => [name, map(value)])) as Record<N, B>
}
