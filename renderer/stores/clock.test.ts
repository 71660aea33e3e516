import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { Clock } from './clock.ts'

suite('renderer/stores/clock', () => {
  let page: { hidden: boolean; listeners: (() => void)[]; addEventListener(type: 'visibilitychange', listener: () => void): void }
  let clock: Clock

  beforeEach(() => {
    vi.useFakeTimers({ now: 1_000 })
    page = {
      hidden: false,
      listeners: [],
      addEventListener: (_type, listener) => page.listeners.push(listener),
    }
    clock = new Clock(() => Date.now(), page)
  })

  afterEach(() => void vi.useRealTimers())

  const now = (): number => clock.store.getState().now
  const setHidden = (hidden: boolean): void => {
    page.hidden = hidden
    for (const listener of page.listeners) listener()
  }

  test('it ticks when it was told to, and not by itself again', () => {
    clock.plan(5_000)
    vi.advanceTimersByTime(4_999)
    expect(now()).toBe(1_000)
    vi.advanceTimersByTime(1)
    expect(now()).toBe(6_000)
    expect(vi.getTimerCount()).toBe(0)
  })

  test('a new plan takes the place of the one before', () => {
    clock.plan(1_000)
    clock.plan(60_000)
    expect(vi.getTimerCount()).toBe(1)
    vi.advanceTimersByTime(1_000)
    expect(now()).toBe(1_000)
  })

  test('nothing ticks while the window is hidden; coming back sets it right and goes on', () => {
    clock.plan(1_000)
    setHidden(true)
    expect(vi.getTimerCount()).toBe(0)
    clock.plan(1_000)
    expect(vi.getTimerCount()).toBe(0)
    vi.advanceTimersByTime(100_000)
    setHidden(false)
    expect(now()).toBe(101_000)
    expect(vi.getTimerCount()).toBe(1)
  })

  test('coming back without a plan starts none', () => {
    setHidden(false)
    expect(vi.getTimerCount()).toBe(0)
  })
})
