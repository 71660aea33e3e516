/**
 * The figures of the past: seconds in memory, minutes and hours in the store, each made of the finer one. Owns the roll-up and what is
 * kept how long. A minute is written when it is over, or when Scribe comes to rest within it; the same minute may be written again.
 */
import type { Grain, MetricsPoint } from '../../shared/domain/metrics.ts'
import { background } from '../base/background.ts'
import type { Logger } from '../base/logger.ts'
import type { Store } from '../store/store.ts'
import { joined, pointOf, type Sample, sampleSchema } from './sample.ts'

export const GRAIN_MS = { second: 1_000, minute: 60_000, hour: 3_600_000 } as const satisfies Record<Grain, number>
const SECONDS_KEPT = 600
const MINUTES_KEPT_MS = 48 * GRAIN_MS.hour
const DAY_MS = 24 * GRAIN_MS.hour
/** Points of one answer; the newest. */
const MOST_POINTS = 1_500

export interface HistoryParts {
  readonly store: Pick<Store, 'run'>
  readonly keptDays: () => number
  readonly log: Logger
}

export class MetricsHistory {
  readonly #parts: HistoryParts
  #seconds: Sample[] = []
  #minute: Sample | null = null
  #writing: Promise<void> = Promise.resolve()
  #lastHour: number | null = null
  /** The newest minute that this life wrote, and what an earlier one had written of it. */
  #own: { readonly at: number; readonly earlier: Sample | undefined } | null = null

  constructor(parts: HistoryParts) {
    this.#parts = parts
  }

  /** The next sample; `resting` writes the minute that is not over yet. */
  add(sample: Sample, resting: boolean): void {
    this.#seconds.push(sample)
    if (this.#seconds.length >= 2 * SECONDS_KEPT) this.#seconds = this.#seconds.slice(-SECONDS_KEPT)
    const at = startOf(sample.at, 'minute')
    if (this.#minute !== null && this.#minute.at !== at) this.#write(this.#minute)
    const minute = { ...sample, at }
    this.#minute = this.#minute?.at === at ? joined(this.#minute, minute) : minute
    if (resting) this.#write(this.#minute)
  }

  /** The points of a time, oldest first, the newest of too many. */
  async points({ grain, from, to }: { readonly grain: Grain; readonly from: number; readonly to: number }): Promise<MetricsPoint[]> {
    if (grain !== 'second' && this.#minute !== null) this.#write(this.#minute)
    await this.#writing
    return (await this.#samples(grain, { from, to })).slice(-MOST_POINTS).map(pointOf)
  }

  /** The samples of the last `ms`, newest last. */
  recent(ms: number, now: number): readonly Sample[] {
    return this.#seconds.filter(({ at }) => at >= now - ms)
  }

  /** Writes what is not written yet. */
  async close(): Promise<void> {
    if (this.#minute !== null) this.#write(this.#minute)
    await this.#writing
  }

  async #samples(grain: Grain, { from, to }: { readonly from: number; readonly to: number }): Promise<readonly Sample[]> {
    const within = ({ at }: Sample): boolean => at >= from && at <= to
    if (grain === 'second') return this.#seconds.slice(-SECONDS_KEPT).filter(within)
    const kept = await this.#kept(grain, { from, to })
    if (grain === 'minute') return kept
    // The hour that is not over yet is made of its minutes so far.
    const minutes = await this.#kept('minute', { from: (kept.at(-1)?.at ?? from - GRAIN_MS.hour) + GRAIN_MS.hour, to })
    const all = [...kept, ...minutes]
    return byStart(all.map((sample) => ({ ...sample, at: startOf(sample.at, grain) })))
  }

  async #kept(grain: Grain, { from, to }: { readonly from: number; readonly to: number }): Promise<Sample[]> {
    const rows = await this.#parts.store.run({ kind: 'metrics', grain: GRAIN_MS[grain], from, to, limit: MOST_POINTS })
    return rows.flatMap((row) => {
      const parsed = sampleSchema.safeParse(row)
      return parsed.success ? [parsed.data] : []
    })
  }

  #write(minute: Sample): void {
    const { log } = this.#parts
    // One after the other, so that a minute written twice ends with its last value.
    this.#writing = this.#writing.then(() => this.#save(minute)).catch((error: unknown) => log.warn('figures could not be kept', { error }))
    background(this.#writing, 'keeping figures', log)
  }

  async #save(minute: Sample): Promise<void> {
    const { store } = this.#parts
    const whole = await this.#withEarlier(minute)
    await store.run({ kind: 'saveMetrics', grain: GRAIN_MS.minute, at: minute.at, data: JSON.stringify(whole) })
    const hour = startOf(minute.at, 'hour')
    if (this.#lastHour !== null && hour !== this.#lastHour) await this.#rollUp(this.#lastHour, hour)
    this.#lastHour = hour
  }

  /** A minute in which Scribe was started: an earlier life's part of it stands in the store. */
  async #withEarlier(minute: Sample): Promise<Sample> {
    if (this.#own?.at !== minute.at) this.#own = { at: minute.at, earlier: (await this.#kept('minute', { from: minute.at, to: minute.at }))[0] }
    return this.#own.earlier === undefined ? minute : joined(this.#own.earlier, minute)
  }

  async #rollUp(hour: number, now: number): Promise<void> {
    const { store, keptDays } = this.#parts
    const minutes = await this.#kept('minute', { from: hour, to: hour + GRAIN_MS.hour - 1 })
    const [whole] = byStart(minutes.map((minute) => ({ ...minute, at: hour })))
    if (whole !== undefined) await store.run({ kind: 'saveMetrics', grain: GRAIN_MS.hour, at: hour, data: JSON.stringify(whole) })
    await store.run({ kind: 'markMetricsGone', grain: GRAIN_MS.minute, before: now - MINUTES_KEPT_MS })
    await store.run({ kind: 'markMetricsGone', grain: GRAIN_MS.hour, before: now - keptDays() * DAY_MS })
  }
}

function startOf(at: number, grain: Grain): number {
  return at - (at % GRAIN_MS[grain])
}

/** Those with the same start as one. */
function byStart(samples: readonly Sample[]): Sample[] {
  const found = new Map<number, Sample>()
  for (const sample of samples) {
    const known = found.get(sample.at)
    found.set(sample.at, known === undefined ? sample : joined(known, sample))
  }
  return [...found.values()].sort((a, b) => a.at - b.at)
}
