import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type Extent, rangeToDraw, rowByKey, scrollToSee } from './virtualWindow.ts'

const anyExtent: fc.Arbitrary<Extent> = fc.record({
  rowHeight: fc.constantFrom(20, 24, 52),
  count: fc.nat(60_000),
  scrollTop: fc.integer({ min: -500, max: 60_000 * 52 }),
  viewHeight: fc.nat(2_000),
})

suite('renderer/dashboard/virtualWindow', () => {
  test('every row that is seen is drawn, and few that are not', () => {
    fc.assert(
      fc.property(anyExtent, (extent) => {
        const { from, to } = rangeToDraw(extent)
        expect(from).toBeGreaterThanOrEqual(0)
        expect(to).toBeLessThanOrEqual(extent.count)
        const seen = (index: number): boolean => {
          const top = index * extent.rowHeight
          return top + extent.rowHeight > Math.max(0, extent.scrollTop) && top < Math.max(0, extent.scrollTop) + extent.viewHeight
        }
        for (const index of [from - 1, to]) if (index >= 0 && index < extent.count) expect(seen(index)).toBe(false)
        expect(to - from).toBeLessThanOrEqual(extent.viewHeight / extent.rowHeight + 40)
      }),
    )
  })

  test('scrolling by a row or two draws nothing anew most of the time', () => {
    const at = (scrollTop: number) => rangeToDraw({ rowHeight: 24, count: 1_000, scrollTop, viewHeight: 600 })
    const ranges = new Set(Array.from({ length: 240 }, (_, px) => JSON.stringify(at(5_000 + px))))
    expect(ranges.size).toBeLessThanOrEqual(5)
  })

  test('an empty list draws nothing', () => {
    expect(rangeToDraw({ rowHeight: 24, count: 0, scrollTop: 0, viewHeight: 600 })).toEqual({ from: 0, to: 0 })
  })

  test('a row above or below is scrolled to by the shortest way, past what sticks to the top; one that is seen stays', () => {
    const extent = { rowHeight: 20, count: 100, scrollTop: 200, viewHeight: 100 }
    expect(scrollToSee(12, extent)).toBeNull()
    expect(scrollToSee(5, extent)).toBe(100)
    expect(scrollToSee(10, extent, 20)).toBe(180)
    expect(scrollToSee(0, extent, 20)).toBe(0)
    expect(scrollToSee(15, extent)).toBe(220)
  })

  const extent = { rowHeight: 20, count: 50, scrollTop: 0, viewHeight: 100 }
  for (const [key, here, there] of [
    ['ArrowDown', -1, 0],
    ['ArrowDown', 49, 49],
    ['ArrowUp', 0, 0],
    ['PageDown', 3, 7],
    ['PageUp', 3, 0],
    ['Home', 30, 0],
    ['End', 0, 49],
    ['x', 3, null],
    ['toString', 3, null],
  ] as const)
    test(`${key} leads from ${here} to ${there}`, () => expect(rowByKey(key, here, extent)).toBe(there))

  test('no key leads anywhere in an empty list', () => expect(rowByKey('End', -1, { ...extent, count: 0 })).toBeNull())
})
