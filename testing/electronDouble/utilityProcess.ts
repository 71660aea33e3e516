/** `utilityProcess.fork` as a real child process, with `process.parentPort` in it as Electron gives it. */
import { type ChildProcess, fork, type StdioOptions } from 'node:child_process'
import { EventEmitter } from 'node:events'
import type { ForkOptions } from 'electron'
import { app } from './app.ts'

const PARENT_PORT = new URL('./parentPort.ts', import.meta.url).href

class UtilityProcess extends EventEmitter {
  readonly #child: ChildProcess

  constructor(child: ChildProcess) {
    super()
    this.#child = child
    child.on('spawn', () => this.emit('spawn'))
    child.on('message', (message) => this.emit('message', message))
    child.on('exit', (code) => this.emit('exit', code ?? 0))
  }

  get pid(): number | undefined {
    return this.#child.exitCode === null && this.#child.signalCode === null ? this.#child.pid : undefined
  }

  get stderr() {
    return this.#child.stderr
  }

  postMessage(message: object): void {
    if (this.#child.connected) this.#child.send(message)
  }

  kill(): boolean {
    return this.#child.kill()
  }
}

export const utilityProcess = {
  fork(modulePath: string, args: string[] = [], options: ForkOptions = {}): UtilityProcess {
    app.require(true, 'utilityProcess.fork')
    const stdio: StdioOptions = [...(Array.isArray(options.stdio) ? options.stdio : (['ignore', 'inherit', 'inherit'] as const)), 'ipc']
    return new UtilityProcess(fork(modulePath, args, { stdio, serialization: 'advanced', execArgv: ['--import', PARENT_PORT] }))
  },
}
