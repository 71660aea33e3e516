import { expect, suite, test } from 'vitest'
import { type Figure, judge, latencies, percentile } from './bench.ts'

const figure = (name: string, value: number, better: Figure['better'] = 'lower'): Figure => ({ name, value, unit: 'ms', better })

suite('bench/bench', () => {
  test('a target is met in the direction that is better', () => {
    const results = judge([figure('a', 10), figure('b', 11), figure('c', 3, 'higher'), figure('d', 2, 'higher')], { a: 10, b: 10, c: 3, d: 3 })
    expect(results.map((result) => result.ok)).toEqual([true, false, true, false])
  })

  test('a figure without a target is not judged', () => {
    expect(judge([figure('other', 5)], {})).toEqual([{ ...figure('other', 5), target: null, ok: null }])
  })

  test('a target that nobody measured is an error, not a pass', () => {
    expect(() => judge([figure('a', 1)], { b: 2 })).toThrow('no figure for the targets b')
  })

  test('percentiles are nearest-rank, whatever the order', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect([0, 0.5, 0.95, 0.99, 1].map((share) => percentile(samples, share))).toEqual([1, 50, 95, 99, 100])
    expect(() => percentile([], 0.5)).toThrow('no samples')
  })

  test('latencies are named by their percentile', () => {
    expect(latencies('x', [1, 2, 3.06], [0.5, 0.99])).toMatchObject([
      { name: 'x p50', value: 2 },
      { name: 'x p99', value: 3.1 },
    ])
  })
})
