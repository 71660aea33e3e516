import { expect, suite, test } from 'vitest'
import { Shortcut } from './shortcuts.ts'

function rig() {
  const registered = new Map<string, () => void>()
  const registry = {
    register: (keys: string, run: () => void) => {
      if (keys === 'Nonsense') throw new TypeError('conversion failure')
      if (keys === 'Taken' || registered.has(keys)) return false
      registered.set(keys, run)
      return true
    },
    unregister: (keys: string) => void registered.delete(keys),
  }
  let pressed = 0
  return { registered, shortcut: new Shortcut(registry as never, () => pressed++), pressed: () => pressed }
}

suite('main/electron/shortcuts', () => {
  test('keys are registered, changed and given back', () => {
    const { registered, shortcut, pressed } = rig()
    expect(shortcut.set('Ctrl+Alt+S')).toBe('active')
    registered.get('Ctrl+Alt+S')?.()
    expect([pressed(), shortcut.set('Ctrl+Alt+S')]).toEqual([1, 'active'])
    expect([shortcut.set('Ctrl+Alt+N'), [...registered.keys()]]).toEqual(['active', ['Ctrl+Alt+N']])
    expect([shortcut.set(''), [...registered.keys()]]).toEqual(['none', []])
  })

  test('keys that another app has, or that the system does not know, are taken, and may be tried again', () => {
    const { registered, shortcut } = rig()
    for (const keys of ['Taken', 'Taken', 'Nonsense']) expect([shortcut.set(keys), shortcut.state]).toEqual(['taken', 'taken'])
    expect(shortcut.set('Ctrl+Alt+S')).toBe('active')
    shortcut.close()
    shortcut.close()
    expect([registered.size, shortcut.state]).toEqual([0, 'none'])
  })
})
