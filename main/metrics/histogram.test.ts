import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { Histogram } from './histogram.ts'

function of(values: readonly number[]): Histogram {
  const histogram = new Histogram()
  for (const value of values) histogram.add(value)
  return histogram
}

suite('main/metrics/histogram', () => {
  test('nothing is nothing; what is no time counts as none', () => {
    expect(new Histogram().timing).toEqual({ count: 0, sum: 0, max: 0, p50: 0, p95: 0, p99: 0 })
    expect(of([-5, Number.NaN, 0]).timing).toEqual({ count: 3, sum: 0, max: 0, p50: 0, p95: 0, p99: 0 })
  })

  test('no share is told lower than it is, nor more than a fifth higher, nor above the greatest', () => {
    fc.assert(
      fc.property(fc.array(fc.double({ min: 0.02, max: 1e6, noNaN: true }), { minLength: 1, maxLength: 300 }), (values) => {
        const sorted = [...values].sort((a, b) => a - b)
        const { p50, p95, p99, max, count } = of(values).timing
        expect([count, Math.abs(max - (sorted.at(-1) ?? 0)) <= 0.006]).toEqual([values.length, true])
        for (const [share, told] of [
          [0.5, p50],
          [0.95, p95],
          [0.99, p99],
        ] as const) {
          const real = sorted[Math.ceil(share * sorted.length) - 1] ?? 0
          expect(told).toBeGreaterThanOrEqual(real - 0.006)
          expect(told).toBeLessThanOrEqual(real * 1.2 + 0.006)
        }
      }),
    )
  })

  test('what is longer than all buckets is in the last one, and its greatest value is true', () => {
    expect(of([1e12]).timing).toMatchObject({ count: 1, max: 1e12 })
  })
})
