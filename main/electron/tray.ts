/**
 * The menu-bar icon: shows the state, turns presses into calls. Owns when the icon is redrawn (a redraw costs the
 * system real work) and which press means what; glyph, words and menu come from pure functions.
 */
import { join } from 'node:path'
import { Menu, type MenuItemConstructorOptions, type Rectangle, Tray } from 'electron'
import { STARTING, type TrayState } from './trayGlyph.ts'

/** Fixed for ever: macOS keeps the icon's place under it. */
const GUID = '6f0c2b6e-4d0b-4c39-9d0e-5a1f6c9f2a71'
/** Several changes in a row are one redraw. */
const SETTLE_MS = 300
/** A press comes as `mouse-down` and then `click`; VoiceOver and Linux send `click` alone. */
const SAME_PRESS_MS = 1000
/** The text beside the icon is not drawn more often than this. */
const TITLE_PAUSE_MS = 5_000
/** Dropped text is the draft of a note, which has at most so many characters. */
const MAX_DROPPED = 4_000

export interface TraySurface {
  /** What a press shows; the other press shows the other. */
  opens(): 'popover' | 'menu'
  /** What to show, asked when it is drawn. */
  state(): TrayState & { readonly title: string }
  /** `option`: the Option key is held. */
  menu(option: boolean): MenuItemConstructorOptions[]
  press(): void
  /** The pointer is over the icon: a press may follow. */
  hover(): void
  /** Dropped on the icon. */
  droppedFolder(path: string): void
  droppedText(text: string): void
}

export class TrayIcon {
  readonly #folder: string
  #title = ''
  readonly #tray: Tray
  #shown: TrayState = STARTING
  #surface: TraySurface | null = null
  #settling: NodeJS.Timeout | undefined
  #pressedAt = 0
  #titledAt = 0
  #openMenu: () => void = () => undefined

  constructor(folder: string) {
    this.#folder = folder
    this.#tray = new Tray(this.#file(STARTING), GUID)
    this.#tray.setToolTip(STARTING.tooltip)
    this.#tray.setIgnoreDoubleClickEvents(true)
  }

  /** Where the icon is now. */
  bounds(): Rectangle {
    return this.#tray.getBounds()
  }

  /** From now on it shows the surface's state, and presses do something. */
  connect(surface: TraySurface): void {
    this.#surface = surface
    const openMenu = (event: { readonly altKey?: boolean } = {}): void =>
      this.#tray.popUpContextMenu(Menu.buildFromTemplate(surface.menu(event.altKey === true)))
    const open = (): void => (surface.opens() === 'menu' ? openMenu() : surface.press())
    this.#openMenu = openMenu
    this.#tray.on('mouse-enter', () => surface.hover())
    this.#tray.on('mouse-down', (event) => {
      this.#pressedAt = Date.now()
      // Cmd-drag moves icons; Control-click is the other way to ask for the menu.
      if (event.metaKey === true) return
      if (event.ctrlKey === true) openMenu(event)
      else open()
    })
    this.#tray.on('click', () => {
      if (Date.now() - this.#pressedAt > SAME_PRESS_MS) open()
    })
    this.#tray.on('right-click', (event) => openMenu(event))
    this.#tray.on('drop-files', (_event, [path]) => path !== undefined && surface.droppedFolder(path))
    this.#tray.on('drop-text', (_event, text) => surface.droppedText(text.slice(0, MAX_DROPPED)))
    this.changed()
  }

  /** Opens the menu, as a press of the other button does. */
  openMenu(): void {
    this.#openMenu()
  }

  /** The state may have become different: it is looked at, and drawn, after a moment. */
  changed(): void {
    this.#settling ??= setTimeout(() => this.#draw(), SETTLE_MS)
  }

  /** Takes the icon out of the menu bar. */
  close(): void {
    clearTimeout(this.#settling)
    if (!this.#tray.isDestroyed()) this.#tray.destroy()
  }

  #draw(): void {
    this.#settling = undefined
    if (this.#surface === null || this.#tray.isDestroyed()) return
    const next = this.#surface.state()
    if (next.glyph !== this.#shown.glyph) this.#tray.setImage(this.#file(next))
    this.#setTitle(next.title)
    if (next.tooltip !== this.#shown.tooltip) this.#tray.setToolTip(next.tooltip)
    this.#shown = next
  }

  /** A number that changes all the time would be redrawn all the time; what waits gets its turn by itself. */
  #setTitle(title: string): void {
    if (title === this.#title) return
    const wait = this.#titledAt + TITLE_PAUSE_MS - Date.now()
    if (wait > 0) {
      this.#settling ??= setTimeout(() => this.#draw(), wait)
      return
    }
    this.#title = title
    this.#titledAt = Date.now()
    this.#tray.setTitle(title, { fontType: 'monospacedDigit' })
  }

  /** The `Template` in the name makes macOS colour it to suit the menu bar; `@2x` beside it is found by itself. */
  #file({ glyph }: TrayState): string {
    return join(this.#folder, `${glyph}Template.png`)
  }
}
