/**
 * Looks at the figures at intervals while something happens, and not at all at rest: the first event after a rest begins it, two quiet
 * looks end it. Owns the timer; what a sample is for is decided by whoever is told.
 */
import { isQuiet, type Sample } from './sample.ts'

/** So many looks in a row at which nothing had happened end the looking. */
const QUIET_LOOKS = 2

export interface SamplerParts {
  /** ms between two looks; `null` for none at all. */
  readonly intervalMs: () => number | null
  /** From now on a sample is counted. */
  readonly begin: () => void
  /** `lateMs`: how much later than it was due the timer came. */
  readonly sample: (lateMs: number) => Sample
  /** `resting`: it is the last one before a rest. */
  readonly onSample: (sample: Sample, resting: boolean) => void
  readonly monotonic: () => number
}

export class Sampler {
  readonly #parts: SamplerParts
  #timer: NodeJS.Timeout | undefined
  #dueAt = 0
  #quiet = 0
  #closed = false

  constructor(parts: SamplerParts) {
    this.#parts = parts
  }

  /** Something happened. */
  stir(): void {
    if (this.#timer !== undefined || this.#closed || this.#parts.intervalMs() === null) return
    this.#parts.begin()
    this.#quiet = 0
    this.#arm()
  }

  /** Takes what there is and looks no more. Safe to call twice. */
  close(): void {
    this.#closed = true
    if (this.#timer === undefined) return
    this.#rest()
    this.#parts.onSample(this.#parts.sample(0), true)
  }

  #arm(): void {
    const interval = this.#parts.intervalMs()
    if (interval === null) return this.#rest()
    this.#dueAt = this.#parts.monotonic() + interval
    this.#timer = setTimeout(() => this.#look(), interval)
    this.#timer.unref()
  }

  #rest(): void {
    clearTimeout(this.#timer)
    this.#timer = undefined
  }

  #look(): void {
    const sample = this.#parts.sample(Math.max(0, this.#parts.monotonic() - this.#dueAt))
    this.#quiet = isQuiet(sample) ? this.#quiet + 1 : 0
    const resting = this.#quiet >= QUIET_LOOKS
    if (resting) this.#rest()
    else this.#arm()
    this.#parts.onSample(sample, resting)
  }
}
