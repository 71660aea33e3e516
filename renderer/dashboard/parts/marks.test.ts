import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { partsByPlaces, partsByWords } from './marks.ts'

suite('renderer/dashboard/marks', () => {
  test('what is marked is cut out at its places', () => {
    expect(partsByPlaces('use rename here', [[4, 10]])).toEqual([
      { text: 'use ', isMarked: false },
      { text: 'rename', isMarked: true },
      { text: ' here', isMarked: false },
    ])
    expect(
      partsByPlaces('ab', [
        [0, 1],
        [1, 2],
      ]),
    ).toEqual([
      { text: 'a', isMarked: true },
      { text: 'b', isMarked: true },
    ])
  })

  test('whatever the places are, the parts together are the text', () => {
    const anyMarks = fc.array(fc.array(fc.integer({ min: -5, max: 40 }), { maxLength: 3 }), { maxLength: 6 })
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30 }),
        anyMarks,
        (text, marks) =>
          void expect(
            partsByPlaces(text, marks)
              .map((part) => part.text)
              .join(''),
          ).toBe(text),
      ),
    )
    const anyWords = fc.array(fc.string({ maxLength: 3 }), { maxLength: 4 })
    fc.assert(
      fc.property(
        fc.string({ maxLength: 30, unit: 'binary' }),
        anyWords,
        (text, words) =>
          void expect(
            partsByWords(text, words)
              .map((part) => part.text)
              .join(''),
          ).toBe(text),
      ),
    )
  })

  test('words are found however they are written, each time; none marks nothing', () => {
    const marked = (text: string, words: string[]): string[] => partsByWords(text, words).flatMap((part) => (part.isMarked ? [part.text] : []))
    expect(marked('Atomic Rename, then rename again', ['rename'])).toEqual(['Rename', 'rename'])
    expect(marked('a b c', ['c', 'a'])).toEqual(['a', 'c'])
    expect(marked('a b c', [])).toEqual([])
    expect(marked('İstanbul rename', ['rename'])).toEqual([])
  })
})
