import { expect, suite, test } from 'vitest'
import { sampleSession } from '../../testing/electronDouble/sampleState.ts'
import type { Session } from '../domain/session.ts'
import { nextTickIn } from './nextTick.ts'

const NOW = 10_000_000
const quiet = (differences: Partial<Session> = {}): Session => sampleSession({ last_activity_at: NOW, ...differences })
const aged = (age: number): Session => quiet({ last: { path: 'a', at: NOW - age, kind: 'change' } })
const endingIn = (ms: number): Session => quiet({ last_activity_at: NOW + ms - 1_800_000 })

suite('shared/ui/nextTick', () => {
  test('a quiet popover wakes once a minute', () => {
    expect(nextTickIn([], NOW)).toBe(60_000)
    expect(nextTickIn([quiet(), aged(60_000)], NOW)).toBe(60_000)
  })

  test('an age under a minute is looked at every five seconds', () => {
    expect(nextTickIn([quiet(), aged(12_000)], NOW)).toBe(5_000)
    expect(nextTickIn([aged(-1_000)], NOW)).toBe(5_000)
  })

  test('a deadline wakes the clock when its last minute begins, and then every second', () => {
    expect(nextTickIn([endingIn(61_500)], NOW)).toBe(1_500)
    expect(nextTickIn([endingIn(60_100)], NOW)).toBe(1_000)
    expect(nextTickIn([endingIn(30_000)], NOW)).toBe(1_000)
    expect(nextTickIn([endingIn(-5_000)], NOW)).toBe(1_000)
  })

  test('a deadline that is not shown does not wake the clock', () => {
    expect(nextTickIn([{ ...endingIn(30_000), capture: 'degraded' }], NOW)).toBe(60_000)
    expect(nextTickIn([{ ...endingIn(30_000), state: 'paused' }], NOW)).toBe(60_000)
    expect(nextTickIn([quiet({ idle_timeout_s: 0 })], NOW)).toBe(60_000)
  })

  test('other ends count while they are ahead, and never more often than once a second', () => {
    expect(nextTickIn([], NOW, [NOW + 9_000, NOW - 1])).toBe(9_000)
    expect(nextTickIn([], NOW, [NOW + 10])).toBe(1_000)
  })
})
