import { expect, suite, test } from 'vitest'
import { type Key, listOrder } from './listKeys.ts'

const key = (name: string, differences: Partial<Key> = {}): Key => ({ key: name, metaKey: false, ctrlKey: false, altKey: false, onRow: true, ...differences })

suite('renderer/popover/listKeys', () => {
  for (const [name, order] of [
    ['ArrowUp', 'previous'],
    ['ArrowDown', 'next'],
    ['Home', 'first'],
    ['End', 'last'],
    ['ArrowRight', 'into'],
    ['ArrowLeft', 'outOf'],
    ['p', 'toggle'],
    ['P', 'toggle'],
    [' ', 'toggle'],
    ['n', 'note'],
    ['N', 'note'],
    ['/', 'note'],
    ['x', null],
    ['Enter', 'open'],
    ['Escape', 'close'],
    ['Tab', null],
    ['toString', null],
  ] as const) {
    test(`${JSON.stringify(name)} means ${order ?? 'nothing'}`, () => expect(listOrder(key(name))).toBe(order))
  }

  test('Cmd-. and Ctrl-. stop; no other key with a modifier is ours', () => {
    expect(listOrder(key('.', { metaKey: true }))).toBe('stop')
    expect(listOrder(key('.', { ctrlKey: true }))).toBe('stop')
    expect(listOrder(key('.'))).toBeNull()
    expect(listOrder(key('p', { metaKey: true }))).toBeNull()
    expect(listOrder(key('n', { ctrlKey: true }))).toBeNull()
    expect(listOrder(key('p', { altKey: true }))).toBeNull()
  })

  test('Space on a button within a row is left to the button', () => {
    expect(listOrder(key(' ', { onRow: false }))).toBeNull()
    expect(listOrder(key('Enter', { onRow: false }))).toBeNull()
    expect(listOrder(key('p', { onRow: false }))).toBe('toggle')
  })
})
