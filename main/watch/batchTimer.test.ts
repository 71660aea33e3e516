import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { BatchTimer, DEFAULT_TIMING } from './batchTimer.ts'

suite('main/watch/batchTimer', () => {
  let flushed: number[][]
  let timer: BatchTimer<number[]>

  beforeEach(() => {
    vi.useFakeTimers()
    flushed = []
    timer = new BatchTimer({ timing: { quietMs: 60, maxWaitMs: 200 }, merge: (batch, item) => [...batch, ...item], flush: (batch) => flushed.push(batch) })
  })

  afterEach(() => vi.useRealTimers())

  test('a batch ends after the quiet window, with everything in order', () => {
    timer.add([1])
    vi.advanceTimersByTime(59)
    timer.add([2])
    vi.advanceTimersByTime(59)
    expect(flushed).toEqual([])
    vi.advanceTimersByTime(1)
    expect(flushed).toEqual([[1, 2]])
  })

  test('steady events end it at the maximum wait from the first, not from the last', () => {
    for (let at = 0; at < 400; at += 50) {
      timer.add([at])
      vi.advanceTimersByTime(50)
      if (at < 150) expect(flushed).toEqual([])
    }
    expect(flushed).toEqual([
      [0, 50, 100, 150],
      [200, 250, 300, 350],
    ])
  })

  test('the next batch has windows of its own', () => {
    timer.add([1])
    vi.advanceTimersByTime(60)
    vi.advanceTimersByTime(139)
    timer.add([2])
    vi.advanceTimersByTime(59)
    expect(flushed).toEqual([[1]])
    vi.advanceTimersByTime(1)
    expect(flushed).toEqual([[1], [2]])
  })

  test('flush hands over at once and only once', () => {
    timer.flush()
    timer.add([1])
    timer.flush()
    timer.flush()
    vi.advanceTimersByTime(1_000)
    expect(flushed).toEqual([[1]])
  })

  test('what comes while a batch is handed over is the next batch', () => {
    const seen: number[] = []
    const again = new BatchTimer<number>({
      timing: DEFAULT_TIMING,
      merge: (a, b) => a + b,
      flush: (batch) => {
        seen.push(batch)
        if (seen.length === 1) again.add(10)
      },
    })
    again.add(1)
    vi.advanceTimersByTime(DEFAULT_TIMING.maxWaitMs * 2)
    expect(seen).toEqual([1, 10])
  })

  test('close drops what is collected and stops the timers', () => {
    timer.add([1])
    timer.close()
    timer.close()
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(1_000)
    expect(flushed).toEqual([])
  })
})
