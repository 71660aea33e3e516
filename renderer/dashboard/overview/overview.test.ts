import { expect, suite, test } from 'vitest'
import type { MetricsPoint } from '../../../shared/domain/metrics.ts'
import { keyOf, readChecked, withChecked } from '../library/checked.ts'
import { heatOf } from '../parts/heat.ts'
import { hoursOf } from './hours.ts'
import { figuresOf } from './useToday.ts'

const HOUR = 3_600_000
const NOW = 1_000 * HOUR + 5
const point = (hour: number, changes: number): MetricsPoint => ({ at: hour * HOUR, counters: { changes } }) as MetricsPoint

suite('renderer/dashboard/overview', () => {
  test('24 hours, oldest first; of a strip the busiest is the hottest, a little is never nothing', () => {
    const hours = hoursOf([point(1_000, 8), point(999, 1), point(990, 0), point(100, 50)], NOW)
    expect(hours).toHaveLength(24)
    expect(hours.slice(-2)).toEqual([
      { at: 999 * HOUR, changes: 1 },
      { at: 1_000 * HOUR, changes: 8 },
    ])
    expect(hours.slice(0, -2).every(({ changes }) => changes === 0)).toBe(true)
    expect(heatOf([0, 1, 8])).toEqual([0, 1, 4])
    expect(heatOf([0, 8], 80)).toEqual([0, 1])
    expect(heatOf([])).toEqual([])
  })

  test('the day is counted over all its sessions', () => {
    const item = { session_id: 's', backlog_id: 'B-1', repo_name: 'r', state: 'recording', done: [], open: [], next: [], files: ['a', 'b'] } as const
    expect(
      figuresOf([
        { ...item, done: [], open: [], next: [], files: [...item.files] },
        { ...item, done: [], open: [], next: [], files: [] },
      ]).map(({ value }) => value),
    ).toEqual(['2', '0', '2', '0'])
  })

  test('what is ticked off is kept here, bounded, and rubbish counts as nothing', () => {
    const kept = new Map<string, string>()
    const storage = { getItem: (key: string) => kept.get(key) ?? null, setItem: (key: string, value: string) => void kept.set(key, value) }
    let checked = readChecked(storage)
    for (let index = 0; index < 600; index++) checked = withChecked(storage, checked, keyOf('s', `step ${index}`))
    expect(readChecked(storage).size).toBe(500)
    expect(withChecked(storage, checked, keyOf('s', 'step 599')).has(keyOf('s', 'step 599'))).toBe(false)
    for (const text of ['x', '{}', 'null', '[1,null]']) {
      kept.set('scribe.checked', text)
      expect(readChecked(storage).size).toBe(0)
    }
  })
})
