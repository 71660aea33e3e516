/** Bounded memories of what goes by: the newest of a stream, and the most changed of many files. Invariant: what is not kept is counted. */

/** The newest `most`, in the order they came. Amortized constant time. */
export class Newest<T> {
  readonly #most: number
  #items: T[] = []
  #seen = 0

  constructor(most: number) {
    this.#most = most
  }

  add(item: T): void {
    this.#seen++
    this.#items.push(item)
    if (this.#items.length >= 2 * this.#most) this.#items = this.#items.slice(-this.#most)
  }

  get items(): readonly T[] {
    return this.#items.slice(-this.#most)
  }

  get more(): number {
    return Math.max(0, this.#seen - this.#most)
  }
}

/** The first `most` of `items` in the order of `compare`, without sorting all of them. */
export function firstOf<T>(items: Iterable<T>, most: number, compare: (a: T, b: T) => number): T[] {
  const kept: T[] = []
  for (const item of items) {
    const last = kept.at(-1)
    if (kept.length === most && last !== undefined && compare(item, last) >= 0) continue
    kept.splice(placeOf(kept, item, compare), 0, item)
    if (kept.length > most) kept.pop()
  }
  return kept
}

/** Where `item` belongs in what is in order already. */
function placeOf<T>(kept: readonly T[], item: T, compare: (a: T, b: T) => number): number {
  let [low, high] = [0, kept.length]
  while (low < high) {
    const middle = (low + high) >> 1
    const there = kept[middle]
    if (there !== undefined && compare(there, item) <= 0) low = middle + 1
    else high = middle
  }
  return low
}
