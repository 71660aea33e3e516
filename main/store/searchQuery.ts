/**
 * What a person types into the search, as an expression of the index. Pure. Words must all be there, `"several words"` stand
 * together, `word*` is a beginning. Nothing a person types is the index's own language.
 */
import { scopeWord } from './searchIndex.ts'

export interface SearchFilter {
  /** Any of these. */
  readonly sessions?: readonly string[]
  readonly repo?: string
  /** Any of these: kinds of entries, of lines, or `summary`. */
  readonly kinds?: readonly string[]
}

const MOST_TERMS = 20
const MOST_QUERY = 400
/** A shorter beginning would meet half of all words. */
const LEAST_BEGINNING = 2
const TERM = /"([^"]*)"|([^\s"]+)/g
const SAYS_SOMETHING = /[\p{L}\p{N}]/u

/** The expression, or `null` where neither a word nor a kind says what is looked for. */
export function matchOf(query: string, filter: SearchFilter): string | null {
  const terms = [...query.slice(0, MOST_QUERY).matchAll(TERM)].flatMap(([, phrase, word]) => termOf(phrase, word)).slice(0, MOST_TERMS)
  if (terms.length === 0 && (filter.kinds ?? []).length === 0) return null
  const scopes = [
    anyOf((filter.sessions ?? []).map((id) => scopeWord('session', id))),
    anyOf(filter.repo === undefined ? [] : [scopeWord('repo', filter.repo)]),
    anyOf((filter.kinds ?? []).map((kind) => scopeWord('kind', kind))),
  ]
  return [...terms.map((term) => `text : ${term}`), ...scopes.flat()].join(' AND ')
}

function termOf(phrase: string | undefined, word: string | undefined): string[] {
  const said = phrase ?? word ?? ''
  if (!SAYS_SOMETHING.test(said)) return []
  const beginning = word?.endsWith('*') === true && word.length > LEAST_BEGINNING
  return [`${quoted(beginning ? said.replace(/\*+$/, '') : said)}${beginning ? ' *' : ''}`]
}

function anyOf(words: readonly string[]): string[] {
  return words.length === 0 ? [] : [`scope : (${words.map(quoted).join(' OR ')})`]
}

function quoted(text: string): string {
  return `"${text.replaceAll('"', ' ').replaceAll('\u0000', ' ')}"`
}
