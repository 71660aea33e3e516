import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { Asker } from './asker.ts'

suite('renderer/dashboard/asker', () => {
  let runs: number
  let finish: () => void
  let asker: Asker

  beforeEach(() => {
    vi.useFakeTimers()
    runs = 0
    asker = new Asker(5_000, () => {
      runs++
      return new Promise((resolve) => {
        finish = resolve
      })
    })
  })
  afterEach(() => void vi.useRealTimers())

  const passed = async (ms: number): Promise<number> => {
    await vi.advanceTimersByTimeAsync(ms)
    return runs
  }

  test('what is wanted often is run at most so often, and one at a time', async () => {
    for (let n = 0; n < 3; n++) asker.want()
    expect(await passed(0)).toBe(1)
    asker.want()
    expect(await passed(9_000)).toBe(1)
    finish()
    expect(await passed(0)).toBe(2)
    finish()
    asker.want()
    expect(await passed(4_999)).toBe(2)
    expect(await passed(1)).toBe(3)
  })

  test('another question does not wait for the time to pass, only for the run under way', async () => {
    asker.want()
    await passed(0)
    asker.want(true)
    expect(await passed(100)).toBe(1)
    finish()
    expect(await passed(0)).toBe(2)
    finish()
    await passed(0)
    asker.want()
    expect(await passed(10)).toBe(2)
    asker.want(true)
    expect(await passed(0)).toBe(3)
  })

  test('after its end nothing runs, until it is wanted again', async () => {
    asker.want()
    await passed(0)
    finish()
    asker.want()
    asker.close()
    expect(await passed(60_000)).toBe(1)
    asker.want()
    expect(await passed(0)).toBe(2)
  })
})
