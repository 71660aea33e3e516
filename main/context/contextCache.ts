/**
 * Facts that were fetched, kept by what they rest on. A fact is fetched once however many ask for it, served again while its
 * mark is the same, served stale for as long as the caller allows while a newer one is fetched, and fetched anew otherwise. Knows
 * nothing of what it keeps. Invariant: it holds no more than it may, and what nobody waits for any longer is called off.
 */
import { Flights, type Patience } from '../base/flights.ts'

/** What facts rest on. */
export interface Mark {
  /** Two equal marks mean that nothing known has changed. */
  readonly text: string
  /** Whatever changes them changes the mark, so an equal one proves them. */
  readonly proven: boolean
}

export interface Wish<T> extends Patience {
  /** What is asked for, of which place. */
  readonly id: string
  readonly mark: Mark
  /** How long unproven facts pass as fresh, ms; 0 keeps nothing. */
  readonly ttlMs: number
  /** How old facts may be that are not proven, ms. */
  readonly maxAgeMs: number
  readonly fetch: (signal: AbortSignal) => Promise<T>
}

export interface Found<T> {
  readonly value: T
  /** When it was fetched; monotonic, ms. */
  readonly observedAt: number
  /** When it was last known to be true: now, where it is proven. */
  readonly checkedAt: number
  readonly stale: boolean
}

interface Kept {
  readonly value: unknown
  readonly mark: string
  readonly observedAt: number
  readonly bytes: number
}

export interface CacheCounts {
  readonly hits: number
  /** Served although something may have changed, while newer facts are fetched. */
  readonly stale_hits: number
  readonly misses: number
  /** Fetches that were really begun; several that ask share one. */
  readonly fetches: number
  readonly evicted: number
  readonly entries: number
  readonly bytes: number
}

export interface CacheOptions {
  readonly maxBytes: () => number
  /** Monotonic, ms. */
  readonly now: () => number
  /** How long a fetch nobody waits for may go on, ms. */
  readonly backgroundMs: number
}

export class ContextCache {
  readonly #options: CacheOptions
  readonly #kept = new Map<string, Kept>()
  readonly #flights = new Flights()
  readonly #counts = { hits: 0, stale_hits: 0, misses: 0, evicted: 0 }
  #bytes = 0

  constructor(options: CacheOptions) {
    this.#options = options
  }

  /** The facts asked for. Rejects as their fetch does, or with the reason of `end`. */
  async read<T>(wish: Wish<T>): Promise<Found<T>> {
    const kept = wish.ttlMs === 0 ? undefined : this.#kept.get(wish.id)
    const age = kept === undefined ? Number.POSITIVE_INFINITY : this.#options.now() - kept.observedAt
    const same = kept?.mark === wish.mark.text
    if (kept !== undefined && same && (wish.mark.proven || age <= Math.min(wish.ttlMs, wish.maxAgeMs)))
      return this.#served(wish.id, kept, { checkedAt: wish.mark.proven ? this.#options.now() : kept.observedAt, stale: false })
    if (kept !== undefined && age <= wish.maxAgeMs) {
      const late = AbortSignal.timeout(this.#options.backgroundMs)
      this.#fetch({ ...wish, stop: late, end: late }).catch(() => undefined)
      return this.#served(wish.id, kept, { checkedAt: kept.observedAt, stale: true })
    }
    this.#counts.misses += 1
    const observedAt = this.#options.now()
    return { value: await this.#fetch(wish), observedAt, checkedAt: observedAt, stale: false }
  }

  /** What was fetched last, however old; `null` if nothing is kept. */
  last<T>(id: string): Found<T> | null {
    const kept = this.#kept.get(id)
    // Whoever reads an id put it there.
    return kept === undefined ? null : { value: kept.value as T, observedAt: kept.observedAt, checkedAt: kept.observedAt, stale: true }
  }

  get counts(): CacheCounts {
    return { ...this.#counts, fetches: this.#flights.begun, entries: this.#kept.size, bytes: this.#bytes }
  }

  /** Calls off what is under way and forgets everything. */
  close(): void {
    this.#flights.close()
    this.#kept.clear()
    this.#bytes = 0
  }

  #served<T>(id: string, kept: Kept, how: Pick<Found<T>, 'checkedAt' | 'stale'>): Found<T> {
    this.#counts[how.stale ? 'stale_hits' : 'hits'] += 1
    // The one used last goes last.
    this.#kept.delete(id)
    this.#kept.set(id, kept)
    return { value: kept.value as T, observedAt: kept.observedAt, ...how }
  }

  async #fetch<T>(wish: Wish<T>): Promise<T> {
    const observedAt = this.#options.now()
    return await this.#flights.join<T>({
      id: wish.id,
      mark: wish.mark.text,
      stop: wish.stop,
      end: wish.end,
      fetch: wish.fetch,
      landed: (value, mark) => {
        if (wish.ttlMs > 0) this.#keep(wish.id, { value, mark, observedAt, bytes: sizeOf(value) })
      },
    })
  }

  #keep(id: string, kept: Kept): void {
    this.#drop(id)
    this.#kept.set(id, kept)
    this.#bytes += kept.bytes
    for (const oldest of this.#kept.keys()) {
      if (this.#bytes <= this.#options.maxBytes()) return
      this.#drop(oldest)
      this.#counts.evicted += 1
    }
  }

  #drop(id: string): void {
    this.#bytes -= this.#kept.get(id)?.bytes ?? 0
    this.#kept.delete(id)
  }
}

/** About what a value takes: its text, two bytes a character. */
function sizeOf(value: unknown): number {
  return 2 * (JSON.stringify(value)?.length ?? 0)
}
