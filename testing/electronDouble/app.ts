/** `app`: paths, readiness and the order of events on quitting. Refuses what Electron would ignore or fail on. */
import { EventEmitter } from 'node:events'
import { homedir, tmpdir } from 'node:os'

/** An event that can be prevented, as Electron hands them out. */
export class DoubleEvent {
  defaultPrevented = false
  preventDefault(): void {
    this.defaultPrevented = true
  }
}

class AppDouble extends EventEmitter {
  readonly isPackaged = false
  readonly name = 'Scribe'
  readonly #paths: Record<string, string> = { home: homedir(), temp: tmpdir() }
  readonly #ready = Promise.withResolvers<void>()
  #isReady = false
  /** Set by the windows; closing all of them is part of quitting. */
  closeWindows: () => boolean = () => true

  isReady(): boolean {
    return this.#isReady
  }

  whenReady(): Promise<void> {
    return this.#ready.promise
  }

  /** Called by the starter once the entry module has been evaluated, as Electron does. */
  becomeReady(): void {
    this.#isReady = true
    this.emit('ready', {}, {})
    this.#ready.resolve()
  }

  /** Throws unless the app is (`true`) or is not yet (`false`) ready. */
  require(ready: boolean, what: string): void {
    if (ready !== this.#isReady) throw new Error(`electronDouble: ${what} ${ready ? 'before' : 'after'} ready`)
  }

  enableSandbox(): void {
    this.require(false, 'enableSandbox')
  }

  requestSingleInstanceLock(): boolean {
    return true
  }

  getPath(name: string): string {
    const path = this.#paths[name]
    if (path === undefined) throw new Error(`electronDouble: no path ${name}`)
    return path
  }

  setPath(name: string, path: string): void {
    this.require(false, `setPath('${name}')`)
    this.#paths[name] = path
  }

  focus(): void {}
  showAboutPanel(): void {}

  /** The double is one process of Node; its figures say nothing of Electron's. */
  getAppMetrics(): object[] {
    return [{ type: 'Browser', cpu: { percentCPUUsage: 0, idleWakeupsPerSecond: 0 }, memory: { workingSetSize: process.memoryUsage().rss / 1024 } }]
  }

  readonly loginItem = { openAtLogin: false }
  setLoginItemSettings(settings: { openAtLogin?: boolean }): void {
    this.loginItem.openAtLogin = settings.openAtLogin === true
  }
  getLoginItemSettings(): { openAtLogin: boolean } {
    return this.loginItem
  }

  quit(): void {
    const event = new DoubleEvent()
    this.emit('before-quit', event)
    if (event.defaultPrevented || !this.closeWindows()) return
    this.emit('will-quit', new DoubleEvent())
    this.exit(0)
  }

  exit(code: number): void {
    process.exit(code)
  }
}

export const app = new AppDouble()
