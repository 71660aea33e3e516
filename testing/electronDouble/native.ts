/** The native parts, recorded: they draw nothing, and what they were told can be asked or listened to. */
import { EventEmitter } from 'node:events'
import { existsSync } from 'node:fs'
import type { Display, MenuItemConstructorOptions, MessageBoxOptions, NotificationConstructorOptions, Rectangle } from 'electron'
import { app } from './app.ts'

const DISPLAY = { id: 1, bounds: { x: 0, y: 0, width: 1440, height: 900 }, workArea: { x: 0, y: 24, width: 1440, height: 876 } } as Display
const ICON: Rectangle = { x: 1200, y: 0, width: 24, height: 24 }

/** On mains and cool; a spec emits what happens. */
export const powerMonitor = Object.assign(new EventEmitter(), {
  isOnBatteryPower: () => false,
  getCurrentThermalState: () => 'nominal',
})

export const screen = Object.assign(new EventEmitter(), {
  getAllDisplays: () => [DISPLAY],
  getDisplayMatching: () => DISPLAY,
  getDisplayNearestPoint: () => DISPLAY,
  getCursorScreenPoint: () => ({ x: 700, y: 400 }),
})

/** Only macOS has user defaults. */
export const systemPreferences = {}

export const nativeTheme = Object.assign(new EventEmitter(), { themeSource: 'system', shouldUseDarkColors: false })

/** What was registered; a test presses it by calling what stands under its name. */
export const globalShortcut = {
  registered: new Map<string, () => void>(),
  register(accelerator: string, run: () => void): boolean {
    this.registered.set(accelerator, run)
    return true
  },
  unregister(accelerator: string): void {
    this.registered.delete(accelerator)
  },
  unregisterAll(): void {
    this.registered.clear()
  },
  isRegistered(accelerator: string): boolean {
    return this.registered.has(accelerator)
  },
}

/** A notification is on the screen from `show` to `close`. `blocked` plays a system that shows nothing and says nothing. */
export class Notification extends EventEmitter {
  static readonly onScreen: Notification[] = []
  static blocked = false
  readonly options: NotificationConstructorOptions

  constructor(options: NotificationConstructorOptions) {
    super()
    app.require(true, 'Notification')
    this.options = options
  }

  static isSupported(): boolean {
    return true
  }

  static remove(id: string): void {
    Notification.#takeAway(({ options }) => options.id === id)
  }

  static removeGroup(id: string): void {
    Notification.#takeAway(({ options }) => options.groupId === id)
  }

  static removeAll(): void {
    Notification.#takeAway(() => true)
  }

  static #takeAway(is: (notification: Notification) => boolean): void {
    for (const notification of Notification.onScreen.filter(is)) notification.close()
  }

  show(): void {
    if (Notification.blocked) return
    // A later one takes the place of an earlier with its identifier.
    Notification.remove(this.options.id ?? '')
    Notification.onScreen.push(this)
    queueMicrotask(() => this.emit('show', {}))
  }

  close(): void {
    const at = Notification.onScreen.indexOf(this)
    if (at >= 0) Notification.onScreen.splice(at, 1)
  }
}

/** Which files were shown in the system's file manager. */
export const shell = {
  shown: [] as string[],
  showItemInFolder(path: string): void {
    this.shown.push(path)
  },
}

/** Dialogs are answered at once (first button, nothing chosen) and told on stderr. */
export const dialog = {
  async showMessageBox(options: MessageBoxOptions): Promise<{ response: number }> {
    process.stderr.write(`dialog: ${options.message} ${options.detail ?? ''}\n`)
    return { response: 0 }
  },
  async showSaveDialog(): Promise<{ canceled: boolean; filePath: string }> {
    return { canceled: true, filePath: '' }
  },
  async showOpenDialog(): Promise<{ canceled: boolean; filePaths: string[] }> {
    return { canceled: true, filePaths: [] }
  },
}

class MenuItem {
  readonly label: string
  readonly enabled: boolean
  readonly submenu: Menu | undefined
  readonly click: () => void

  constructor(options: MenuItemConstructorOptions) {
    this.label = options.label ?? ''
    this.enabled = options.enabled !== false
    this.submenu = Array.isArray(options.submenu) ? Menu.buildFromTemplate(options.submenu) : undefined
    this.click = (options.click ?? (() => {})) as () => void
  }
}

export class Menu {
  readonly items: MenuItem[]

  constructor(items: MenuItem[] = []) {
    this.items = items
  }

  static buildFromTemplate(template: MenuItemConstructorOptions[]): Menu {
    return new Menu(template.map((options) => new MenuItem(options)))
  }

  static #applicationMenu: Menu | null = null

  static setApplicationMenu(menu: Menu | null): void {
    Menu.#applicationMenu = menu
  }

  static getApplicationMenu(): Menu | null {
    return Menu.#applicationMenu
  }
}

export class Tray extends EventEmitter {
  #destroyed = false

  constructor(image: string) {
    super()
    app.require(true, 'Tray')
    this.setImage(image)
  }

  setImage(image: string): void {
    if (!existsSync(image)) throw new Error(`electronDouble: no image ${image}`)
  }

  setToolTip(_text: string): void {}
  setTitle(_text: string): void {}
  setIgnoreDoubleClickEvents(): void {}
  popUpContextMenu(_menu: Menu): void {}

  getBounds(): Rectangle {
    return ICON
  }

  destroy(): void {
    this.#destroyed = true
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }
}
