import type { LoginItemSettings } from 'electron'
import { expect, suite, test } from 'vitest'
import { type LoginItemParts, loginItemState, setLoginItem } from './loginItem.ts'

function parts(status: LoginItemSettings['status'], differences: Partial<LoginItemParts> & { isPackaged?: boolean } = {}) {
  const asked: boolean[] = []
  let now = status
  const app = {
    isPackaged: differences.isPackaged ?? true,
    getLoginItemSettings: () => ({ status: now }) as LoginItemSettings,
    setLoginItemSettings: ({ openAtLogin = false }) => {
      asked.push(openAtLogin)
      now = openAtLogin ? 'enabled' : 'not-registered'
    },
  }
  return { asked, parts: { app, platform: 'darwin', ...differences } as LoginItemParts }
}

suite('main/electron/loginItem', () => {
  test('the system is asked what holds', () => {
    const states = (['enabled', 'not-registered', 'not-found', 'requires-approval'] as const).map((status) => loginItemState(parts(status).parts))
    expect(states).toEqual(['on', 'off', 'off', 'needsApproval'])
  })

  test('it is set only where it differs', () => {
    const off = parts('not-registered')
    expect([setLoginItem(off.parts, true), setLoginItem(off.parts, true), off.asked]).toEqual(['on', 'on', [true]])
    expect([setLoginItem(off.parts, false), setLoginItem(off.parts, false), off.asked]).toEqual(['off', 'off', [true, false]])
  })

  test('one that waits for approval is not asked for again, but can be taken back', () => {
    const waiting = parts('requires-approval')
    expect([setLoginItem(waiting.parts, true), waiting.asked]).toEqual(['needsApproval', []])
    expect([setLoginItem(waiting.parts, false), waiting.asked]).toEqual(['off', [false]])
  })

  test('a checkout and other systems have none', () => {
    const elsewhere: readonly (Partial<LoginItemParts> & { isPackaged?: boolean })[] = [{ isPackaged: false }, { platform: 'linux' }]
    for (const differences of elsewhere) {
      const { parts: none, asked } = parts('not-registered', differences)
      expect([setLoginItem(none, true), asked]).toEqual(['unavailable', []])
    }
  })
})
