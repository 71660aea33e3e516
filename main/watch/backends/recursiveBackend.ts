/**
 * The lean back end of macOS: one recursive `fs.watch` for a root, which the system serves by FSEvents without a walk
 * and without a descriptor for each folder. Its loss is silent (libuv drops the flag), so many events at once are a gap.
 */
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { localFolderIdentity } from '../../base/folderIdentity.ts'
import type { BackendEvents, BackendOptions, OpenBackend, RootState, WatchBackend } from './backend.ts'
import type { Burst, Bursts } from './burst.ts'

class RecursiveWatch implements WatchBackend {
  readonly #options: BackendOptions
  readonly #events: BackendEvents
  readonly #identity: string | null
  readonly #handles: FSWatcher[] = []
  readonly #burst: Burst
  #closed = false

  constructor(options: BackendOptions, events: BackendEvents, bursts: Bursts) {
    this.#options = options
    this.#events = events
    this.#identity = localFolderIdentity(options.root)
    this.#burst = bursts.open(() => events.gap('burst'))
    setImmediate(() => this.#open())
  }

  get watches(): number {
    return this.#handles.length
  }

  include(folder: string): void {
    this.#watch(folder, false)
  }

  async rootState(): Promise<RootState> {
    return this.#isSameRoot() ? 'there' : 'lost'
  }

  /** One handle covers the tree, whatever its folders are. */
  async rewalk(): Promise<void> {}

  async close(): Promise<void> {
    this.#closed = true
    this.#burst.close()
    for (const handle of this.#handles.splice(0)) handle.close()
  }

  #open(): void {
    if (this.#closed) return
    if (this.#identity === null) return this.#events.rootLost()
    this.#watch(this.#options.root, true)
    this.#events.ready()
  }

  #watch(folder: string, recursive: boolean): void {
    try {
      const handle = watch(folder, { recursive }, (_type, name) => this.#onEvent(name === null ? folder : join(folder, name)))
      handle.on('error', (error) => this.#events.degraded(error.message))
      this.#handles.push(handle)
    } catch (error) {
      this.#events.degraded(`${folder} cannot be watched: ${String(error)}`)
    }
  }

  #isSameRoot(): boolean {
    return this.#identity !== null && localFolderIdentity(this.#options.root) === this.#identity
  }

  #onEvent(path: string): void {
    if (this.#closed) return
    this.#burst.count()
    if (path === this.#options.root && !this.#isSameRoot()) return this.#events.rootLost()
    if (path === this.#options.root || !this.#options.ignored(path)) this.#events.dirty(path)
  }
}

/** A way to open the lean back end of macOS. */
export function recursive(bursts: Bursts): OpenBackend {
  return (options, events) => new RecursiveWatch(options, events, bursts)
}
