import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import type { ChartData } from './chartTypes.ts'
import { csvOf, tableOf } from './csv.ts'
import { linePath, nearest, type Point, thinned } from './path.ts'
import { linearScale, logScale, roundStep } from './scale.ts'

const plot = { width: 100, height: 10, from: 0, to: 1_000, place: (value: number) => value / 10 }
const at = (time: number, value: number | null): Point => ({ at: time, value })

suite('renderer/dashboard/charts/scale', () => {
  test('an axis begins at nothing, ends at a round value that holds everything, and names round values', () => {
    expect(linearScale(37)).toMatchObject({ max: 40, ticks: [0, 10, 20, 30, 40] })
    expect(linearScale(0.7).ticks).toEqual([0, 0.2, 0.4, 0.6, 0.8])
    expect(linearScale(0).max).toBeGreaterThan(0)
    expect([1, 3, 7, 0.04, 450].map(roundStep)).toEqual([1, 5, 10, 0.05, 500])
  })

  test('any value has a place between the ends, in order', () => {
    fc.assert(
      fc.property(fc.double({ min: 1e-6, max: 1e9, noNaN: true }), fc.double({ min: 0, max: 1, noNaN: true }), (most, share) => {
        for (const scale of [linearScale(most), logScale(most / 1000, most)]) {
          const [less, more] = [scale.place(most * share), scale.place(most)]
          expect(less).toBeGreaterThanOrEqual(0)
          expect(less).toBeLessThanOrEqual(more)
          expect(more).toBeLessThanOrEqual(1)
        }
      }),
    )
  })

  test('by powers of ten nothing and less stand at the beginning', () => {
    const scale = logScale(3, 700)
    expect(scale.ticks).toEqual([1, 10, 100, 1000])
    expect([scale.place(0), scale.place(-5), scale.place(1), scale.place(10), scale.place(1000)]).toEqual([0, 0, 0, 1 / 3, 1])
  })
})

suite('renderer/dashboard/charts/path', () => {
  test('a line breaks where nothing was measured, and where it was silent for too long', () => {
    expect(linePath([at(0, 0), at(100, 10), at(200, null), at(300, 5), at(900, 5)], plot, 500)).toBe('M0 10h.01L10 0M30 5h.01M90 5h.01')
    expect(linePath([], plot, 500)).toBe('')
  })

  test('a long series keeps the highest and the lowest of each column, and every point lies in order', () => {
    fc.assert(
      fc.property(fc.array(fc.oneof(fc.constant(null), fc.double({ min: 0, max: 10, noNaN: true })), { minLength: 300, maxLength: 900 }), (values) => {
        const points = values.map((value, index) => at((index / values.length) * 1_000, value))
        const kept = thinned(points, plot)
        expect(kept.length).toBeLessThanOrEqual(200)
        expect(kept.map((point) => point.at)).toEqual(kept.map((point) => point.at).toSorted((a, b) => a - b))
        const most = (all: readonly Point[]): number => Math.max(0, ...all.map(({ value }) => value ?? 0))
        expect(most(kept)).toBe(most(points))
      }),
    )
  })

  test('the nearest of a time is found, before the first and behind the last as well', () => {
    const times = [0, 10, 20].map((time) => ({ at: time }))
    expect([-5, 4, 6, 14, 16, 99].map((time) => nearest(times, time))).toEqual([0, 0, 1, 1, 2, 2])
    expect(nearest([], 5)).toBe(-1)
  })
})

suite('renderer/dashboard/charts/csv', () => {
  const chart: ChartData = {
    ...{ id: 'x', title: 'A, "b"', caption: '', format: String, axis: 'linear', targets: [] },
    series: [
      { key: 'a', name: '=cmd()', tone: 1, points: [at(0, 1), at(1_000, null)] },
      { key: 'b', name: 'b', tone: 2, points: [at(1_000, 2.5)] },
    ],
  }

  test('a table has a row for each time, newest first', () => {
    expect(tableOf(chart)).toEqual({
      head: ['=cmd()', 'b'],
      rows: [
        { at: 1_000, values: [null, 2.5] },
        { at: 0, values: [1, null] },
      ],
    })
  })

  test('as CSV it is quoted, and holds nothing that a spreadsheet would run', () => {
    expect(csvOf([chart])).toBe('time,chart,series,value\r\n1970-01-01T00:00:00.000Z,"A, ""b""",\'=cmd(),1\r\n1970-01-01T00:00:01.000Z,"A, ""b""",b,2.5\r\n')
  })
})
