/**
 * Watching without events, for volumes that send none and for when every other way has failed: says at each interval
 * that anything may have changed, so that a scan looks. Costs what a scan costs; the person is told that this is in use.
 */
import { folderIdentity } from '../../base/folderIdentity.ts'
import type { BackendEvents, BackendOptions, OpenBackend, WatchBackend } from './backend.ts'

class Polling implements WatchBackend {
  readonly watches = 0
  readonly #root: string
  readonly #events: BackendEvents
  readonly #identity: string | null
  readonly #timer: NodeJS.Timeout

  constructor(options: BackendOptions, events: BackendEvents, everyMs: number) {
    this.#root = options.root
    this.#events = events
    this.#identity = folderIdentity(options.root)
    this.#timer = setInterval(() => this.#look(), everyMs)
    setImmediate(() => this.#events.ready())
  }

  include(): void {}

  isSameRoot(): boolean {
    return this.#identity !== null && folderIdentity(this.#root) === this.#identity
  }

  async rewalk(): Promise<void> {}

  async close(): Promise<void> {
    clearInterval(this.#timer)
  }

  #look(): void {
    if (this.isSameRoot()) this.#events.gap('poll')
    else this.#events.rootLost()
  }
}

/** A back end that says `gap` every `everyMs`. */
export function openPolling(everyMs: number): OpenBackend {
  return (options, events) => new Polling(options, events, everyMs)
}
