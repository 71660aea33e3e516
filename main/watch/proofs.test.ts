import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { Proofs } from './proofs.ts'

suite('main/watch/proofs', () => {
  let now: number
  let roots: string[]
  let told: string[]
  let rounds: number[]
  let proofs: Proofs

  beforeEach(() => {
    vi.useFakeTimers()
    now = 0
    roots = ['a', 'b']
    told = []
    rounds = []
    proofs = new Proofs({
      monotonic: () => now,
      roots: () => roots,
      events: {
        ask: (root, tick) => told.push(`ask ${root} ${tick}`),
        proved: (root, ms) => told.push(`proved ${root} ${ms}`),
        missed: (silent, all) => told.push(`missed ${silent.join(' ')}${all ? ' (all)' : ''}`),
        woke: (ms) => told.push(`woke ${ms}`),
        round: (number) => void rounds.push(number),
      },
    })
    proofs.start()
  })

  afterEach(() => {
    proofs.close()
    vi.useRealTimers()
  })

  const pass = async (ms: number): Promise<void> => {
    now += ms
    await vi.advanceTimersByTimeAsync(ms)
  }

  test('a round asks each root every 30 s and tells of each answer once', async () => {
    await pass(30_000)
    for (const root of ['a', 'b', 'a']) proofs.answered(1, root, 2)
    expect(told).toEqual(['ask a 1', 'ask b 1', 'proved a 2', 'proved b 2'])
    await pass(29_000)
    expect(told).toHaveLength(4)
    await pass(1_000)
    expect(told.slice(4)).toEqual(['ask a 2', 'ask b 2'])
  })

  test('who does not answer within 10 s is named', async () => {
    await pass(30_000)
    proofs.answered(1, 'b', 3)
    await pass(10_001)
    expect(told.slice(2)).toEqual(['proved b 3', 'missed a'])
  })

  test('when nobody answers, that is said; late answers count for nothing', async () => {
    await pass(30_000)
    await pass(10_001)
    proofs.answered(1, 'a', 11_000)
    expect(told.slice(2)).toEqual(['missed a b (all)'])
  })

  test('an answer that is read right after the deadline still counts', async () => {
    await pass(30_000)
    now += 10_000
    vi.advanceTimersByTime(10_000)
    proofs.answered(1, 'a', 1)
    proofs.answered(1, 'b', 1)
    await pass(1)
    expect(told.slice(2)).toEqual(['proved a 1', 'proved b 1'])
  })

  test('a root that is let go need not answer', async () => {
    await pass(30_000)
    proofs.forget('a')
    proofs.forget('b')
    await pass(20_000)
    expect(told).toEqual(['ask a 1', 'ask b 1'])
  })

  test('with nothing to prove nothing is asked', async () => {
    roots = []
    for (let round = 0; round < 3; round++) await pass(30_000)
    expect(told).toEqual([])
  })

  test('a round that begins late tells of the sleep', async () => {
    now += 100_000
    await vi.advanceTimersByTimeAsync(30_000)
    expect(told[0]).toBe('woke 70000')
  })

  test('one root can be asked out of turn, beside a round that is open; its silence speaks for itself only', async () => {
    await pass(30_000)
    proofs.askNow('b')
    proofs.answered(1, 'a', 1)
    proofs.answered(1, 'b', 1)
    await pass(10_001)
    expect(told.slice(2)).toEqual(['ask b 2', 'proved a 1', 'proved b 1', 'missed b'])
  })

  test('nothing happens after close', async () => {
    await pass(30_000)
    proofs.close()
    await pass(100_000)
    expect(told).toEqual(['ask a 1', 'ask b 1'])
  })
})
