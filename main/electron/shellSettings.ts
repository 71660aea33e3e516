/**
 * What the settings of the app's own surface do: appearance, text size, Dock, login item, shortcut. Owns the values the
 * shell works by; the daemon keeps and checks them.
 */
import { app, globalShortcut, nativeTheme } from 'electron'
import { DEFAULT_SETTINGS, type SettingKey, type Settings } from '../../shared/domain/settings.ts'
import type { Activation } from './activation.ts'

export interface ShellSettingsParts {
  /** Windows whose text has the person's size. */
  readonly zoomed: readonly { setZoom(factor: number): void }[]
  readonly activation: Activation
  readonly openPopover: () => void
}

export class ShellSettings {
  readonly #parts: ShellSettingsParts
  #current: Settings = DEFAULT_SETTINGS

  constructor(parts: ShellSettingsParts) {
    this.#parts = parts
  }

  get current(): Settings {
    return this.#current
  }

  /** Takes the settings over and does what is another than before. */
  apply(settings: Settings): void {
    const before = this.#current
    this.#current = settings
    const changed = (key: SettingKey): boolean => settings[key] !== before[key]
    if (changed('general.theme')) nativeTheme.themeSource = settings['general.theme']
    if (changed('general.textSize')) for (const window of this.#parts.zoomed) window.setZoom(Number(settings['general.textSize']) / 100)
    if (changed('general.dock')) this.#parts.activation.setAlways(settings['general.dock'] === 'always')
    // A login item can only be set where the system has one, and is left alone until the person sets it.
    if (changed('general.launchAtLogin')) app.setLoginItemSettings({ openAtLogin: settings['general.launchAtLogin'] })
    if (changed('general.shortcutOpen')) this.#bind(before['general.shortcutOpen'], settings['general.shortcutOpen'])
  }

  close(): void {
    globalShortcut.unregisterAll()
  }

  #bind(before: string, now: string): void {
    if (before !== '') globalShortcut.unregister(before)
    if (now !== '') globalShortcut.register(now, this.#parts.openPopover)
  }
}
