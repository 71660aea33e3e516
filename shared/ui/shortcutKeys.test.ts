import { expect, suite, test } from 'vitest'
import { takesValue } from '../domain/settings.ts'
import { shortcutOf } from './shortcutKeys.ts'

const NONE = { ctrlKey: false, altKey: false, shiftKey: false, metaKey: false }

suite('shared/ui/shortcutKeys', () => {
  test('keys with a modifier make a shortcut that the settings take', () => {
    const pressed = [
      { ...NONE, code: 'KeyS', ctrlKey: true, altKey: true },
      { ...NONE, code: 'Digit1', metaKey: true, shiftKey: true },
      { ...NONE, code: 'F12', altKey: true },
      { ...NONE, code: 'Space', ctrlKey: true },
    ]
    const made = pressed.map(shortcutOf)
    expect(made).toEqual(['Ctrl+Alt+S', 'Shift+Cmd+1', 'Alt+F12', 'Ctrl+Space'])
    expect(made.every((text) => takesValue('general.shortcutOpen', text))).toBe(true)
  })

  test('a letter alone, Shift with one, or a modifier alone make none', () => {
    expect(
      [
        { ...NONE, code: 'KeyS' },
        { ...NONE, code: 'KeyS', shiftKey: true },
        { ...NONE, code: 'ControlLeft', ctrlKey: true },
      ].map(shortcutOf),
    ).toEqual([null, null, null])
  })
})
