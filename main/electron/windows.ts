/**
 * The popover: the one window of this version. Owns its life (made when needed, kept warm for a while, then dropped)
 * and its coming and going; the daemon keeps all state, so a window can be thrown away at any time.
 */
import { BrowserWindow, type BrowserWindowConstructorOptions, nativeTheme, type Rectangle, screen, type WebContents } from 'electron'
import type { Place } from '../../shared/protocol/bridge.ts'
import type { Logger } from '../daemon.ts'
import { iconIsHidden, popoverBounds, popoverWidth } from './popoverPosition.ts'
import { APP_ORIGIN } from './protocol.ts'
import { keptWarmMs } from './readiness.ts'

const PAGE = `${APP_ORIGIN}popover/index.html`
const HEIGHT = 528
/** Pressing the icon takes the focus away first: the press that closes must not open again. */
const SAME_PRESS_MS = 250
/** Tells the page that it is about to be seen; it answers when it has painted. */
const WILL_SHOW = 'scribe:willShow'
/** Where in it the person wants to be. */
const PLACE = 'scribe:place'
/** Then it is shown anyway: what it shows is a frame old at most. */
const PAINTED_WITHIN_MS = 80
/** The same for a page that was just made. */
const LOADED_WITHIN_MS = 600

export interface PopoverOptions {
  readonly preload: string
  /** The icon's bounds now; they move with displays and other icons, so they are never kept. */
  readonly icon: () => Rectangle
  readonly log: Logger
}

export class Popover {
  readonly #options: PopoverOptions
  #window: BrowserWindow | null = null
  #hiddenAt = 0
  #coolDown: NodeJS.Timeout | undefined
  #closed = false
  #zoom = 1
  #isLoaded = false
  #place: Place | null = null
  #keptMs: number | null = keptWarmMs('auto', false)
  #reveal: NodeJS.Timeout | undefined
  #onSeen: () => void = () => undefined
  #onVisible: (visible: boolean) => void = () => undefined

  constructor(options: PopoverOptions) {
    this.#options = options
  }

  /** Makes the page ready without showing it, unless it is not to be kept; it is dropped again if it is not shown for a while. */
  prepare(): void {
    if (this.#keptMs === 0) return
    this.#make()
    if (!this.isVisible) this.#keepWarm()
  }

  /**
   * Shows it under the icon, on the display the person is looking at: unseen at first, because a window that was hidden shows
   * its old frame for a moment. It is seen once the page has painted, or after the deadline anyway.
   */
  show(place: Place | null = null): void {
    this.#place = place ?? this.#place
    this.#make()
    clearTimeout(this.#coolDown)
    const window = this.#window
    if (window === null) return
    window.setBounds(this.#bounds())
    window.setOpacity(0)
    window.showInactive()
    this.#onVisible(true)
    clearTimeout(this.#reveal)
    this.#reveal = setTimeout(() => this.#showNow(), this.#isLoaded ? PAINTED_WITHIN_MS : LOADED_WITHIN_MS)
    // A page that is still loading is asked once it is there.
    if (this.#isLoaded) this.#tellShow(window)
  }

  /** Shows it; settles with how long it took until it was seen, ms. */
  timeShow(): Promise<number> {
    const began = performance.now()
    const seen = new Promise<number>((resolve) => {
      this.#onSeen = () => resolve(performance.now() - began)
    })
    this.show()
    return seen
  }

  /** Throws the page away; the next time it is made anew. */
  drop(): void {
    this.#drop()
  }

  /** The page has painted what it shows now. */
  painted(contents: WebContents): void {
    if (this.owns(contents) && this.isVisible) this.#showNow()
  }

  hide(): void {
    if (this.#window?.isVisible() !== true) return
    clearTimeout(this.#reveal)
    this.#window.hide()
    this.#onVisible(false)
    this.#hiddenAt = Date.now()
    this.#keepWarm()
  }

  toggle(): void {
    if (this.#window?.isVisible() === true) this.hide()
    else if (Date.now() - this.#hiddenAt > SAME_PRESS_MS) this.show()
  }

  /** Tells whoever asks that it was shown or hidden. */
  onVisible(listener: (visible: boolean) => void): void {
    this.#onVisible = listener
  }

  get isVisible(): boolean {
    return this.#window?.isVisible() === true
  }

  /** Size of its text, 1 for 100 %. */
  setZoom(factor: number): void {
    this.#zoom = factor
    this.#window?.webContents.setZoomFactor(factor)
    this.#window?.setBounds(this.#bounds())
  }

  /** How long its page is kept after it was hidden, ms; `null` for as long as the app runs. */
  keepWarmFor(ms: number | null): void {
    this.#keptMs = ms
    if (this.#window !== null && !this.isVisible) this.#keepWarm()
  }

  /** Whether the page lies on the system's material; without it the page's own ground is opaque. */
  setMaterial(seenThrough: boolean): void {
    this.#window?.setVibrancy(seenThrough ? 'popover' : null)
  }

  /** True if macOS draws no icon to stand under. */
  get isIconHidden(): boolean {
    const icon = this.#options.icon()
    return iconIsHidden(icon, screen.getDisplayMatching(icon).bounds)
  }

  /** True if these are the contents of the popover. */
  owns(contents: WebContents): boolean {
    return this.#window?.webContents === contents
  }

  /** Ends it for good, so that no window stands in the way of quitting. */
  close(): void {
    this.#closed = true
    this.#drop()
  }

  #make(): void {
    if (this.#window === null && !this.#closed) this.#window = this.#create()
  }

  #keepWarm(): void {
    clearTimeout(this.#coolDown)
    if (this.#keptMs !== null) this.#coolDown = setTimeout(() => this.#drop(), this.#keptMs)
  }

  #showNow(): void {
    clearTimeout(this.#reveal)
    this.#window?.setOpacity(1)
    this.#window?.focus()
    this.#onSeen()
    this.#onSeen = () => undefined
  }

  #create(): BrowserWindow {
    const window = new BrowserWindow(constructorOptions(this.#options.preload))
    window.setVisibleOnAllWorkspaces(true, { visibleOnFullScreen: true, skipTransformProcessType: true })
    window.setAlwaysOnTop(true, 'pop-up-menu')
    window.on('blur', () => this.hide())
    // Cmd-W and the page's own `window.close()` put it away; they do not end it.
    window.on('close', (event) => {
      event.preventDefault()
      this.hide()
    })
    window.webContents.on('render-process-gone', () => this.#drop())
    window.webContents.on('did-finish-load', () => {
      this.#isLoaded = true
      window.webContents.setZoomFactor(this.#zoom)
      if (window.isVisible()) this.#tellShow(window)
    })
    window.loadURL(PAGE).catch((error: unknown) => this.#options.log.error('popover did not load', { error }))
    return window
  }

  #tellShow(window: BrowserWindow): void {
    window.webContents.send(WILL_SHOW)
    if (this.#place !== null) window.webContents.send(PLACE, this.#place)
    this.#place = null
  }

  /** `destroy` rather than `close`, which would only hide it. */
  #drop(): void {
    clearTimeout(this.#coolDown)
    clearTimeout(this.#reveal)
    if (this.isVisible) this.#onVisible(false)
    this.#window?.destroy()
    this.#window = null
    this.#isLoaded = false
  }

  #bounds(): Rectangle {
    const icon = this.#options.icon()
    const display = screen.getDisplayMatching(icon)
    const size = { width: popoverWidth(this.#zoom), height: HEIGHT }
    if (!iconIsHidden(icon, display.bounds)) return popoverBounds(icon, display.workArea, size)
    return popoverBounds(null, screen.getDisplayNearestPoint(screen.getCursorScreenPoint()).workArea, size)
  }
}

/** Not `transparent`: such a window has no native shadow. The corners are the system's. */
function constructorOptions(preload: string): BrowserWindowConstructorOptions {
  return {
    width: popoverWidth(1),
    height: HEIGHT,
    type: 'panel',
    frame: false,
    show: false,
    resizable: false,
    movable: false,
    minimizable: false,
    maximizable: false,
    fullscreenable: false,
    skipTaskbar: true,
    hiddenInMissionControl: true,
    acceptFirstMouse: true,
    hasShadow: true,
    roundedCorners: true,
    backgroundColor: '#00000000',
    ...(nativeTheme.prefersReducedTransparency ? {} : { vibrancy: 'popover' }),
    visualEffectState: 'active',
    title: 'Scribe',
    webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, backgroundThrottling: true, preload },
  }
}
