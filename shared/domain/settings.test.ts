import { expect, suite, test } from 'vitest'
import { DEFAULT_SETTINGS, NOT_SET, readSetting, SETTING_KEYS, SETTINGS, type SettingKey, settingKey, takesValue } from './settings.ts'
import { settingsSchema } from './settingsSchema.ts'

suite('shared/domain/settings', () => {
  test('every key is described, and has a default that it takes', () => {
    for (const key of SETTING_KEYS) {
      expect(takesValue(key, SETTINGS[key].default), key).toBe(true)
      expect(SETTINGS[key].help, key).toMatch(/^[A-Z].+\.$/)
    }
    expect(settingsSchema.parse(DEFAULT_SETTINGS)).toEqual(DEFAULT_SETTINGS)
  })

  test('the schema refuses what a setting does not take, and a key that is missing', () => {
    for (const wrong of [
      { 'limits.maxSessions': 65 },
      { 'log.level': 'loud' },
      { 'general.shortcutOpen': 'S' },
      { 'notify.quietHours': '25:00-08:00' },
      { 'ipc.websocket': 1 },
    ]) {
      expect(settingsSchema.safeParse({ ...DEFAULT_SETTINGS, ...wrong }).success, JSON.stringify(wrong)).toBe(false)
    }
    const { 'log.level': _level, ...rest } = DEFAULT_SETTINGS
    expect(settingsSchema.safeParse(rest).success).toBe(false)
  })

  const READ: readonly [key: SettingKey, text: string, value: unknown][] = [
    ['recording.idleTimeout', '3600', 3600],
    ['recording.idleTimeout', '0', 0],
    ['recording.idleTimeout', '59', undefined],
    ['recording.idleTimeout', '28801', undefined],
    ['recording.idleTimeout', '1e3', undefined],
    ['recording.idleTimeout', '', undefined],
    ['recording.onBranchSwitch', 'continue', 'continue'],
    ['recording.onBranchSwitch', 'Continue', undefined],
    ['recording.stopAfterPush', 'off', false],
    ['recording.stopAfterPush', 'TRUE', true],
    ['recording.stopAfterPush', '1', true],
    ['recording.stopAfterPush', 'maybe', undefined],
    ['limits.maxSessions', '64', 64],
    ['limits.maxSessions', '65', undefined],
    ['limits.maxSessions', '1', 1],
    ['limits.maxSessions', '2.5', undefined],
    ['limits.maxSessions', '-1', undefined],
    ['flags.pollInterval', '1.5', 1.5],
    ['flags.pollInterval', '0.5', undefined],
    ['ipc.port', '0', 0],
    ['ipc.port', '1023', undefined],
    ['ipc.port', '8123', 8123],
    ['log.level', 'debug', 'debug'],
  ]
  for (const [key, text, value] of READ) {
    test(`${key} understands ${JSON.stringify(text)} as ${JSON.stringify(value)}`, () => expect(readSetting(key, text)).toEqual(value))
  }

  test('a key is known by its exact name only', () => {
    expect(settingKey('log.level')).toBe('log.level')
    for (const name of ['log', 'constructor', '__proto__', 'LOG.LEVEL', '']) expect(settingKey(name)).toBeNull()
  })

  const VARIABLES: readonly [key: SettingKey, text: string, value: unknown][] = [
    ['recording.idleTimeout', '900', 900],
    ['recording.idleTimeout', '10', 60],
    ['recording.idleTimeout', '0', 0],
    ['recording.idleTimeout', 'soon', undefined],
    ['recording.onBranchSwitch', 'true', 'stop'],
    ['recording.onBranchSwitch', 'false', 'continue'],
    ['recording.onBranchSwitch', 'perhaps', undefined],
    ['limits.maxSessions', '3', 3],
    ['limits.maxSessions', 'many', undefined],
    ['log.level', 'true', 'debug'],
    ['log.level', 'false', NOT_SET],
    ['log.level', 'perhaps', undefined],
  ]
  for (const [key, text, value] of VARIABLES) {
    test(`${SETTINGS[key].variable?.name}=${text} means ${String(value)}`, () => expect(SETTINGS[key].variable?.read(text)).toBe(value))
  }
})
