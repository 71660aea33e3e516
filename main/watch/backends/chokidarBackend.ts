/** Watching with chokidar 6: one recursive handle per root on macOS, one handle per folder on Linux. */
import { dirname } from 'node:path'
import { watch } from 'chokidar'
import { localFolderIdentity } from '../../base/folderIdentity.ts'
import { isCode } from '../../base/insideRepo.ts'
import type { BackendEvents, BackendOptions, OpenBackend, RootState, WatchBackend } from './backend.ts'
import type { Burst, Bursts } from './burst.ts'

class ChokidarWatch implements WatchBackend {
  readonly #options: BackendOptions
  readonly #events: BackendEvents
  readonly #identity: string | null
  readonly #watcher: ReturnType<typeof watch>
  readonly #burst: Burst
  readonly #included = new Set<string>()

  constructor(options: BackendOptions, events: BackendEvents, bursts: Bursts) {
    this.#options = options
    this.#events = events
    this.#identity = localFolderIdentity(options.root)
    this.#burst = bursts.open(() => events.gap('burst'))
    this.#watcher = watch(options.root, {
      ignoreInitial: true,
      followSymlinks: false,
      // Folding of atomic saves is ours; chokidar's own also hides editors' temporary files and delays unlink.
      atomic: false,
      ignored: (path) => path !== options.root && !this.#isIncluded(path) && options.ignored(path),
    })
    this.#watcher.on('ready', () => events.ready())
    this.#watcher.on('error', (error) => {
      if (isCode(error, 'ENOSPC', 'EMFILE')) events.limit('There are too many folders to watch.')
      else events.degraded(error instanceof Error ? error.message : String(error))
    })
    this.#watcher.on('all', (event, path) => this.#onEvent(event, path))
  }

  get watches(): number {
    return Object.keys(this.#watcher.getWatched()).length
  }

  include(folder: string): void {
    this.#included.add(folder)
    this.#watcher.add(folder)
  }

  async rootState(): Promise<RootState> {
    return this.#identity !== null && localFolderIdentity(this.#options.root) === this.#identity ? 'there' : 'lost'
  }

  /** chokidar keeps its handles itself; reading them again is not offered. */
  async rewalk(): Promise<void> {}

  async close(): Promise<void> {
    this.#burst.close()
    await this.#watcher.close()
  }

  #isIncluded(path: string): boolean {
    return this.#included.has(path) || this.#included.has(dirname(path))
  }

  #onEvent(event: string, path: string): void {
    this.#burst.count()
    if (event === 'unlinkDir' && path === this.#options.root) this.#events.rootLost()
    else this.#events.dirty(path)
  }
}

/** A way to open chokidar's back end. */
export function viaChokidar(bursts: Bursts): OpenBackend {
  return (options, events) => new ChokidarWatch(options, events, bursts)
}
