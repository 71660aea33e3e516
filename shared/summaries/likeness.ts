/**
 * How much two lines speak of the same thing: the share of the first one's words that stand in the second. Pure. Words are
 * compared by their stems, so `caching the registry` meets `cached registry`; words that stand everywhere do not count.
 */

/** From here on two lines are about the same thing. Tried on the planted corpus: lower joins strangers, higher parts a plan from what was done. */
export const ALIKE = 0.6
/** Words of a line that are compared. */
const MOST_WORDS = 40
const LEAST_LETTERS = 3

const COMMON = new Set(
  (
    'the and for that this with from into onto but not are was were will would should could can may might must have has had its our your their them they ' +
    'then than when where which while what who how why all any each more most some such only also too very just now new next use used using make made does did ' +
    'done todo idea decision decided blocker blocked plan planned implemented added fixed finished completed updated created add fix implement create update ' +
    'finish complete instead because about after before over under again here there'
  ).split(' '),
)

const WORD = /[\p{L}\p{N}]{3,40}/gu
/** The same for the text that most lines are, in a third of the time. */
const PLAIN_TEXT = /^[\0-\x7f]*$/
const PLAIN_WORD = /[a-z0-9]{3,40}/g

/** The stems of the words of a line that say what it is about. */
export function wordsOf(text: string): ReadonlySet<string> {
  const found = new Set<string>()
  for (const word of text.toLowerCase().match(PLAIN_TEXT.test(text) ? PLAIN_WORD : WORD) ?? []) {
    if (COMMON.has(word)) continue
    found.add(stemOf(word))
    if (found.size >= MOST_WORDS) break
  }
  return found
}

/** From 0 to 1: the share of `words` that stand in `others`. 0 for a line without words. */
export function likeness(words: ReadonlySet<string>, others: ReadonlySet<string>): number {
  if (words.size === 0) return 0
  let common = 0
  for (const word of words) if (others.has(word)) common++
  return common / words.size
}

/** Endings of English that change no meaning here. */
const ENDINGS = ['ings', 'ing', 'edly', 'ed', 'ies', 'es', 's', 'e']

function stemOf(word: string): string {
  // Most words end in none of the letters that the endings end in.
  if (!'sgyde'.includes(word.at(-1) ?? '')) return word
  for (const ending of ENDINGS) {
    if (word.endsWith(ending) && word.length - ending.length >= LEAST_LETTERS) return word.slice(0, -ending.length)
  }
  return word
}
