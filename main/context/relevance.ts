/**
 * How much something recalled matters to a role: 0.4 recency (half-life 6 h), 0.3 its kind, 0.2 the words of the task (BM25), 0.1
 * being of the same place. Pure. Recency counts from the newest thing there is and not from now, so that the order changes with
 * the content and never with the clock.
 */

const WEIGHTS = { recency: 0.4, kind: 0.3, words: 0.2, place: 0.1 } as const
const HALF_LIFE_MS = 6 * 3_600_000
/** Okapi BM25's usual constants (Robertson and Zaragoza, 2009). */
const K1 = 1.2
const B = 0.75
const MOST_TERMS = 32
const MOST_WORDS = 400

export interface Scored {
  readonly at: number
  readonly text: string
  /** 0 to 1. */
  readonly kindWeight: number
  readonly samePlace: boolean
}

/** Items with their score, the highest first; equal ones by `tie`, so that the order is always the same. */
export function rank<T>(
  items: readonly T[],
  how: { readonly of: (item: T) => Scored; readonly query: string; readonly tie: (item: T) => string },
): (readonly [item: T, score: number])[] {
  const scored = items.map((item) => how.of(item))
  const newest = scored.reduce((most, { at }) => Math.max(most, at), 0)
  const words = bm25(
    scored.map(({ text }) => text),
    how.query,
  )
  const best = Math.max(...words, Number.MIN_VALUE)
  const ranked = items.map((item, index) => {
    const { at = 0, kindWeight = 0, samePlace = false } = scored[index] ?? {}
    const recency = 0.5 ** ((newest - at) / HALF_LIFE_MS)
    const share = (words[index] ?? 0) / best
    return [item, WEIGHTS.recency * recency + WEIGHTS.kind * kindWeight + WEIGHTS.words * share + (samePlace ? WEIGHTS.place : 0)] as const
  })
  return ranked.sort(([a, one], [b, other]) => other - one || compare(how.tie(a), how.tie(b)))
}

/** The BM25 score of each text for the words of `query`; 0 where none of them is. */
export function bm25(texts: readonly string[], query: string): number[] {
  const terms = [...new Set(wordsOf(query))].slice(0, MOST_TERMS)
  if (terms.length === 0) return texts.map(() => 0)
  const documents = texts.map(wordsOf)
  const average = documents.reduce((sum, words) => sum + words.length, 0) / Math.max(1, documents.length)
  const counts = documents.map((words) => countsOf(words, terms))
  const weights = new Map(terms.map((term) => [term, rarity(documents.length, counts.filter((count) => count.has(term)).length)]))
  return counts.map((count, index) => {
    const length = K1 * (1 - B + (B * (documents[index]?.length ?? 0)) / Math.max(1, average))
    return [...count].reduce((sum, [term, times]) => sum + ((weights.get(term) ?? 0) * times * (K1 + 1)) / (times + length), 0)
  })
}

/** Words in lower case; what stands in camelCase or snake_case is its parts too. */
export function wordsOf(text: string): string[] {
  const parts = text
    .slice(0, 20_000)
    .replace(/(?<=[a-z\d])(?=[A-Z])/g, ' ')
    .toLowerCase()
  return (parts.match(/[\p{L}\p{N}]{2,40}/gu) ?? []).slice(0, MOST_WORDS).map(stem)
}

/** The word without the ending that its other forms have; enough to find them, wrong for a few. */
function stem(word: string): string {
  return word.length < 4 ? word : word.replace(/(?:ing|ed|es|s)$/, '').replace(/e$/, '')
}

function countsOf(words: readonly string[], terms: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>()
  for (const word of words) if (terms.includes(word)) counts.set(word, (counts.get(word) ?? 0) + 1)
  return counts
}

function rarity(documents: number, having: number): number {
  return Math.log(1 + (documents - having + 0.5) / (having + 0.5))
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
