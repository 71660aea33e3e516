import { expect, suite, test } from 'vitest'
import { branchParts, fileName, latency, longDuration, plainText, shortDuration, span } from './format.ts'

const SECOND = 1000
const MINUTE = 60 * SECOND
const HOUR = 60 * MINUTE
const DAY = 24 * HOUR

suite('shared/ui/format', () => {
  for (const [ms, short, long, exact] of [
    [-5 * SECOND, 'now', '0 seconds', '0 s'],
    [0, 'now', '0 seconds', '0 s'],
    [999, 'now', '0 seconds', '0 s'],
    [SECOND, '1 s', '1 second', '1 s'],
    [12.9 * SECOND, '12 s', '12 seconds', '12 s'],
    [MINUTE - 1, '59 s', '59 seconds', '59 s'],
    [MINUTE, '1 m', '1 minute', '1 m'],
    [28 * MINUTE + 59 * SECOND, '28 m', '28 minutes', '28 m'],
    [HOUR - 1, '59 m', '59 minutes', '59 m'],
    [HOUR, '1 h', '1 hour', '1 h'],
    [3 * HOUR + 12 * MINUTE, '3 h', '3 hours', '3 h 12 m'],
    [DAY - 1, '23 h', '23 hours', '23 h 59 m'],
    [DAY, '1 d', '1 day', '1 d'],
    [2 * DAY + 4 * HOUR + 3 * MINUTE, '2 d', '2 days', '2 d 4 h'],
  ] as const) {
    test(`${ms} ms is ${short}, ${long}, ${exact}`, () => {
      expect([shortDuration(ms), longDuration(ms), span(ms)]).toEqual([short, long, exact])
    })
  }

  test('latencies are milliseconds, then seconds', () => {
    expect([0, 41.6, 999, 1234].map(latency)).toEqual(['0 ms', '42 ms', '999 ms', '1.2 s'])
  })

  test('marks that would rearrange a line are made visible, and long text is cut', () => {
    expect(plainText('a\u202eb\nc\u2066d\0')).toBe('a\ufffdb\ufffdc\ufffdd\ufffd')
    expect(plainText('emoji 👩‍💻 日本語 ünï')).toBe('emoji 👩‍💻 日本語 ünï')
    expect(plainText('x'.repeat(10), 5)).toBe('xxxx…')
    expect(plainText('x'.repeat(5), 5)).toBe('xxxxx')
  })

  test('a path is named by its last part', () => {
    expect(['src/a.ts', 'a.ts', 'src/', '/', ''].map(fileName)).toEqual(['a.ts', 'a.ts', 'src', '/', ''])
  })

  for (const [branch, before, id, between, end] of [
    ['feat/B-1009-async-scribe-enhancement', 'feat/', 'B-1009', '-async-scribe', '-enhancement'],
    ['docs/B-1001', 'docs/', 'B-1001', '', ''],
    ['main', '', '', 'ma', 'in'],
    ['team/very/deep/B-7-x', 'team/very/deep/', 'B-7', '-', 'x'],
    ['', '', '', '', ''],
  ] as const) {
    test(`the branch ${JSON.stringify(branch)} keeps its id and its tail`, () => {
      const parts = branchParts(branch)
      expect(parts).toEqual({ before, id, between, end })
      expect(parts.before + parts.id + parts.between + parts.end).toBe(branch)
    })
  }
})
