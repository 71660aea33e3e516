/**
 * The settings window as data: which panes there are, what stands in each, how a value is written in a field and read from
 * it. Pure; what a setting takes is asked of the one table. In a browser what only the desktop can do is left out.
 */
import { controlOf, SETTING_KEYS, type SettingKey, type Settings, takesValue, takesWhat } from '../domain/settings.ts'
import type { AppState } from '../state/appState.ts'
import { type MessageKey, t } from './text.ts'

export const PANES = ['general', 'recording', 'limits', 'notifications', 'agents', 'storage', 'advanced'] as const
export type Pane = (typeof PANES)[number]

const PREFIXES: Readonly<Record<Pane, readonly string[]>> = {
  general: ['general.'],
  recording: ['recording.'],
  limits: ['limits.'],
  notifications: ['notify.'],
  agents: ['agents.', 'ipc.', 'context.'],
  storage: ['retention.', 'privacy.'],
  advanced: ['flags.', 'metrics.', 'log.'],
}
const ONLY_IN_APP: readonly Pane[] = ['general', 'notifications']

/** Fields in which a person thinks in another unit than the setting has. */
const SCALES: Partial<Record<SettingKey, { readonly factor: number; readonly unit: MessageKey }>> = {
  'recording.idleTimeout': { factor: 60, unit: 'unit.minutes' },
}

/** The panes of this shell, in their order. */
export function panesOf(shell: 'app' | 'browser'): Pane[] {
  return PANES.filter((pane) => shell === 'app' || !ONLY_IN_APP.includes(pane))
}

export function keysOf(pane: Pane): SettingKey[] {
  return SETTING_KEYS.filter((key) => PREFIXES[pane].some((prefix) => key.startsWith(prefix)))
}

/** The name of a setting, or of one of its options. */
export function settingName(key: SettingKey, option?: string): string {
  // Options are plain text in the table; a test finds the words of each.
  return option === undefined ? t(`setting.${key}`) : t(`option.${option}` as MessageKey)
}

/** The unit behind a number field, empty for a plain number. */
export function unitOf(key: SettingKey): string {
  const control = controlOf(key)
  if (SCALES[key] !== undefined) return t(SCALES[key].unit)
  return control.kind === 'number' && control.unit === 'seconds' ? t('unit.seconds') : ''
}

/** The value as its text field shows it. */
export function fieldText(key: SettingKey, value: Settings[SettingKey]): string {
  const scale = SCALES[key]
  return scale !== undefined && typeof value === 'number' ? String(Math.round((value / scale.factor) * 100) / 100) : String(value)
}

export type FieldAnswer = { readonly value: Settings[SettingKey] } | { readonly error: string }

/** What a person's text means for a number or a text setting; an error says what it takes. */
export function readField(key: SettingKey, text: string): FieldAnswer {
  const trimmed = text.trim()
  const isNumber = controlOf(key).kind === 'number'
  const value = isNumber ? numberOf(trimmed) * (SCALES[key]?.factor ?? 1) : trimmed
  if (takesValue(key, value)) return { value: value as Settings[SettingKey] }
  return { error: t('settings.takes', { what: takesInField(key) }) }
}

/** The line under the limits: what is used of them now. */
export function usageLine(state: AppState | null, settings: Settings): string {
  if (state === null) return ''
  const used = Object.values(state.sessions).filter((session) => session.state === 'recording').length
  const max = settings['limits.maxSessions']
  return used > max ? t('settings.overLimit', { used, max, over: used - max }) : t('settings.usage', { used, max })
}

function takesInField(key: SettingKey): string {
  const control = controlOf(key)
  const scale = SCALES[key]
  if (scale === undefined || control.kind !== 'number') return takesWhat(key)
  return t('settings.scaled', { min: control.min / scale.factor, max: control.max / scale.factor, unit: t(scale.unit) })
}

function numberOf(text: string): number {
  return /^\d+(\.\d+)?$/.test(text) ? Number(text) : Number.NaN
}
