import { beforeEach, expect, suite, test } from 'vitest'
import { forgetSearches, recentSearches, rememberSearch } from './recentSearches.ts'

suite('renderer/dashboard/recentSearches', () => {
  let kept: string | null
  const storage = {
    getItem: () => kept,
    setItem: (_key: string, value: string) => {
      kept = value
    },
  }
  beforeEach(() => {
    kept = null
  })

  test('the newest come first, each once, eight at most', () => {
    for (let n = 0; n < 12; n++) rememberSearch(storage, `words ${n % 10}`)
    rememberSearch(storage, '  ')
    expect(recentSearches(storage)).toEqual([1, 0, 9, 8, 7, 6, 5, 4].map((n) => `words ${n}`))
    forgetSearches(storage)
    expect(recentSearches(storage)).toEqual([])
  })

  for (const text of ['not json', '3', '{"a":1}', '[1,null,""]'])
    test(`${text} in the storage is none`, () => {
      kept = text
      expect(recentSearches(storage)).toEqual([])
    })

  test('a storage that is full costs nothing but the memory', () => {
    const full = {
      getItem: () => null,
      setItem: () => {
        throw new Error('full')
      },
    }
    expect(() => rememberSearch(full, 'x')).not.toThrow()
  })
})
