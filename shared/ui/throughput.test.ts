import { expect, suite, test } from 'vitest'
import { ACTIVITY_MINUTES } from '../state/appState.ts'
import { linePoints, percentile, throughput } from './throughput.ts'

const MINUTE = 60_000
const buckets = (...newest: number[]): number[] => [...new Array<number>(ACTIVITY_MINUTES - newest.length).fill(0), ...newest]

suite('shared/ui/throughput', () => {
  test('the rate is what happened in the last sixty seconds', () => {
    const activity = { minute: 100, buckets: buckets(20, 4), latencies: [] }
    expect(throughput(activity, 100 * MINUTE).perMinute).toBe('24')
    expect(throughput(activity, 100.5 * MINUTE).perMinute).toBe('14')
    expect(throughput(activity, 101 * MINUTE).perMinute).toBe('4')
    expect(throughput(activity, 102 * MINUTE).perMinute).toBe('0')
  })

  test('the line moves on with the clock and says its range', () => {
    const activity = { minute: 100, buckets: buckets(31, 2), latencies: [] }
    const later = throughput(activity, 103 * MINUTE)
    expect(later.buckets.slice(-5)).toEqual([31, 2, 0, 0, 0])
    expect(later.chartName).toBe('Events per minute, last 30 minutes: low 0, high 31, now 0')
  })

  test('the p95 is left out until something has been measured', () => {
    const activity = { minute: 0, buckets: buckets(), latencies: [] as number[] }
    expect(throughput(activity, 0).p95).toBeNull()
    expect(throughput({ ...activity, latencies: [42] }, 0).p95).toBe('42 ms')
  })

  test('percentiles are by nearest rank and do not need sorted samples', () => {
    const samples = Array.from({ length: 100 }, (_, index) => 100 - index)
    expect(percentile(samples, 0.95)).toBe(95)
    expect(percentile([3, 1, 2], 0.95)).toBe(3)
    expect(percentile([], 0.95)).toBeNull()
  })

  test('the line lies within its box, however high it goes', () => {
    const box = { width: 120, height: 20, inset: 2 }
    expect(linePoints([0, 5, 10], box)).toBe('0,18 59,10 118,2')
    expect(linePoints([0, 0], box)).toBe('0,18 118,18')
    expect(linePoints([3], box)).toBe('0,2')
    expect(linePoints([], box)).toBe('')
  })
})
