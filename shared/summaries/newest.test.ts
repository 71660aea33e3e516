import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { firstOf, Newest } from './newest.ts'

suite('shared/summaries/newest', () => {
  test('the newest are kept in their order, and the rest is counted', () => {
    fc.assert(
      fc.property(fc.array(fc.nat()), fc.integer({ min: 1, max: 9 }), (items, most) => {
        const kept = new Newest<number>(most)
        for (const item of items) kept.add(item)
        expect(kept.items).toEqual(items.slice(-most))
        expect(kept.more).toBe(Math.max(0, items.length - most))
      }),
    )
  })

  test('the first of many are those that sorting would put first', () => {
    fc.assert(
      fc.property(fc.array(fc.tuple(fc.nat(9), fc.nat())), fc.integer({ min: 1, max: 9 }), (items, most) => {
        const compare = (a: readonly [number, number], b: readonly [number, number]): number => a[0] - b[0]
        expect(firstOf(items, most, compare)).toEqual([...items].sort(compare).slice(0, most))
      }),
    )
  })
})
