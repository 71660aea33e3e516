import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { GAUGES } from '../../shared/domain/metrics.ts'
import { Meter } from './meter.ts'
import { mapped, type Sample } from './sample.ts'
import { Sampler } from './sampler.ts'

suite('main/metrics/sampler', () => {
  let meter: Meter
  let sampler: Sampler
  let seen: { sample: Sample; resting: boolean }[]
  let interval: number | null

  beforeEach(() => {
    vi.useFakeTimers()
    ;[seen, interval] = [[], 1_000]
    const clock = { wall: () => Date.now(), monotonic: () => performance.now() }
    meter = new Meter(clock)
    const gauges = mapped(GAUGES, () => () => 1)
    sampler = new Sampler({
      intervalMs: () => interval,
      monotonic: clock.monotonic,
      begin: () => meter.begin(),
      sample: () => meter.sample(gauges),
      onSample: (sample, resting) => void seen.push({ sample, resting }),
    })
  })
  afterEach(() => {
    sampler.close()
    vi.useRealTimers()
  })

  const happen = (): void => {
    meter.count('events')
    sampler.stir()
  }

  test('at rest there is no timer; what happens begins the looking, two quiet looks end it', () => {
    expect(vi.getTimerCount()).toBe(0)
    happen()
    vi.advanceTimersByTime(1_000)
    happen()
    vi.advanceTimersByTime(3_000)
    expect(seen.map(({ sample, resting }) => [sample.counters.events, resting])).toEqual([
      [1, false],
      [1, false],
      [0, false],
      [0, true],
    ])
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(60_000)
    happen()
    vi.advanceTimersByTime(1_000)
    expect(seen.at(-1)?.sample).toMatchObject({ ms: 1_000, counters: { events: 1 } })
  })

  test('switched off nothing is looked at; closed, what there is is taken once', () => {
    interval = null
    happen()
    expect(vi.getTimerCount()).toBe(0)
    interval = 500
    happen()
    sampler.close()
    sampler.close()
    happen()
    expect([seen.length, seen[0]?.resting, vi.getTimerCount()]).toEqual([1, true, 0])
  })
})
