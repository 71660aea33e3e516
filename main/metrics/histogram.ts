/**
 * How values are spread, in a fixed number of buckets: four to a doubling, so that a share's value is at most a fifth too high. Pure
 * state of half a kilobyte, whatever goes in; two of them can be added.
 */
import { z } from 'zod'
import type { Timing } from '../../shared/domain/metrics.ts'

const PER_DOUBLING = 4
const LEAST = 0.01
/** Up to 0.01 ms times 2^30, three hours. */
const BUCKETS = 30 * PER_DOUBLING

/** A histogram as it is kept: the buckets that are not empty. */
export const spreadSchema = z.object({ sum: z.number(), max: z.number(), counts: z.array(z.tuple([z.number(), z.number()])) })
export type Spread = z.infer<typeof spreadSchema>

export class Histogram {
  readonly #counts = new Uint32Array(BUCKETS)
  #count = 0
  #sum = 0
  #max = 0

  /** All of them in one. */
  static of(...spreads: readonly Spread[]): Histogram {
    const histogram = new Histogram()
    for (const spread of spreads) histogram.#join(spread)
    return histogram
  }

  /** Negative values and what is no number count as 0. */
  add(value: number): void {
    const real = Number.isFinite(value) ? Math.max(0, value) : 0
    this.#counts[bucketOf(real)] = (this.#counts[bucketOf(real)] ?? 0) + 1
    this.#count++
    this.#sum += real
    this.#max = Math.max(this.#max, real)
  }

  get timing(): Timing {
    const [p50, p95, p99] = [0.5, 0.95, 0.99].map((share) => this.#below(share))
    return { count: this.#count, sum: rounded(this.#sum), max: rounded(this.#max), p50: p50 ?? 0, p95: p95 ?? 0, p99: p99 ?? 0 }
  }

  get spread(): Spread {
    const counts = [...this.#counts.entries()].filter(([, count]) => count > 0)
    return { sum: rounded(this.#sum), max: rounded(this.#max), counts }
  }

  #join({ sum, max, counts }: Spread): void {
    for (const [index, count] of counts) {
      if (index >= 0 && index < BUCKETS) this.#counts[index] = (this.#counts[index] ?? 0) + count
      this.#count += count
    }
    this.#sum += sum
    this.#max = Math.max(this.#max, max)
  }

  /** The upper edge of the bucket in which that share of values ends; never above the greatest value. */
  #below(share: number): number {
    const wanted = Math.ceil(share * this.#count)
    let seen = 0
    for (const [index, count] of this.#counts.entries()) {
      seen += count
      if (count > 0 && seen >= wanted) return rounded(Math.min(this.#max, LEAST * 2 ** ((index + 1) / PER_DOUBLING)))
    }
    return 0
  }
}

function bucketOf(value: number): number {
  if (value <= LEAST) return 0
  return Math.min(BUCKETS - 1, Math.floor(Math.log2(value / LEAST) * PER_DOUBLING))
}

function rounded(value: number): number {
  return Math.round(value * 100) / 100
}
