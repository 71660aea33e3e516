import { expect, suite, test } from 'vitest'
import { sinceOf } from './since.ts'

const NOW = new Date(2026, 10, 22, 14, 30).getTime()

suite('cli/verbs/since', () => {
  const MOMENTS: readonly [text: string, at: number][] = [
    ['45m', NOW - 45 * 60_000],
    ['3h', NOW - 3 * 3_600_000],
    ['7d', NOW - 7 * 86_400_000],
    ['2w', NOW - 14 * 86_400_000],
    ['today', new Date(2026, 10, 22).getTime()],
    ['yesterday', new Date(2026, 10, 21).getTime()],
    ['2026-11-01', new Date(2026, 10, 1).getTime()],
    ['2026-11-01 08:15', new Date(2026, 10, 1, 8, 15).getTime()],
  ]
  for (const [text, at] of MOMENTS) test(text, () => expect(sinceOf(text, NOW)).toBe(at))

  for (const text of ['', 'soon', '3', '-3h', '2026-13-01', '2026-02-30', '99999999d', '3y'])
    test(`${JSON.stringify(text)} is no moment`, () => expect(() => sinceOf(text, NOW)).toThrow(expect.objectContaining({ code: 'usage.badInput' })))
})
