import { expect, suite, test } from 'vitest'
import { bm25, rank, wordsOf } from './relevance.ts'

const HOUR = 3_600_000
interface Item {
  readonly id: string
  readonly at?: number
  readonly text?: string
  readonly kind?: number
  readonly here?: boolean
}
const order = (items: readonly Item[], query = ''): string[] =>
  rank(items, {
    of: ({ at = 0, text = '', kind = 0, here = false }) => ({ at, text, kindWeight: kind, samePlace: here }),
    query,
    tie: ({ id }) => id,
  }).map(([{ id }]) => id)

suite('main/context/relevance', () => {
  test('what is newer comes first, and by six hours a half', () => {
    expect(order([{ id: 'old' }, { id: 'new', at: HOUR }])).toEqual(['new', 'old'])
    const [, half] = rank([{ at: 6 * HOUR }, { at: 0 }], {
      of: ({ at }) => ({ at, text: '', kindWeight: 0, samePlace: false }),
      query: '',
      tie: ({ at }) => String(at),
    })
    expect(half?.[1]).toBeCloseTo(0.2, 10)
  })

  // Red when recency is counted from now: the Markdown would change while nothing does.
  test('the order depends on the items and on no clock', () => {
    const items = [
      { id: 'a', at: 0, kind: 1 },
      { id: 'b', at: 5 * HOUR },
    ]
    expect(order(items)).toEqual(order(items.map((item) => ({ ...item, at: item.at + 1_000 * HOUR }))))
  })

  test('the kind of the role outweighs some hours, not a day', () => {
    expect(
      order([
        { id: 'decision', kind: 1 },
        { id: 'note', kind: 0, at: 3 * HOUR },
      ]),
    ).toEqual(['decision', 'note'])
    expect(
      order([
        { id: 'decision', kind: 0.5 },
        { id: 'note', kind: 0, at: 24 * HOUR },
      ]),
    ).toEqual(['note', 'decision'])
  })

  test('what speaks of the task comes before what does not, rare words before common ones', () => {
    const items = [
      { id: 'a', text: 'the parser of dates is slow' },
      { id: 'b', text: 'the window is slow' },
      { id: 'c', text: 'the menu is slow' },
    ]
    expect(order(items, 'mend slow parser')).toEqual(['a', 'b', 'c'])
    expect(order(items, 'menu')[0]).toBe('c')
  })

  test('the same place counts a little', () => expect(order([{ id: 'a' }, { id: 'b', here: true }])).toEqual(['b', 'a']))
  test('equal ones come in the order of their tie', () => expect(order([{ id: 'b' }, { id: 'a' }, { id: 'c' }])).toEqual(['a', 'b', 'c']))
  test('nothing gives nothing', () => expect(order([])).toEqual([]))

  test('words are found in parts of names and in other forms', () => {
    expect(wordsOf('parseWorklog snake_case FILES running')).toEqual(['pars', 'worklog', 'snak', 'cas', 'fil', 'runn'])
    expect(bm25(['parseWorklog fails', 'other'], 'parsing the worklogs')[0]).toBeGreaterThan(0)
  })

  test('a very long query and text cost little', () => {
    const long = Array.from({ length: 50_000 }, (_, n) => `word${n}`).join(' ')
    expect(bm25([long, long, ''], long)).toHaveLength(3)
  })
})
