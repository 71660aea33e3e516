/**
 * What the settings of the app's own surface do: appearance, text size, Dock, login item, shortcuts, how long the popover is kept.
 * Owns the values the shell works by; the daemon keeps and checks them. What the system refuses is told as an alert.
 */
import { app, type GlobalShortcut, nativeTheme } from 'electron'
import { DEFAULT_SETTINGS, type SettingKey, type Settings } from '../../shared/domain/settings.ts'
import type { Daemon } from '../daemon.ts'
import type { Activation } from './activation.ts'
import { keptWarmMs } from './readiness.ts'
import { Shortcut } from './shortcuts.ts'
import type { Popover } from './windows.ts'

export interface ShellSettingsParts {
  readonly popover: Popover
  /** The other windows whose text has the person's size. */
  readonly zoomed: readonly { setZoom(factor: number): void }[]
  readonly activation: Activation
  readonly alerts: Daemon['alerts']
  readonly shortcuts: Pick<GlobalShortcut, 'register' | 'unregister'>
}

export class ShellSettings {
  readonly #parts: ShellSettingsParts
  readonly #open: Shortcut
  readonly #note: Shortcut
  #current: Settings = DEFAULT_SETTINGS
  #sparing = false

  constructor(parts: ShellSettingsParts) {
    const { popover, shortcuts } = parts
    this.#parts = parts
    this.#open = new Shortcut(shortcuts, () => popover.toggle())
    this.#note = new Shortcut(shortcuts, () => popover.show({ view: 'note', session: null, text: null }))
  }

  get current(): Settings {
    return this.#current
  }

  /** Takes the settings over and does what is another than before. */
  apply(settings: Settings): void {
    const before = this.#current
    this.#current = settings
    const { popover, zoomed, activation } = this.#parts
    const changed = (key: SettingKey): boolean => settings[key] !== before[key]
    if (changed('general.theme')) nativeTheme.themeSource = settings['general.theme']
    if (changed('general.textSize')) for (const window of [popover, ...zoomed]) window.setZoom(Number(settings['general.textSize']) / 100)
    if (changed('general.dock')) activation.setAlways(settings['general.dock'] === 'always')
    if (changed('general.launchAtLogin')) this.#setLoginItem(settings['general.launchAtLogin'])
    if (changed('general.shortcutOpen')) this.#bind(this.#open, before['general.shortcutOpen'], settings['general.shortcutOpen'])
    if (changed('general.shortcutNote')) this.#bind(this.#note, before['general.shortcutNote'], settings['general.shortcutNote'])
    if (changed('general.keepReady')) this.#keepWarm()
  }

  /** On battery, or hot: what is only for speed is given up sooner. */
  setSparing(sparing: boolean): void {
    this.#sparing = sparing
    this.#keepWarm()
  }

  close(): void {
    this.#open.close()
    this.#note.close()
  }

  #keepWarm(): void {
    this.#parts.popover.keepWarmFor(keptWarmMs(this.#current['general.keepReady'], this.#sparing))
  }

  /** Left alone until the person sets it. The system may want their approval first, which it says only when it is asked. */
  #setLoginItem(wanted: boolean): void {
    app.setLoginItemSettings({ openAtLogin: wanted })
    const waits = wanted && app.getLoginItemSettings().status === 'requires-approval'
    if (waits) this.#parts.alerts.raise({ code: 'login.approval', subject: 'login' })
    else this.#parts.alerts.clear({ code: 'login.approval', subject: 'login' })
  }

  #bind(shortcut: Shortcut, before: string, keys: string): void {
    this.#parts.alerts.clear({ code: 'shortcut.taken', subject: before })
    if (shortcut.set(keys) === 'taken') this.#parts.alerts.raise({ code: 'shortcut.taken', subject: keys, args: { keys } })
  }
}
