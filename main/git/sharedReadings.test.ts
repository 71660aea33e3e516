import { expect, suite, test } from 'vitest'
import type { GitResult } from './collect.ts'
import { SharedReadings } from './sharedReadings.ts'

const answer = (code: number): GitResult => ({ code, stdout: '', stderr: '', cut: false })

suite('main/git/sharedReadings', () => {
  const readingsOf = (codes: number[]) => {
    const readings = new SharedReadings()
    let begun = 0
    const read = async (): Promise<GitResult> => answer(codes[begun++] ?? 0)
    return { ask: () => readings.of('/repo', new AbortController().signal, read), begun: () => begun }
  }

  test('those who ask beside each other, and a moment later, share one reading', async () => {
    const { ask, begun } = readingsOf([0])
    await Promise.all([ask(), ask()])
    await ask()
    expect(begun()).toBe(1)
  })

  test('a refusal is shared, but not remembered: the repository may be mended by the next one', async () => {
    const { ask, begun } = readingsOf([128, 0])
    expect((await Promise.all([ask(), ask()])).map(({ code }) => code)).toEqual([128, 128])
    expect([(await ask()).code, begun()]).toEqual([0, 2])
  })
})
