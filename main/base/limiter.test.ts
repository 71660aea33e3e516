import { expect, suite, test } from 'vitest'
import type { Limits } from './fairQueue.ts'
import { Limiter } from './limiter.ts'

const LIMITS: Limits = { most: 1, mostPerFlow: 1, mostWaiting: 2, weights: { high: 4, medium: 2, low: 1 } }
const wish = { flow: 'a', priority: 'medium' } as const

suite('main/base/limiter', () => {
  test('a place given back is handed on, once', async () => {
    const limiter = new Limiter(() => LIMITS)
    const leave = await limiter.enter(wish)
    const second = limiter.enter(wish)
    const third = limiter.enter({ ...wish, flow: 'b' })
    expect([limiter.running, limiter.waiting]).toEqual([1, 2])
    leave()
    leave()
    const leaveThird = await Promise.race([second, third])
    expect([limiter.running, limiter.waiting]).toEqual([1, 1])
    leaveThird()
    await Promise.all([second, third])
  })

  test('who gives up leaves the line; who comes to a full one is refused', async () => {
    const limiter = new Limiter(() => LIMITS)
    const leave = await limiter.enter(wish)
    const controller = new AbortController()
    const impatient = limiter.enter({ ...wish, signal: controller.signal })
    const patient = limiter.enter(wish)
    await expect(limiter.enter(wish)).rejects.toMatchObject({ code: 'limit.overloaded' })
    controller.abort(new Error('enough'))
    await expect(impatient).rejects.toThrow('enough')
    leave()
    await patient
    expect(limiter.waiting).toBe(0)
    await expect(limiter.enter({ ...wish, signal: controller.signal })).rejects.toThrow('enough')
  })

  test('a limit that is raised lets in who waits', async () => {
    let limits = LIMITS
    const limiter = new Limiter(() => limits)
    await limiter.enter(wish)
    const second = limiter.enter({ ...wish, flow: 'b' })
    limits = { ...LIMITS, most: 2 }
    limiter.call()
    await second
    expect(limiter.running).toBe(2)
  })
})
