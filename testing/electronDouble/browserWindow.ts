/**
 * `BrowserWindow` as a page of a Chromium that runs elsewhere, and its `webContents`. Visibility and bounds are
 * recorded; documents, scripts and the content security policy are real. Insecure settings are refused, not ignored.
 */
import { EventEmitter } from 'node:events'
import { readFileSync } from 'node:fs'
import type { BrowserContext, Frame, Page } from '@playwright/test'
import type { BrowserWindowConstructorOptions, Rectangle, WebPreferences } from 'electron'
import { toApp, toHttp } from './addresses.ts'
import { app, DoubleEvent } from './app.ts'
import { BINDING, preloadScript } from './preloadScript.ts'
import { answerRoute, ipcMain } from './session.ts'

type Message = { kind: 'start' | 'pull' | 'invoke'; channel: string; args: unknown[] }

const windows = new Set<BrowserWindow>()
let context: BrowserContext | null = null
let lastId = 0

/** Gives the double its browser. Every request of every page is answered here. */
export async function useBrowser(browser: BrowserContext): Promise<void> {
  context = browser
  await browser.route(
    () => true,
    async (route) => {
      const request = route.request()
      const address = toApp(request.url())
      const owner = [...windows].find((window) => window.webContents.shows(request.frame()))
      const asked = request.isNavigationRequest() && owner?.webContents.mayNavigate(request.frame(), address) === false
      return asked ? await route.abort('aborted') : await answerRoute(route, address)
    },
  )
}

class WebContentsDouble extends EventEmitter {
  readonly id = ++lastId
  readonly #page: Promise<Page>
  #frames: Page | null = null
  #loading = ''
  #destroyed = false
  #outbox: { channel: string; args: unknown[] }[] = []
  #pulling: ((message: { channel: string; args: unknown[] }) => void) | null = null

  constructor(preload: string | undefined) {
    super()
    this.#page = this.#open(preload)
  }

  async #open(preload: string | undefined): Promise<Page> {
    if (context === null) throw new Error('electronDouble: no browser')
    const page = await context.newPage()
    this.#frames = page
    page.on('popup', (popup) => void popup.close())
    page.on('crash', () => this.emit('render-process-gone', {}, { reason: 'crashed' }))
    if (preload === undefined) return page
    await page.exposeBinding(BINDING, ({ frame }, message: Message) => this.#answer(frame, message))
    await page.addInitScript({ content: preloadScript(readFileSync(preload, 'utf8')) })
    return page
  }

  #answer(frame: Frame, { kind, channel, args }: Message): unknown {
    if (kind === 'invoke') return ipcMain.answer(channel, { sender: this, senderFrame: { url: toApp(frame.url()), parent: frame.parentFrame() } }, args)
    // A new document: what the old one was waiting for goes to this one.
    if (kind === 'start') this.#pulling = null
    else return this.#outbox.shift() ?? new Promise((resolve) => (this.#pulling = resolve))
    return null
  }

  send(channel: string, ...args: unknown[]): void {
    if (this.#destroyed) throw new TypeError('Object has been destroyed')
    const message = structuredClone({ channel, args })
    const pulling = this.#pulling
    this.#pulling = null
    if (pulling === null) this.#outbox.push(message)
    else pulling(message)
  }

  async load(address: string): Promise<void> {
    if (address.startsWith('file:')) throw new Error('electronDouble: pages are not loaded from file://')
    this.#loading = address
    await (await this.#page).goto(toHttp(address))
    this.emit('did-finish-load')
  }

  shows(frame: Frame): boolean {
    return this.#frames !== null && frame.page() === this.#frames
  }

  /** Asks the app's navigation handlers, as for a link or `location.href`; `loadURL` is not asked about. */
  mayNavigate(frame: Frame, url: string): boolean {
    const event = Object.assign(new DoubleEvent(), { url, isMainFrame: frame.parentFrame() === null })
    if (event.isMainFrame && url === this.#loading) return true
    this.emit('will-frame-navigate', event)
    if (event.isMainFrame) this.emit('will-navigate', event)
    return !event.defaultPrevented
  }

  async executeJavaScript(source: string): Promise<unknown> {
    return await (await this.#page).evaluate(source)
  }

  getURL(): string {
    return toApp(this.#frames?.url() ?? '')
  }

  setWindowOpenHandler(): void {}

  /** Recorded only: a page of Chromium's is zoomed by its user, not by a script. */
  zoomFactor = 1
  setZoomFactor(factor: number): void {
    this.zoomFactor = factor
  }

  isDestroyed(): boolean {
    return this.#destroyed
  }

  async resize(size: { width: number; height: number }): Promise<void> {
    await (await this.#page).setViewportSize(size)
  }

  async destroy(): Promise<void> {
    this.#destroyed = true
    this.emit('destroyed')
    await (await this.#page).close()
  }
}

export class BrowserWindow extends EventEmitter {
  readonly webContents: WebContentsDouble
  #visible: boolean
  #bounds: Rectangle

  constructor(options: BrowserWindowConstructorOptions) {
    super()
    app.require(true, 'BrowserWindow')
    refuseInsecure(options.webPreferences ?? {})
    this.#visible = options.show !== false
    this.#bounds = { x: 0, y: 0, width: options.width ?? 800, height: options.height ?? 600 }
    this.webContents = new WebContentsDouble(options.webPreferences?.preload)
    windows.add(this)
    app.emit('web-contents-created', {}, this.webContents)
  }

  static getAllWindows(): BrowserWindow[] {
    return [...windows]
  }

  loadURL(address: string): Promise<void> {
    return this.webContents.load(address)
  }

  setVisibleOnAllWorkspaces(): void {}
  setAlwaysOnTop(): void {}
  setVibrancy(): void {}

  show(): void {
    this.#visible = true
    this.emit('show')
  }

  showInactive(): void {
    this.show()
  }

  #opacity = 1
  /** When it became opaque last, on this process's clock: what a bench reads. */
  seenAt = 0
  setOpacity(opacity: number): void {
    this.#opacity = opacity
    if (opacity === 1) this.seenAt = performance.now()
  }
  getOpacity(): number {
    return this.#opacity
  }

  hide(): void {
    this.#visible = false
    this.emit('hide')
  }

  focus(): void {
    this.emit('focus')
  }

  isFocused(): boolean {
    return this.#visible
  }

  isVisible(): boolean {
    return this.#visible
  }

  setBounds(bounds: Rectangle): void {
    this.#bounds = bounds
    void this.webContents.resize(bounds)
  }

  getBounds(): Rectangle {
    return this.#bounds
  }

  /** False if the app kept the window. */
  close(): boolean {
    const event = new DoubleEvent()
    this.emit('close', event)
    if (!event.defaultPrevented) this.destroy()
    return !event.defaultPrevented
  }

  destroy(): void {
    if (!windows.delete(this)) return
    this.#visible = false
    void this.webContents.destroy()
    this.emit('closed')
    if (windows.size === 0 && !app.emit('window-all-closed')) app.quit()
  }
}

app.closeWindows = () => [...windows].every((window) => window.close())

const INSECURE: WebPreferences = {
  sandbox: false,
  contextIsolation: false,
  webSecurity: false,
  nodeIntegration: true,
  nodeIntegrationInWorker: true,
  nodeIntegrationInSubFrames: true,
  webviewTag: true,
  allowRunningInsecureContent: true,
  experimentalFeatures: true,
}

function refuseInsecure(preferences: WebPreferences): void {
  const bad = Object.entries(INSECURE).filter(([name, value]) => Object.entries(preferences).some(([key, set]) => key === name && set === value))
  if (bad.length > 0) throw new Error(`electronDouble: insecure webPreferences ${JSON.stringify(Object.fromEntries(bad))}`)
}
