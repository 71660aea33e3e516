/**
 * The lean back end of macOS: one recursive `fs.watch` for a root, which the system serves by FSEvents without a walk
 * and without a descriptor for each folder. Its loss is silent (libuv drops the flag), so many events at once are a gap.
 */
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { localFolderIdentity } from '../../base/folderIdentity.ts'
import type { BackendEvents, BackendOptions, OpenBackend, RootState, WatchBackend } from './backend.ts'
import type { Burst, Bursts } from './burst.ts'
import { ExtraFolders } from './extraFolders.ts'

class RecursiveWatch implements WatchBackend {
  readonly #options: BackendOptions
  readonly #events: BackendEvents
  readonly #identity: string | null
  #tree: FSWatcher | null = null
  readonly #extras: ExtraFolders
  readonly #burst: Burst
  #closed = false

  constructor(options: BackendOptions, events: BackendEvents, bursts: Bursts) {
    this.#options = options
    this.#events = events
    this.#identity = localFolderIdentity(options.root)
    this.#burst = bursts.open(() => events.gap('burst'))
    this.#extras = new ExtraFolders({ moved: (path) => this.#onEvent(path), failed: (folder, error) => this.#fail(folder, error) })
    setImmediate(() => this.#open())
  }

  get watches(): number {
    return (this.#tree === null ? 0 : 1) + this.#extras.size
  }

  include(folder: string): void {
    this.#extras.include(folder)
  }

  async rootState(): Promise<RootState> {
    return this.#isSameRoot() ? 'there' : 'lost'
  }

  /** One handle covers the tree, whatever its folders are. */
  async rewalk(): Promise<void> {}

  async close(): Promise<void> {
    this.#closed = true
    this.#burst.close()
    this.#tree?.close()
    this.#extras.close()
  }

  #open(): void {
    if (this.#closed) return
    if (this.#identity === null) return this.#events.rootLost()
    this.#watch(this.#options.root)
    this.#events.ready()
  }

  #watch(root: string): void {
    try {
      this.#tree = watch(root, { recursive: true }, (_type, name) => this.#onEvent(name === null ? root : join(root, name)))
      this.#tree.on('error', (error) => this.#fail(root, error))
    } catch (error) {
      this.#fail(root, error)
    }
  }

  #fail(folder: string, error: unknown): void {
    this.#events.degraded(`${folder} cannot be watched: ${String(error)}`)
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
