import { expect, suite, test } from 'vitest'
import { type Column, type LibraryFile, sinceOf, sortedFiles } from './libraryFiles.ts'

const file = (path: string, differences: Partial<LibraryFile>): LibraryFile => ({
  ...{ repo: '/r', repo_name: 'r', path, changes: 1, sessions: 1, first_at: 1, last_at: 1, kind: 'modified', session_id: 's', backlog_id: 'B-1', seq: 1 },
  ...differences,
})

suite('renderer/dashboard/libraryFiles', () => {
  const files = [
    file('b', { repo_name: 'x', backlog_id: 'B-3', changes: 5, last_at: 2 }),
    file('a', { repo_name: 'z', backlog_id: 'B-1', changes: 3, last_at: 9 }),
    file('c', { repo_name: 'y', backlog_id: 'B-2', changes: 4, last_at: 5 }),
  ]
  for (const [by, up] of [
    ['path', 'abc'],
    ['repo', 'bca'],
    ['session', 'acb'],
    ['changes', 'acb'],
    ['last', 'bca'],
  ] as const)
    test(`by ${by}`, () => {
      const order = (descending: boolean): string =>
        sortedFiles(files, { by: by as Column, descending })
          .map(({ path }) => path)
          .join('')
      expect([order(false), order(true)]).toEqual([up, [...up].reverse().join('')])
    })

  test('a span reaches back from now, and not before there were clocks', () => {
    expect(sinceOf('day', 100 * 86_400_000)).toBe(99 * 86_400_000)
    expect(sinceOf('week', 5)).toBe(0)
    expect(sinceOf('all', 100 * 86_400_000)).toBe(0)
  })
})
