/**
 * Folders that are watched each for itself beside a tree, such as Git's own. Owns their handles: one for each folder, however often it is
 * asked for; one that was removed and made anew is watched anew.
 */
import { type FSWatcher, watch } from 'node:fs'
import { join } from 'node:path'
import { localFolderIdentity } from '../../base/folderIdentity.ts'

interface Extra {
  readonly handle: FSWatcher
  readonly identity: string | null
}

export interface ExtraEvents {
  /** Something moved at this absolute path. */
  moved(path: string): void
  /** The folder cannot be watched, or not any more. */
  failed(folder: string, error: unknown): void
}

export class ExtraFolders {
  readonly #events: ExtraEvents
  readonly #extras = new Map<string, Extra>()
  #closed = false

  constructor(events: ExtraEvents) {
    this.#events = events
  }

  get size(): number {
    return this.#extras.size
  }

  include(folder: string): void {
    const known = this.#extras.get(folder)
    const identity = localFolderIdentity(folder)
    if (this.#closed || (known !== undefined && known.identity === identity)) return
    this.#drop(folder)
    try {
      const handle = watch(folder, (_type, name) => this.#events.moved(name === null ? folder : join(folder, name)))
      handle.on('error', (error) => {
        this.#drop(folder)
        // One that is gone has nothing left to miss.
        if (localFolderIdentity(folder) !== null) this.#events.failed(folder, error)
      })
      this.#extras.set(folder, { handle, identity })
    } catch (error) {
      this.#events.failed(folder, error)
    }
  }

  close(): void {
    this.#closed = true
    for (const folder of [...this.#extras.keys()]) this.#drop(folder)
  }

  #drop(folder: string): void {
    this.#extras.get(folder)?.handle.close()
    this.#extras.delete(folder)
  }
}
