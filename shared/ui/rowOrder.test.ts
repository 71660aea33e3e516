import { expect, suite, test } from 'vitest'
import { keepOrder } from './rowOrder.ts'

const rows = (ids: string) => [...ids].map((id) => ({ id }))
const kept = (held: string, sorted: string): string =>
  keepOrder([...held], rows(sorted))
    .map((row) => row.id)
    .join('')

suite('shared/ui/rowOrder', () => {
  test('known rows keep their places whatever the sorting says', () => {
    expect(kept('abc', 'cba')).toBe('abc')
  })

  test('new rows come last, in their own order, and gone rows drop out', () => {
    expect(kept('abc', 'xcya')).toBe('acxy')
  })

  test('with nothing held the sorting stands', () => {
    expect(kept('', 'cab')).toBe('cab')
  })
})
