/**
 * Tells when something in one folder stirs, so that a file that another program writes is looked at without asking for it
 * again and again. Owns one native watch; a folder that is gone, or another in its place, is watched anew at the next `aim`.
 * Best effort: where the system refuses or tells nothing, whoever uses it still looks now and then.
 */
import { type FSWatcher, watch } from 'node:fs'
import { stat } from 'node:fs/promises'

export class FolderWatch {
  readonly #onStir: (name: string | null) => void
  #watcher: FSWatcher | null = null
  #identity = ''

  /** `onStir` hears the name of what stirred in the folder, `null` where the system does not say. */
  constructor(onStir: (name: string | null) => void) {
    this.#onStir = onStir
  }

  /** Watches the folder at `path`, if there is one. Cheap when it is the one that is watched already. */
  async aim(path: string): Promise<void> {
    const found = await stat(path).catch(() => null)
    const identity = found === null ? '' : `${found.dev}:${found.ino}`
    if (identity === this.#identity) return
    this.close()
    if (identity !== '') this.#open(path, identity)
  }

  /** Safe to call twice. */
  close(): void {
    this.#watcher?.close()
    this.#watcher = null
    this.#identity = ''
  }

  #open(path: string, identity: string): void {
    try {
      // Closing a daemon must not wait for a watch.
      this.#watcher = watch(path, { persistent: false }, (_kind, name) => this.#onStir(name))
      this.#watcher.on('error', () => this.close())
      this.#identity = identity
    } catch {
      this.close()
    }
  }
}
