import { expect, suite, test } from 'vitest'
import { partsByPlaces } from '../parts/marks.ts'
import { withoutBullet } from './hitText.ts'

suite('renderer/dashboard/hitText', () => {
  const marked = (snippet: string, marks: number[][]): string[] => {
    const hit = withoutBullet({ snippet, marks })
    return partsByPlaces(hit.text, hit.marks).map(({ text, isMarked }) => (isMarked ? `[${text}]` : text))
  }

  test('the bullet is cut off, and the marks go with the words', () => {
    expect(marked('- use rename', [[6, 12]])).toEqual(['use ', '[rename]'])
    expect(marked('…use rename', [[5, 11]])).toEqual(['…use ', '[rename]'])
  })

  test('lines become one, and what would turn the text around is shown as what it is', () => {
    expect(marked('- a\n- \u202eb', [[7, 8]])).toEqual(['a - \ufffd', '[b]'])
  })
})
