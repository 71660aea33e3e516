import { expect, suite, test } from 'vitest'
import { keyOf, readChecked, withChecked } from '../library/checked.ts'
import { addedUp, heatOf, sumOf } from '../parts/heat.ts'
import { figuresOf } from './useToday.ts'

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
