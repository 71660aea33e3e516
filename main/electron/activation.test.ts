import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { Activation } from './activation.ts'

suite('main/electron/activation', () => {
  let set: string[]
  let activation: Activation

  beforeEach(() => {
    vi.useFakeTimers()
    set = []
    activation = new Activation((policy) => set.push(policy))
  })
  afterEach(() => vi.useRealTimers())

  test('with a window open the app is in the Dock, half a second after the last one it is not', () => {
    activation.opened()
    activation.opened()
    activation.closed()
    vi.advanceTimersByTime(600)
    expect(set).toEqual(['regular'])
    activation.closed()
    vi.advanceTimersByTime(499)
    expect(set).toEqual(['regular'])
    vi.advanceTimersByTime(1)
    expect(set).toEqual(['regular', 'accessory'])
  })

  test('closing one window and opening the next changes nothing', () => {
    activation.opened()
    activation.closed()
    activation.opened()
    vi.advanceTimersByTime(1_000)
    expect(set).toEqual(['regular'])
  })

  test('always in the Dock is always, and ends when it is taken back', () => {
    activation.setAlways(true)
    activation.opened()
    activation.closed()
    vi.advanceTimersByTime(600)
    expect(set).toEqual(['regular'])
    activation.setAlways(false)
    expect(set).toEqual(['regular', 'accessory'])
  })
})
