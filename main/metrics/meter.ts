/**
 * Counts and times what the daemon does. Owns the figures; what counts is said by whoever does it, and gauges are looked at only when
 * somebody asks, so that an idle daemon measures nothing.
 */
import { COUNTERS, type CounterName, type GaugeName, type Metrics, TIMINGS, type TimingName } from '../../shared/domain/metrics.ts'
import type { Clock } from '../base/clock.ts'
import { Histogram } from './histogram.ts'
import { mapped, type Sample } from './sample.ts'

export type Gauges = Readonly<Record<GaugeName, () => number>>

export class Meter {
  readonly #clock: Clock
  readonly #startedAt: number
  readonly #counters: Record<CounterName, number>
  readonly #timings: Readonly<Record<TimingName, Histogram>>
  /** Since the last sample. */
  #since: Record<TimingName, Histogram>
  #counted: Record<CounterName, number>
  #sampledAt: { readonly wall: number; readonly monotonic: number }

  constructor(clock: Clock) {
    this.#clock = clock
    this.#startedAt = clock.monotonic()
    this.#counters = mapped(COUNTERS, () => 0)
    this.#timings = mapped(TIMINGS, () => new Histogram())
    this.#since = mapped(TIMINGS, () => new Histogram())
    this.#counted = { ...this.#counters }
    this.#sampledAt = { wall: clock.wall(), monotonic: clock.monotonic() }
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
    this.#since[name].add(ms)
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

  /** From now on the next sample is counted; what was at rest before belongs to none. */
  begin(): void {
    this.#sampledAt = { wall: this.#clock.wall(), monotonic: this.#clock.monotonic() }
  }

  /** What happened since the last sample, or since `begin`. */
  sample(gauges: Gauges): Sample {
    const { wall, monotonic } = this.#sampledAt
    const [before, timings] = [this.#counted, this.#since]
    this.#counted = { ...this.#counters }
    this.#since = mapped(TIMINGS, () => new Histogram())
    this.begin()
    return {
      at: wall,
      ms: Math.max(0, Math.round(this.#sampledAt.monotonic - monotonic)),
      counters: mapped(this.#counted, (value, name) => value - before[name]),
      gauges: mapped(gauges, (look) => look()),
      timings: mapped(timings, (histogram) => histogram.spread),
    }
  }
}
