import { expect, suite, test } from 'vitest'
import { type Column, type FileRow, sortedFiles } from './fileRows.ts'

const file = (path: string, differences: Partial<FileRow> = {}): FileRow => ({
  ...{ path, changes: 1, first_at: 1, last_at: 1, kind: 'modified', seq: 1, added: null, deleted: null },
  ...differences,
})

suite('renderer/dashboard/fileRows', () => {
  const files = [
    file('b.ts', { changes: 3, first_at: 5, last_at: 9, added: 1, deleted: 0 }),
    file('a.ts', { changes: 3, first_at: 2, last_at: 4, added: 9, deleted: 4 }),
    file('c.ts', { changes: 7, first_at: 1, last_at: 8 }),
  ]
  const order = (by: Column, descending: boolean): string =>
    sortedFiles(files, { by, descending })
      .map(({ path }) => path[0])
      .join('')

  for (const [by, up, down] of [
    ['path', 'abc', 'cba'],
    ['changes', 'abc', 'cab'],
    ['first', 'cab', 'bac'],
    ['last', 'acb', 'bca'],
    ['lines', 'cba', 'abc'],
  ] as const)
    test(`by ${by}`, () => expect([order(by, false), order(by, true)]).toEqual([up, down]))
})
