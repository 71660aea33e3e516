import fc from 'fast-check'
import { expect, suite, test } from 'vitest'
import { type Hint, mergeHints } from './coalesce.ts'
import { PATHS_CAP } from './hostMessages.ts'

const hintOf = (paths: readonly string[], rest: Partial<Hint> = {}): Hint => ({ paths: new Set(paths), count: new Set(paths).size, git: false, at: 0, ...rest })
const names = (from: number, count: number): string[] => Array.from({ length: count }, (_, index) => `f${from + index}`)

const hint = fc
  .record({ paths: fc.uniqueArray(fc.constantFrom(...names(0, 12))), unnamed: fc.nat(50), git: fc.boolean(), at: fc.nat(1_000) })
  .map(({ paths, unnamed, git, at }): Hint => ({ paths: new Set(paths), count: paths.length + unnamed, git, at }))

suite('main/watch/coalesce', () => {
  test('a path in both counts once, the rest adds up', () => {
    expect(mergeHints(hintOf(['a', 'b'], { at: 5 }), hintOf(['b', 'c'], { git: true, at: 3 }))).toEqual({
      paths: new Set(['a', 'b', 'c']),
      count: 3,
      git: true,
      at: 3,
    })
  })

  test('paths beyond the cap are counted, not kept', () => {
    const merged = mergeHints(hintOf(names(0, PATHS_CAP - 1)), hintOf(names(PATHS_CAP - 2, 5)))
    expect([merged.paths.size, merged.count]).toEqual([PATHS_CAP, PATHS_CAP + 3])
  })

  test('what was already only counted stays counted', () => {
    expect(mergeHints(hintOf(['a'], { count: 4 }), hintOf(['a', 'b'], { count: 7 })).count).toBe(2 + 3 + 5)
  })

  test('neither hint is changed', () => {
    const first = hintOf(['a'])
    mergeHints(first, hintOf(['b']))
    expect(first).toEqual(hintOf(['a']))
  })

  test('merging never forgets a path, a commit or the beginning, and the order does not matter', () => {
    fc.assert(
      fc.property(hint, hint, (first, second) => {
        const merged = mergeHints(first, second)
        expect(merged.paths).toEqual(new Set([...first.paths, ...second.paths]))
        expect(merged.git).toBe(first.git || second.git)
        expect(merged.at).toBe(Math.min(first.at, second.at))
        expect(merged.count).toBeGreaterThanOrEqual(Math.max(first.count, second.count, merged.paths.size))
        expect(merged.count).toBeLessThanOrEqual(first.count + second.count)
        expect(mergeHints(second, first)).toEqual(merged)
      }),
    )
  })

  test('three hints make one, however they are grouped', () => {
    fc.assert(
      fc.property(hint, hint, hint, (a, b, c) => {
        expect(mergeHints(mergeHints(a, b), c)).toEqual(mergeHints(a, mergeHints(b, c)))
      }),
    )
  })
})
