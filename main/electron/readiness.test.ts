import { expect, suite, test } from 'vitest'
import { keptWarmMs } from './readiness.ts'

suite('main/electron/readiness', () => {
  const CASES = [
    ['auto', false, 600_000],
    ['auto', true, 300_000],
    ['always', true, null],
    ['never', false, 0],
  ] as const
  for (const [wanted, sparing, ms] of CASES) test(`${wanted}${sparing ? ', on battery or hot' : ''}: ${ms}`, () => expect(keptWarmMs(wanted, sparing)).toBe(ms))
})
