import { expect, suite, test } from 'vitest'
import { controlOf, DEFAULT_SETTINGS, SETTING_KEYS, type SettingKey } from '../domain/settings.ts'
import { emptyState } from '../state/appState.ts'
import { fieldText, keysOf, PANES, panesOf, readField, settingName, unitOf, usageLine } from './settingsView.ts'

suite('shared/ui/settingsView', () => {
  test('every setting stands in exactly one pane, under a name, with words for each option', () => {
    expect(PANES.flatMap(keysOf).sort()).toEqual([...SETTING_KEYS].sort())
    for (const key of SETTING_KEYS) {
      expect(settingName(key), key).toMatch(/^[A-Z]/)
      const control = controlOf(key)
      for (const option of control.kind === 'choice' ? control.options : []) expect(settingName(key, option), option).not.toContain('option.')
    }
  })

  test('a browser has no panes for what only the desktop can do', () => {
    expect(panesOf('app')).toEqual(PANES)
    expect(panesOf('browser')).toEqual(['recording', 'limits', 'agents', 'storage', 'advanced'])
  })

  const READ: readonly [key: SettingKey, text: string, value: unknown][] = [
    ['recording.idleTimeout', '30', 1800],
    ['recording.idleTimeout', ' 0 ', 0],
    ['recording.idleTimeout', '1.5', 90],
    ['limits.maxSessions', '12', 12],
    ['general.shortcutOpen', 'Ctrl+Alt+S', 'Ctrl+Alt+S'],
    ['notify.quietHours', '22:00-08:00', '22:00-08:00'],
  ]
  for (const [key, text, value] of READ) test(`${key} reads ${JSON.stringify(text)}`, () => expect(readField(key, text)).toEqual({ value }))

  test('what cannot be taken says what can', () => {
    expect(readField('recording.idleTimeout', '481')).toEqual({ error: 'Takes minutes from 1 to 480, or 0 for never.' })
    expect(readField('limits.maxSessions', 'many')).toEqual({ error: 'Takes a whole number from 1 to 64.' })
    expect(readField('limits.maxSessions', '-1')).toHaveProperty('error')
    expect(readField('general.shortcutOpen', 'S')).toHaveProperty('error')
    expect(readField('notify.quietHours', '25:00-08:00')).toHaveProperty('error')
  })

  test('a field shows the value in its own unit', () => {
    expect([fieldText('recording.idleTimeout', 1800), unitOf('recording.idleTimeout')]).toEqual(['30', 'minutes'])
    expect([fieldText('recording.idleWarning', 120), unitOf('recording.idleWarning')]).toEqual(['120', 'seconds'])
    expect([fieldText('limits.maxSessions', 8), unitOf('limits.maxSessions')]).toEqual(['8', ''])
  })

  test('the usage counts what records, and says when it is over the limit', () => {
    const state = emptyState('e', { version: '1', pid: 1, since: 0, host: 'app' })
    expect(usageLine(state, DEFAULT_SETTINGS)).toBe('Now: 0 of 8 sessions record.')
    expect(usageLine(null, DEFAULT_SETTINGS)).toBe('')
  })
})
