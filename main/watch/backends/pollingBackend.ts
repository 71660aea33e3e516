/**
 * Watching without events, for volumes that send none and for when every other way has failed: says at each interval
 * that anything may have changed, so that a scan looks. Costs what a scan costs; the person is told that this is in use.
 * Invariant: a volume that hangs holds up nothing here but its own next look.
 */
import { folderIdentity } from '../../base/folderIdentity.ts'
import type { BackendEvents, BackendOptions, OpenBackend, RootState, WatchBackend } from './backend.ts'

class Polling implements WatchBackend {
  readonly watches = 0
  readonly #root: string
  readonly #events: BackendEvents
  readonly #timer: NodeJS.Timeout
  /** `undefined` until the volume has answered for the first time. */
  #identity: string | null | undefined
  #silent = false
  #looking = false
  #closed = false

  constructor(options: BackendOptions, events: BackendEvents, everyMs: number) {
    this.#root = options.root
    this.#events = events
    this.#timer = setInterval(() => void this.#look(), everyMs)
    void this.#look()
  }

  include(): void {}

  async rootState(): Promise<RootState> {
    const found = await folderIdentity(this.#root).catch(() => undefined)
    if (found === undefined) return 'silent'
    if (this.#identity === undefined) this.#identity = found
    return found !== null && found === this.#identity ? 'there' : 'lost'
  }

  async rewalk(): Promise<void> {}

  async close(): Promise<void> {
    this.#closed = true
    clearInterval(this.#timer)
  }

  async #look(): Promise<void> {
    if (this.#looking) return
    this.#looking = true
    const isFirst = this.#identity === undefined
    const state = await this.rootState()
    this.#looking = false
    if (!this.#closed) this.#tell(state, isFirst)
  }

  #tell(state: RootState, isFirst: boolean): void {
    const wasSilent = this.#silent
    this.#silent = state === 'silent'
    if (state === 'lost') this.#events.rootLost()
    else if (state === 'silent') wasSilent || this.#events.silent()
    else if (isFirst || wasSilent) this.#events.ready()
    else this.#events.gap('poll')
  }
}

/** What the person is told: why changes are looked for at intervals, and how often. */
export function pollingText(why: string, everyMs: number): string {
  return `${why} Scribe looks for changes every ${Math.round(everyMs / 1000)} s.`
}

/** A back end that says `gap` every `everyMs`. */
export function openPolling(everyMs: number): OpenBackend {
  return (options, events) => new Polling(options, events, everyMs)
}
