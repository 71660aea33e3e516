import { readFileSync } from 'node:fs'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { isLeftOver, parsePythonTime } from './cleanup.ts'
import { pythonTime } from './registryShape.ts'

const NOW = Date.parse('2026-11-22T12:00:00Z')
const DAY = 24 * 3_600_000

suite('main/registry/cleanup', () => {
  beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'))
  afterEach(() => vi.unstubAllEnvs())

  const left = (status: string, start_time: string): boolean => isLeftOver({ status, start_time }, NOW)

  const vectors: { status: string; start_time: string; removed: boolean }[] = JSON.parse(
    readFileSync(new URL('../../testing/compat/vectors/cleanup.json', import.meta.url), 'utf8'),
  )
  for (const { status, start_time, removed } of vectors) {
    test(`as the Python program: ${status} since ${start_time || 'no time'} is ${removed ? 'removed' : 'kept'}`, () => {
      const time = start_time === '<now-6d23h>' ? pythonTime(NOW - 7 * DAY + 3_600_000) : start_time
      expect(left(status, time)).toBe(removed)
    })
  }

  test('the seventh day must have passed', () => {
    expect([7 * DAY - 1, 7 * DAY, 7 * DAY + 1].map((age) => left('completed', pythonTime(NOW - age)))).toEqual([false, false, true])
  })

  test('only completed ones are ever left over', () => {
    for (const status of ['active', 'paused', 'orphaned', 'COMPLETED', '']) expect(left(status, '2025-01-01T00:00:00Z')).toBe(false)
  })

  /** As `datetime.fromisoformat` of Python 3.11 reads them (`Z` put in as `+00:00`). */
  const TIMES: readonly [text: string, utc: string | null][] = [
    ['2025-01-01T00:00:00Z', '2025-01-01T00:00:00.000Z'],
    ['20250101T000000Z', '2025-01-01T00:00:00.000Z'],
    ['2025-01-01', '2024-12-31T23:00:00.000Z'],
    ['20250101', '2024-12-31T23:00:00.000Z'],
    ['2025-01-01 00:00', '2024-12-31T23:00:00.000Z'],
    ['2025-01-01x00', '2024-12-31T23:00:00.000Z'],
    ['2025-01-01T0000', '2024-12-31T23:00:00.000Z'],
    ['2025-01-01T00:00:00,5', '2024-12-31T23:00:00.500Z'],
    ['2025-01-01T00:00:00.1234567+0100', '2024-12-31T23:00:00.123Z'],
    ['2025-01-01T00:00:00-01', '2025-01-01T01:00:00.000Z'],
    ['2025-01-01T00:00:00+01:00:30', '2024-12-31T22:59:30.000Z'],
    ['2025-01-01T00:00:00 +01:00', '2024-12-31T23:00:00.000Z'],
    ['2025-07-01T00:00:00', '2025-06-30T22:00:00.000Z'],
    ['2025-02-30T00:00:00', null],
    ['2025-01-01T24:00:00', null],
    ['2025-13-01', null],
    ['2025-1-1T00:00:00', null],
    ['2025-01-01T', null],
    ['2025-01-01T00:00:00.', null],
    ['2025-01-01T00:00:00z', null],
    [' 2025-01-01', null],
    ['junk', null],
    ['', null],
  ]
  for (const [text, utc] of TIMES) {
    test(`the time ${JSON.stringify(text)} is ${utc ?? 'none'}`, () => {
      const found = parsePythonTime(text)
      expect(found === null ? null : new Date(found).toISOString()).toBe(utc)
    })
  }

  test('what is written here is read back to the millisecond', () => {
    for (const at of [0, 1, 999, 1_763_821_177_485]) expect(parsePythonTime(pythonTime(at))).toBe(at)
  })
})
