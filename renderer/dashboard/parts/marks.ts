/** Text cut where something is to be marked in it. Pure: the parts are text and stay text. */

export interface Part {
  readonly text: string
  readonly isMarked: boolean
}

/** `marks` are pairs of places, from and to, in order; what lies outside the text, or overlaps, is passed over. */
export function partsByPlaces(text: string, marks: readonly (readonly number[])[]): Part[] {
  const parts: Part[] = []
  let at = 0
  for (const [from = 0, to = 0] of marks) {
    if (from < at || to <= from || to > text.length) continue
    if (from > at) parts.push({ text: text.slice(at, from), isMarked: false })
    parts.push({ text: text.slice(from, to), isMarked: true })
    at = to
  }
  return at < text.length ? [...parts, { text: text.slice(at), isMarked: false }] : parts
}

/** Wherever one of the words (lower case) stands in it. */
export function partsByWords(text: string, words: readonly string[]): Part[] {
  const said = text.toLowerCase()
  // A letter that changes its length in lower case would shift every mark behind it.
  if (words.length === 0 || said.length !== text.length) return [{ text, isMarked: false }]
  const found = words.flatMap((word) => placesOf(said, word)).sort(([a = 0], [b = 0]) => a - b)
  return partsByPlaces(text, found)
}

function placesOf(said: string, word: string): number[][] {
  const places: number[][] = []
  if (word === '') return places
  for (let at = said.indexOf(word); at !== -1; at = said.indexOf(word, at + word.length)) places.push([at, at + word.length])
  return places
}
