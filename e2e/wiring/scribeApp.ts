/**
 * The app under test, whatever runs it: the electron double (everywhere) or real Electron (on a Mac). Specs speak to
 * this only, so that the same files run on both. Owns starting, pressing, asking and ending; asserts nothing.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { _electron, type Page } from '@playwright/test'
import type * as Electron from 'electron'
import { findDaemon } from '../../client/findDaemon.ts'
import { connectClient, type ScribeClient } from '../../client/scribeClient.ts'
import type { Reply, ScribeBridge } from '../../shared/protocol/bridge.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import type { CommandInput } from '../../shared/protocol/commands.ts'
import { launchDouble } from '../../testing/electronDouble/launch.ts'
import { eventually } from '../../testing/eventually.ts'

/** `packaged` is the app as it is given out, at `SCRIBE_APP`: its fuses keep every debugger out, so it is only seen from outside. */
export type Host = 'double' | 'electron' | 'packaged'

/** What both hosts offer; the shape is Playwright's `ElectronApplication`. */
export interface Shell {
  evaluate<R, A>(run: (electron: typeof Electron, argument: A) => R | Promise<R>, argument: A): Promise<R>
  windows(): Page[]
  process(): ChildProcess
  close(): Promise<void>
}

/** What `traySpy.cjs` leaves in the main process. */
interface SpiedTray {
  readonly tray: Electron.Tray
  readonly image: string
  readonly tooltip: string
  readonly title: string
  readonly menu: Electron.Menu | null
}
export type WithSpy = typeof globalThis & { readonly spiedTray: SpiedTray }
/** A page of ours, as seen from inside. */
export type WithBridge = typeof globalThis & { readonly scribe: ScribeBridge }

/** The built preload, for windows that specs open themselves. */
export const PRELOAD = fileURLToPath(new URL('../../out/preload/index.cjs', import.meta.url))

const here = (path: string): string => fileURLToPath(new URL(path, import.meta.url))
const ROOT = here('../..')
/** A cold start of real Electron on a busy machine included. */
const WINDOW_DEADLINE_MS = 20_000
const SPY = here('./traySpy.cjs')

export class ScribeApp {
  readonly shell: Shell
  readonly home: string
  #output = ''

  constructor(shell: Shell, home: string) {
    this.shell = shell
    this.home = home
    for (const stream of [this.#process.stdout, this.#process.stderr]) stream?.on('data', (text) => (this.#output += String(text)))
  }

  get #process(): ChildProcess {
    return this.shell.process()
  }

  /** What the app has written to its terminal. */
  output(): string {
    return this.#output
  }

  /** The page of a window, once its bridge is there: the popover's, or that of another surface. */
  async page(surface = 'popover'): Promise<Page> {
    return await eventually(async () => {
      const page = this.shell.windows().findLast((window) => window.url().includes(`/${surface}/`))
      return page !== undefined && (await page.evaluate(() => 'scribe' in globalThis)) ? page : null
    }, WINDOW_DEADLINE_MS)
  }

  /** Asks the daemon as the page would; input that the table would not allow is sent all the same. */
  async call<N extends CommandName>(name: N | (string & {}), input: CommandInput<N> | unknown): Promise<Reply<N>> {
    const page = await this.page()
    const reply: unknown = await page.evaluate(([name, input]) => (globalThis as WithBridge).scribe.call(name as never, input as never), [name, input])
    return reply as Reply<N>
  }

  /** Presses the icon in the menu bar. */
  async pressIcon(): Promise<void> {
    await this.shell.evaluate(() => void (globalThis as WithSpy).spiedTray.tray.emit('mouse-down', {}), null)
  }

  /** The file name of the icon's image, the words on it and beside it. */
  async icon(): Promise<{ image: string; tooltip: string; title: string }> {
    return await this.shell.evaluate(() => {
      const { image, tooltip, title } = (globalThis as WithSpy).spiedTray
      return { image: image.slice(image.lastIndexOf('/') + 1), tooltip, title }
    }, null)
  }

  /** Opens the icon's menu; the labels of its items. */
  async openMenu({ option = false } = {}): Promise<string[]> {
    return await this.shell.evaluate((_electron, altKey) => {
      const spied = (globalThis as WithSpy).spiedTray
      spied.tray.emit('right-click', { altKey })
      return spied.menu?.items.map((item) => item.label).filter((label) => label !== '') ?? []
    }, option)
  }

  /** Chooses an item of the menu opened last, by the labels that lead to it. */
  async chooseInMenu(...path: string[]): Promise<void> {
    await this.shell.evaluate((_electron, labels) => {
      let items = (globalThis as WithSpy).spiedTray.menu?.items ?? []
      for (const label of labels) {
        const item = items.find((candidate) => candidate.label === label)
        if (item === undefined) throw new Error(`no item ${label}`)
        if (item.submenu) items = item.submenu.items
        else item.click()
      }
    }, path)
  }

  async isPopoverVisible(): Promise<boolean> {
    return await this.isVisible('popover')
  }

  async isVisible(surface: string): Promise<boolean> {
    const shows = `/${surface}/`
    return await this.shell.evaluate(
      ({ BrowserWindow }, part) => BrowserWindow.getAllWindows().some((window) => window.isVisible() && window.webContents.getURL().includes(part)),
      shows,
    )
  }

  /** Quits as Cmd-Q does; the exit code. */
  async quit(): Promise<number | null> {
    const ended = this.ended()
    // The answer may be cut off by the very quitting that was asked for.
    await this.shell.evaluate(({ app }) => app.quit(), null).catch(() => undefined)
    return await ended
  }

  /** A client of the app's daemon, over its socket as any program of the person's has one. */
  async client(): Promise<ScribeClient> {
    const endpoint = await eventually(() => findDaemon(this.home), WINDOW_DEADLINE_MS)
    return await eventually(() => connectClient(endpoint.socket, { name: 'spec', kind: 'cli' }))
  }

  /** The exit code, once the process has ended. */
  async ended(): Promise<number | null> {
    if (this.#process.exitCode === null && this.#process.signalCode === null) await once(this.#process, 'exit')
    return this.#process.exitCode
  }
}

/** Starts the built app on `host` with its data in `home`. */
export async function launchScribe(host: Host, home: string): Promise<ScribeApp> {
  const env = { ...definedEnvironment(), SCRIBE_HOME: home }
  return new ScribeApp(await LAUNCHERS[host](env), home)
}

const LAUNCHERS: { readonly [H in Host]: (env: Record<string, string>) => Promise<Shell> } = {
  double: (env) => launchDouble({ entry: join(ROOT, 'out/main/electron/main.js'), env, imports: [SPY] }),
  electron: launchElectron,
  packaged: launchPackaged,
}

async function launchPackaged(env: Record<string, string>): Promise<Shell> {
  const child = spawn(process.env.SCRIBE_APP ?? '', [], { env, stdio: ['ignore', 'pipe', 'pipe'] })
  await once(child, 'spawn')
  return {
    evaluate: () => Promise.reject(new Error('a packaged app cannot be looked into')),
    windows: () => [],
    process: () => child,
    close: async () => {
      if (child.exitCode !== null || child.signalCode !== null) return
      child.kill('SIGKILL')
      await once(child, 'exit')
    },
  }
}

async function launchElectron(env: Record<string, string>): Promise<Shell> {
  const application = await _electron.launch({ args: ['-r', SPY, ROOT], cwd: ROOT, env })
  return {
    evaluate: (run, argument) => application.evaluate(run as never, argument),
    windows: () => application.windows(),
    process: () => application.process(),
    close: () => application.close(),
  }
}

function definedEnvironment(): Record<string, string> {
  return Object.fromEntries(Object.entries(process.env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])))
}
