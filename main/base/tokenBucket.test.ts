import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { TokenBucket } from './tokenBucket.ts'

suite('main/base/tokenBucket', () => {
  test('a burst, then the rate; the wait it names is enough', () => {
    const bucket = new TokenBucket(() => ({ perSecond: 10, burst: 3 }))
    expect([1, 2, 3].map(() => bucket.take(0))).toEqual([0, 0, 0])
    const wait = bucket.take(0)
    expect(wait).toBe(100)
    expect([bucket.take(wait - 1) > 0, bucket.take(wait)]).toEqual([true, 0])
  })

  test('no more than the burst is saved, and a rate of 0 sets no limit', () => {
    const bucket = new TokenBucket(() => ({ perSecond: 10, burst: 2 }))
    bucket.take(0)
    expect([1, 2, 3].map(() => bucket.take(60_000)).map((ms) => ms > 0)).toEqual([false, false, true])
    const free = new TokenBucket(() => ({ perSecond: 0, burst: 0 }))
    expect(Array.from({ length: 1_000 }, () => free.take(0)).every((ms) => ms === 0)).toBe(true)
  })

  test('in any time, never more than the burst and what the rate allows', () => {
    fc.assert(
      fc.property(fc.array(fc.nat(200), { maxLength: 300 }), (steps) => {
        const bucket = new TokenBucket(() => ({ perSecond: 20, burst: 5 }))
        let now = 0
        let taken = 0
        for (const step of steps) {
          now += step
          if (bucket.take(now) === 0) taken++
        }
        expect(taken).toBeLessThanOrEqual(5 + (now * 20) / 1_000 + 1e-6)
      }),
    )
  })
})
