/**
 * The test's side of the double, shaped like Playwright's `ElectronApplication`: starts Chromium and the app on it, finds
 * its windows, evaluates functions in its main process, ends both.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { type BrowserContext, chromium, type Page } from '@playwright/test'
import type * as Electron from 'electron'

export type Order =
  | { readonly kind: 'start'; readonly browser: string }
  | { readonly kind: 'evaluate'; readonly id: number; readonly source: string; readonly argument: unknown }

export interface Evaluated {
  readonly id: number
  readonly value?: unknown
  readonly error?: string
}

export interface LaunchOptions {
  readonly entry: string
  readonly env: NodeJS.ProcessEnv
  /** Modules loaded into the main process before the entry. */
  readonly imports?: readonly string[]
}

const here = (name: string): string => fileURLToPath(new URL(name, import.meta.url))
/** Debian's browser where there is one; otherwise the one Playwright installs. */
const SYSTEM_CHROMIUM = '/usr/bin/chromium'

export class DoubleApplication {
  readonly #child: ChildProcess
  readonly #browser: BrowserContext
  readonly #folder: string
  readonly #waiting = new Map<number, PromiseWithResolvers<unknown>>()
  #output = ''

  constructor(child: ChildProcess, browser: BrowserContext, folder: string) {
    this.#child = child
    this.#browser = browser
    this.#folder = folder
    child.on('message', (answer: Evaluated) => this.#settle(answer))
    for (const stream of [child.stdout, child.stderr]) stream?.on('data', (text) => (this.#output += String(text)))
    child.on('exit', () => this.#waiting.forEach(({ reject }) => reject(new Error(`the app has ended\n${this.#output}`))))
  }

  process(): ChildProcess {
    return this.#child
  }

  /** What the app has written so far. */
  output(): string {
    return this.#output
  }

  /** Runs `run` in the main process; it is sent as text and must refer to its arguments only. */
  async evaluate<R, A>(run: (electron: typeof Electron, argument: A) => R | Promise<R>, argument: A): Promise<R> {
    const id = this.#waiting.size + 1
    const waiting = Promise.withResolvers<unknown>()
    this.#waiting.set(id, waiting)
    this.#child.send({ kind: 'evaluate', id, source: run.toString(), argument } satisfies Order)
    return (await waiting.promise) as R
  }

  #settle({ id, value, error }: Evaluated): void {
    if (error === undefined) this.#waiting.get(id)?.resolve(value)
    else this.#waiting.get(id)?.reject(new Error(error))
  }

  /** The pages of the app's windows, oldest first. */
  windows(): Page[] {
    return this.#browser.pages().filter((page) => page.url().includes('.app.localhost/'))
  }

  /** Ends the app and the browser, whatever state they are in. */
  async close(): Promise<void> {
    if (this.#child.exitCode === null && this.#child.signalCode === null) {
      this.#child.kill('SIGKILL')
      await once(this.#child, 'exit')
    }
    await this.#browser.close()
    rmSync(this.#folder, { recursive: true, force: true })
  }
}

/** Starts the app at `entry` on the double. */
export async function launchDouble({ entry, env, imports = [] }: LaunchOptions): Promise<DoubleApplication> {
  const modules = [here('./register.ts'), ...imports].flatMap((module) => ['--import', module])
  // Both take half a second to start, so they start side by side.
  const child = spawn(process.execPath, [...modules, here('./start.ts'), entry], { env, stdio: ['ignore', 'pipe', 'pipe', 'ipc'] })
  const folder = mkdtempSync(join(tmpdir(), 'scribe-chromium-'))
  const executable = existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}
  const browser = await chromium.launchPersistentContext(folder, { ...executable, args: ['--remote-debugging-port=0'] })
  const [port] = readFileSync(join(folder, 'DevToolsActivePort'), 'utf8').split('\n')
  child.send({ kind: 'start', browser: `http://127.0.0.1:${port}` } satisfies Order)
  return new DoubleApplication(child, browser, folder)
}
