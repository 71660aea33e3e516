/**
 * An ordinary window around one of our pages (the settings): made when it is asked for, ended when it is closed. The daemon
 * keeps all state, so nothing is lost with it.
 */
import { app, BrowserWindow, type BrowserWindowConstructorOptions, type WebContents } from 'electron'
import type { Logger } from '../daemon.ts'
import { APP_ORIGIN } from './protocol.ts'

export interface PageWindowOptions {
  /** Folder of the page, such as `settings`. */
  readonly page: string
  readonly window: BrowserWindowConstructorOptions
  readonly preload: string
  readonly log: Logger
  /** Told when it has opened and when it has gone, so that the app can be in the Dock meanwhile. */
  readonly onOpen: () => void
  readonly onClosed: () => void
}

/** A window shown by an app that was in the background may stay behind others: then it is brought forward once more. */
const AGAIN_MS = 100

export class PageWindow {
  readonly #options: PageWindowOptions
  #window: BrowserWindow | null = null
  #zoom = 1

  constructor(options: PageWindowOptions) {
    this.#options = options
  }

  /** Opens it, or brings it to the front. */
  show(): void {
    const window = this.#window ?? this.#create()
    // Told once: each telling is answered by one of `onClosed`.
    if (this.#window === null) this.#options.onOpen()
    this.#window = window
    window.show()
    app.focus({ steal: true })
    window.focus()
    setTimeout(() => this.#window?.isFocused() === false && this.#window.focus(), AGAIN_MS)
  }

  /** True if these are the contents of this window. */
  owns(contents: WebContents): boolean {
    return this.#window?.webContents === contents
  }

  get isOpen(): boolean {
    return this.#window !== null
  }

  /** Size of its text, 1 for 100 %. */
  setZoom(factor: number): void {
    this.#zoom = factor
    this.#window?.webContents.setZoomFactor(factor)
  }

  close(): void {
    this.#window?.destroy()
  }

  #create(): BrowserWindow {
    const { page, preload, log, onClosed } = this.#options
    const window = new BrowserWindow({
      show: false,
      ...this.#options.window,
      webPreferences: { sandbox: true, contextIsolation: true, nodeIntegration: false, preload },
    })
    window.on('closed', () => {
      this.#window = null
      onClosed()
    })
    window.webContents.on('render-process-gone', () => window.destroy())
    window.webContents.on('did-finish-load', () => window.webContents.setZoomFactor(this.#zoom))
    window.loadURL(`${APP_ORIGIN}${page}/index.html`).catch((error: unknown) => log.error('page did not load', { page, error }))
    return window
  }
}
