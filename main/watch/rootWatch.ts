/**
 * The watch of one repository inside the watch host: the tree through a back end, the Git directory's own folder
 * through one plain handle (HEAD, index and refs tell of commits and checkouts that change no file). Events of one
 * turn of the loop leave as one message.
 */
import { type FSWatcher, watch } from 'node:fs'
import { relative, sep } from 'node:path'
import type { OpenBackend, WatchBackend } from './backends/backend.ts'
import { type FromHost, PATHS_CAP, type ToHost } from './hostMessages.ts'
import { createIgnore } from './ignore.ts'

/** Files directly in the Git directory whose change means something; locks and our own folder do not. */
const GIT_FILES = new Set(['HEAD', 'index', 'packed-refs', 'ORIG_HEAD', 'MERGE_HEAD', 'logs', 'refs'])

export class RootWatch {
  readonly #root: string
  readonly #send: (message: FromHost) => void
  readonly #backend: WatchBackend
  readonly #gitWatch: FSWatcher | null
  readonly #paths = new Set<string>()
  #count = 0
  #git = false
  #at = 0
  #scheduled = false

  constructor(order: Extract<ToHost, { kind: 'watch' }>, open: OpenBackend, send: (message: FromHost) => void) {
    this.#root = order.root
    this.#send = send
    const ignore = createIgnore(order.ignoredFolders)
    this.#backend = open(
      { root: order.root, ignored: (path) => ignore(this.#relative(path)) },
      {
        ready: () => send({ kind: 'ready', root: this.#root }),
        dirty: (path) => this.#add(this.#relative(path)),
        rootLost: () => send({ kind: 'rootLost', root: this.#root }),
        degraded: (message) => send({ kind: 'degraded', root: this.#root, message }),
      },
    )
    this.#gitWatch = this.#watchGit(order.gitDir)
  }

  async close(): Promise<void> {
    this.#gitWatch?.close()
    await this.#backend.close()
  }

  #watchGit(gitDir: string): FSWatcher | null {
    try {
      const handle = watch(gitDir, (_event, name) => {
        if (name !== null && GIT_FILES.has(name)) this.#add(null)
      })
      handle.on('error', (error) => this.#send({ kind: 'degraded', root: this.#root, message: error.message }))
      return handle
    } catch (error) {
      this.#send({ kind: 'degraded', root: this.#root, message: String(error) })
      return null
    }
  }

  /** `null` stands for Git's own files. */
  #add(path: string | null): void {
    if (!this.#scheduled) {
      this.#scheduled = true
      this.#at = Date.now()
      setImmediate(() => this.#flush())
    }
    if (path === null) this.#git = true
    else if (!this.#paths.has(path)) {
      this.#count++
      if (this.#paths.size < PATHS_CAP) this.#paths.add(path)
    }
  }

  #flush(): void {
    this.#send({ kind: 'dirty', root: this.#root, paths: [...this.#paths], count: this.#count, git: this.#git, at: this.#at })
    this.#paths.clear()
    this.#count = 0
    this.#git = false
    this.#scheduled = false
  }

  #relative(path: string): string {
    const below = relative(this.#root, path)
    return sep === '/' ? below : below.replaceAll(sep, '/')
  }
}
