import { expect, suite, test } from 'vitest'
import { keyOf, readChecked, withChecked } from '../library/checked.ts'
import { addedUp, heatOf, sumOf } from '../parts/heat.ts'
import { type Day, figuresOf } from './useToday.ts'

suite('renderer/dashboard/overview', () => {
  test('of a strip the busiest cell is the hottest, a little is never nothing; strips add up', () => {
    expect(heatOf([0, 1, 8])).toEqual([0, 1, 4])
    expect(heatOf([0, 8], 80)).toEqual([0, 1])
    expect(heatOf([])).toEqual([])
    expect(
      addedUp(
        [
          [1, 0, 2],
          [0, 3, 1],
        ],
        3,
      ),
    ).toEqual([1, 3, 3])
    expect(addedUp([], 2)).toEqual([0, 0])
    expect(sumOf([1, 3, 3])).toBe(7)
  })

  test('the day is told in sessions, time, files and decisions', () => {
    const session = { session_id: 's', entries: 3, notes: 1, files: 2 }
    const told = (day: Day): string =>
      figuresOf(day)
        .map(({ name, value }) => `${value} ${name}`)
        .join(', ')
    expect(told({ sessions: [session], active_ms: 85 * 60_000, files: 1, decisions: 1 })).toBe('1 session today, 1 h 25 m active, 1 file changed, 1 decision')
    expect(told({ sessions: [], active_ms: 0, files: 0, decisions: 0 })).toBe('0 sessions today, 0 s active, 0 files changed, 0 decisions')
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
