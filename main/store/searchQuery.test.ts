import { DatabaseSync } from 'node:sqlite'
import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { scopeWord } from './searchIndex.ts'
import { matchOf } from './searchQuery.ts'

const QUERIES: readonly (readonly [query: string, match: string | null])[] = [
  ['word', 'text : "word"'],
  ['two words', 'text : "two" AND text : "words"'],
  ['"two words" more', 'text : "two words" AND text : "more"'],
  ['cach*', 'text : "cach" *'],
  ['c*', 'text : "c*"'],
  ['"cach*"', 'text : "cach*"'],
  ['NOT x OR NEAR(y)', 'text : "NOT" AND text : "x" AND text : "OR" AND text : "NEAR(y)"'],
  ['scope:ksecret', 'text : "scope:ksecret"'],
  ['un"closed', 'text : "un" AND text : "closed"'],
  ['src/a.ts', 'text : "src/a.ts"'],
  ['--- ::: *', null],
  ['', null],
]

suite('main/store/searchQuery', () => {
  for (const [query, match] of QUERIES) test(JSON.stringify(query), () => expect(matchOf(query, {})).toBe(match))

  test('filters narrow down by words that stand for sessions, a repository and kinds', () => {
    const match = matchOf('x', { sessions: ['A', 'b'], repo: '/r', kinds: ['note'] })
    const [a, b, repo] = [scopeWord('session', 'A'), scopeWord('session', 'b'), scopeWord('repo', '/r')]
    expect(match).toBe(`text : "x" AND scope : ("${a}" OR "${b}") AND scope : ("${repo}") AND scope : ("knote")`)
    expect(new Set([a, b, scopeWord('session', 'a'), repo, scopeWord('session', '/r')]).size).toBe(5)
  })

  test('a kind alone says what is looked for; a session alone does not', () => {
    expect(matchOf('', { kinds: ['decision'] })).toBe('scope : ("kdecision")')
    expect(matchOf('  ', { sessions: ['a'], repo: '/r' })).toBeNull()
  })

  test('whatever is typed, the index takes it', () => {
    const sql = new DatabaseSync(':memory:')
    sql.exec(`CREATE VIRTUAL TABLE t USING fts5 (scope, text, tokenize = 'unicode61 remove_diacritics 2'); INSERT INTO t VALUES ('knote', 'a word')`)
    const search = sql.prepare('SELECT rowid FROM t WHERE t MATCH ?')
    const typed = fc.array(
      fc.oneof(fc.constantFrom('"', '*', ' ', 'a', 'word', '(', ')', ':', '^', 'OR', 'AND', '-', "'", '\u0000', '{', '}', '+'), fc.string({ unit: 'binary' })),
    )
    fc.assert(
      fc.property(typed, (parts) => {
        const match = matchOf(parts.join(''), { kinds: ['note'] })
        if (match !== null) search.all(match)
      }),
    )
    sql.close()
  })
})
