import { expect, suite, test } from 'vitest'
import { nextOrder, sortedBy } from './fileOrder.ts'

suite('renderer/dashboard/fileOrder', () => {
  test('a press turns the order of a column around; another column begins with what people look for first', () => {
    const names = ['path', 'repo']
    expect(nextOrder({ by: 'last', descending: true }, 'last', names)).toEqual({ by: 'last', descending: false })
    expect(nextOrder({ by: 'last', descending: true }, 'path', names)).toEqual({ by: 'path', descending: false })
    expect(nextOrder({ by: 'path', descending: false }, 'changes', names)).toEqual({ by: 'changes', descending: true })
  })

  test('what is alike stands by its name, whichever way round', () => {
    const files = ['b', 'c', 'a'].map((path) => ({ path, size: path === 'c' ? 2 : 1 }))
    const order = (descending: boolean): string =>
      sortedBy(files, { by: 'size', descending }, (a, b) => a.size - b.size)
        .map(({ path }) => path)
        .join('')
    expect([order(false), order(true)]).toEqual(['abc', 'cab'])
  })
})
