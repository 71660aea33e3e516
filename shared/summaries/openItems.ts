/**
 * Items that somebody may settle later: plans, blockers, work begun. Pure and bounded. A line settles an item when it speaks
 * of most of what the item speaks of (`likeness.ts`); the item keeps which line that was.
 */
import type { CitedLine, CitedList } from './citedSummary.ts'
import { ALIKE, likeness, wordsOf } from './likeness.ts'

interface Item {
  line: CitedLine
  readonly words: ReadonlySet<string>
  /** Those of its words it is found by. */
  found: readonly string[]
}

/** An item of a single word would be settled by anything. */
const LEAST_WORDS = 2

/** Steps that are named; a longer list is no list of next steps. */
const MOST_NEXT = 10

/** What is open: blockers first, then what was begun, then what was planned. */
export function nextSteps(blockers: CitedList, progress: { readonly in_progress: CitedList; readonly planned: CitedList }): CitedLine[] {
  const all = [...blockers.items, ...progress.in_progress.items, ...progress.planned.items]
  return all.filter(({ settled }) => settled === undefined).slice(0, MOST_NEXT)
}

export class OpenItems {
  readonly #most: number
  #items: Item[] = []
  /** Open items by some of their words, so that a line is compared only with those it could settle. */
  readonly #byWord = new Map<string, Set<Item>>()
  /** In how many open items a word stands. */
  readonly #counts = new Map<string, number>()
  #dropped = 0

  constructor(most: number) {
    this.#most = most
  }

  add(line: CitedLine): void {
    const item: Item = { line, words: wordsOf(line.text), found: [] }
    this.#items.push(item)
    if (item.words.size >= LEAST_WORDS) this.#index(item)
    if (this.#items.length <= this.#most) return
    const [oldest] = this.#items.splice(0, 1)
    this.#dropped++
    // What is settled is not to be found any more.
    if (oldest !== undefined && oldest.line.settled === undefined) this.#forget(oldest)
  }

  /** Every open item that `line` speaks of is settled by it. */
  settle(line: CitedLine, words: ReadonlySet<string> = wordsOf(line.text)): void {
    for (const item of this.#near(words)) {
      // An item is near by several words.
      if (item.line.settled !== undefined || likeness(item.words, words) < ALIKE) continue
      item.line = { ...item.line, settled: line.evidence }
      this.#forget(item)
    }
  }

  get list(): CitedList {
    return { items: this.#items.map(({ line }) => line), more: this.#dropped }
  }

  /** Items that may be alike: what is alike shares at least one of the words that an item is found by. */
  #near(words: ReadonlySet<string>): Item[] {
    const near: Item[] = []
    for (const word of words) {
      const items = this.#byWord.get(word)
      if (items !== undefined) near.push(...items)
    }
    return near
  }

  /**
   * By so many of its words that one of them is among any `ALIKE` share of them; the rarest, so that words which stand everywhere lead
   * to nothing.
   */
  #index(item: Item): void {
    const enough = item.words.size - Math.ceil(ALIKE * item.words.size) + 1
    const counted = [...item.words].map((word) => ({ word, count: this.#counts.get(word) ?? 0 }))
    for (const { word, count } of counted) this.#counts.set(word, count + 1)
    item.found = counted
      .sort((a, b) => a.count - b.count)
      .slice(0, enough)
      .map(({ word }) => word)
    for (const word of item.found) {
      const items = this.#byWord.get(word)
      if (items === undefined) this.#byWord.set(word, new Set([item]))
      else items.add(item)
    }
  }

  #forget(item: Item): void {
    if (item.words.size < LEAST_WORDS) return
    for (const word of item.found) {
      const items = this.#byWord.get(word)
      if (items?.delete(item) === true && items.size === 0) this.#byWord.delete(word)
    }
    for (const word of item.words) {
      const count = (this.#counts.get(word) ?? 1) - 1
      if (count === 0) this.#counts.delete(word)
      else this.#counts.set(word, count)
    }
  }
}
