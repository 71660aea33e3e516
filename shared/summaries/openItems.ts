/**
 * Items that somebody may settle later: plans, blockers, work begun. Pure and bounded. A line settles an item when it speaks
 * of most of what the item speaks of (`likeness.ts`); the item keeps which line that was.
 */
import type { CitedLine, CitedList } from './citedSummary.ts'
import { ALIKE, likeness, wordsOf } from './likeness.ts'

interface Item {
  line: CitedLine
  readonly words: ReadonlySet<string>
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
  /** Open items by their words, so that a line is compared only with those it could settle. */
  readonly #byWord = new Map<string, Set<Item>>()
  #dropped = 0

  constructor(most: number) {
    this.#most = most
  }

  add(line: CitedLine): void {
    const item = { line, words: wordsOf(line.text) }
    this.#items.push(item)
    if (item.words.size >= LEAST_WORDS) this.#index(item)
    if (this.#items.length <= this.#most) return
    const [oldest] = this.#items.splice(0, 1)
    this.#dropped++
    if (oldest !== undefined) this.#forget(oldest)
  }

  /** Every open item that `line` speaks of is settled by it. */
  settle(line: CitedLine): void {
    if (this.#byWord.size === 0) return
    const words = wordsOf(line.text)
    const near = new Set([...words].flatMap((word) => [...(this.#byWord.get(word) ?? [])]))
    for (const item of near) {
      if (likeness(item.words, words) < ALIKE) continue
      item.line = { ...item.line, settled: line.evidence }
      this.#forget(item)
    }
  }

  get list(): CitedList {
    return { items: this.#items.map(({ line }) => line), more: this.#dropped }
  }

  #index(item: Item): void {
    for (const word of item.words) {
      const items = this.#byWord.get(word) ?? new Set()
      this.#byWord.set(word, items.add(item))
    }
  }

  #forget(item: Item): void {
    for (const word of item.words) {
      const items = this.#byWord.get(word)
      items?.delete(item)
      if (items?.size === 0) this.#byWord.delete(word)
    }
  }
}
