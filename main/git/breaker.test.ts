import { expect, suite, test } from 'vitest'
import { Breaker } from './breaker.ts'

const RULES = { limit: 3, pauseMs: 1_000, longestPauseMs: 3_000 }

suite('main/git/breaker', () => {
  const opened = (): Breaker => {
    const breaker = new Breaker(RULES)
    for (let n = 0; n < 3; n++) breaker.timedOut('/a', 100)
    return breaker
  }

  test('two timeouts are no trouble yet, three in a row are', () => {
    const breaker = new Breaker(RULES)
    breaker.timedOut('/a', 0)
    breaker.timedOut('/a', 10)
    expect(breaker.pause('/a', 10)).toBe(0)
    breaker.timedOut('/a', 20)
    expect(breaker.pause('/a', 30)).toBe(990)
  })

  test('an answer in between starts the count over', () => {
    const breaker = new Breaker(RULES)
    for (let n = 0; n < 10; n++) {
      breaker.timedOut('/a', n)
      if (n % 2 === 1) breaker.answered('/a')
    }
    expect(breaker.pause('/a', 10)).toBe(0)
  })

  test('another folder is asked as before', () => {
    expect(opened().pause('/b', 100)).toBe(0)
  })

  test('after the pause it is tried; each further timeout doubles the pause, up to a bound', () => {
    const breaker = opened()
    let now = 100
    const pauses = [1, 2, 3, 4].map(() => {
      const pause = breaker.pause('/a', now)
      now += pause
      expect(breaker.pause('/a', now)).toBe(0)
      breaker.timedOut('/a', now)
      return pause
    })
    expect(pauses).toEqual([1_000, 2_000, 3_000, 3_000])
  })

  test('after the pause an answer closes it', () => {
    const breaker = opened()
    breaker.answered('/a')
    breaker.timedOut('/a', 2_000)
    expect(breaker.pause('/a', 2_000)).toBe(0)
  })

  test('runs that end late while it is open do not make the pause longer', () => {
    const breaker = opened()
    for (let n = 0; n < 20; n++) breaker.timedOut('/a', 200)
    expect(breaker.pause('/a', 200)).toBe(900)
    breaker.timedOut('/a', 1_200)
    expect(breaker.pause('/a', 1_200)).toBe(2_000)
  })

  test('a thousand folders are remembered, the one of longest ago is forgotten', () => {
    const breaker = new Breaker({ ...RULES, limit: 1 })
    for (let n = 0; n <= 1_000; n++) breaker.timedOut(`/${n}`, 0)
    expect([breaker.pause('/0', 0), breaker.pause('/1', 0), breaker.pause('/1000', 0)]).toEqual([0, 1_000, 1_000])
  })

  test('by default: three, then 30 s, at most 5 minutes', () => {
    const breaker = new Breaker()
    for (let n = 0; n < 3; n++) breaker.timedOut('/a', 0)
    expect(breaker.pause('/a', 0)).toBe(30_000)
    for (let n = 1; n < 50; n++) breaker.timedOut('/a', n * 400_000)
    expect(breaker.pause('/a', 49 * 400_000)).toBe(300_000)
  })
})
