import { expect, suite, test } from 'vitest'
import type { Change } from '../../shared/domain/entry.ts'
import { pairRenames } from './renames.ts'

const gone = (path: string): Change => ({ path, at: 1, kind: 'deleted' })
const came = (path: string): Change => ({ path, at: 1, kind: 'added' })
const pair = (changes: readonly Change[], content: Readonly<Record<string, readonly string[]>>): string[] =>
  pairRenames(changes, { before: (path) => content[path] ?? [], after: (path) => content[path] ?? [] }).map((change) =>
    change.from === undefined ? `${change.kind} ${change.path}` : `${change.kind} ${change.from} > ${change.path}`,
  )

suite('main/sessions/renames', () => {
  test('a file that vanished and one of the same content are one rename', () => {
    expect(pair([gone('a'), came('b')], { a: ['1'], b: ['1'] })).toEqual(['renamed a > b'])
    expect(pair([came('b'), gone('a')], { a: ['1', 'x'], b: ['y', 'x'] })).toEqual(['renamed a > b'])
  })

  test('different content, or content that is not known, stays what it is', () => {
    expect(pair([gone('a'), came('b')], { a: ['1'], b: ['2'] })).toEqual(['deleted a', 'added b'])
    expect(pair([gone('a'), came('b')], {})).toEqual(['deleted a', 'added b'])
  })

  test('of several with one content, the one of the same name is taken, and none twice', () => {
    const content = { 'old/x': ['1'], 'old/y': ['1'], 'new/y': ['1'], 'new/x': ['1'], 'new/z': ['1'] }
    expect(pair([gone('old/x'), gone('old/y'), came('new/y'), came('new/x'), came('new/z')], content)).toEqual([
      'renamed old/y > new/y',
      'renamed old/x > new/x',
      'added new/z',
    ])
  })

  test('changes of other kinds are left alone', () => {
    const modified: Change = { path: 'b', at: 1, kind: 'modified' }
    expect(pair([gone('a'), modified], { a: ['1'], b: ['1'] })).toEqual(['deleted a', 'modified b'])
  })
})
