/**
 * The watch of one repository inside the watch host: the tree, Git's own folders and the marker through one back end, so that
 * the marker proves them all. Events of one turn of the loop leave as one message. A tree too large to watch is polled.
 */
import { relative, sep } from 'node:path'
import type { BackendEvents, OpenBackend, WatchBackend } from './backends/backend.ts'
import { openPolling } from './backends/pollingBackend.ts'
import { Canary } from './canary.ts'
import { gitFolders, tells } from './gitFolders.ts'
import { type FromHost, PATHS_CAP, type WatchOrder } from './hostMessages.ts'
import { createIgnore } from './ignore.ts'

/** Ticks between two walks that make the handles true to the tree again (30 s each, so ten minutes). */
const REWALK_TICKS = 20

export class RootWatch {
  readonly #order: WatchOrder
  readonly #send: (message: FromHost) => void
  readonly #ignore: (path: string) => boolean
  readonly #canary: Canary
  #backend: WatchBackend
  readonly #paths = new Set<string>()
  #git = false
  #at = 0
  #scheduled = false
  /** The first thing that went wrong with this watch. */
  #trouble: string | null = null
  #closed = false

  constructor(order: WatchOrder, open: OpenBackend, send: (message: FromHost) => void) {
    this.#order = order
    this.#send = send
    const ignore = createIgnore(order.ignoredFolders)
    this.#ignore = (path) => ignore(this.#relative(path))
    this.#canary = new Canary(order.gitDir)
    this.#backend = open({ root: order.root, ignored: this.#ignore }, this.#events())
    this.#include()
  }

  /** Handles of the system in use. */
  get watches(): number {
    return this.#backend.watches
  }

  /** Writes the marker; `proved` follows when the watch has seen it. Tells instead when the root is another one. */
  prove(tick: number): void {
    const { root } = this.#order
    if (!this.#backend.isSameRoot()) return this.#send({ kind: 'rootLost', root })
    if (tick % REWALK_TICKS === 0) void this.#backend.rewalk()
    try {
      this.#canary.write(tick)
    } catch (error) {
      this.#degrade(`Capture cannot be proved: ${String(error)}`)
    }
  }

  async close(): Promise<void> {
    this.#closed = true
    await this.#backend.close()
  }

  #events(): BackendEvents {
    const { root } = this.#order
    return {
      ready: () => this.#ready(),
      dirty: (path) => this.#onDirty(path),
      gap: (reason) => this.#send({ kind: 'gap', root, reason, at: Date.now() }),
      rootLost: () => this.#send({ kind: 'rootLost', root }),
      degraded: (message) => this.#degrade(message),
      limit: (message) => void this.#poll(message),
    }
  }

  /** What lies outside the tree's own watch: Git's folders, and the marker's. */
  #include(): void {
    for (const folder of gitFolders(this.#order.gitDir, this.#order.commonDir)) this.#backend.include(folder)
    try {
      this.#canary.prepare()
      this.#backend.include(this.#canary.folder)
    } catch (error) {
      this.#degrade(`Capture cannot be proved: ${String(error)}`)
    }
  }

  /** A back end is ready also when part of the tree could not be watched: the trouble is told again after it. */
  #ready(): void {
    this.#send({ kind: 'ready', root: this.#order.root })
    if (this.#trouble !== null) this.#degrade(this.#trouble)
  }

  #degrade(message: string): void {
    this.#trouble ??= message
    this.#send({ kind: 'degraded', root: this.#order.root, message, polling: false })
  }

  /** More than the system lets be watched: look at intervals instead, and say so. */
  async #poll(reason: string): Promise<void> {
    if (this.#closed || this.#backend.watches === 0) return
    const full = this.#backend
    const { root, pollMs } = this.#order
    this.#backend = openPolling(pollMs)({ root, ignored: this.#ignore }, this.#events())
    this.#send({ kind: 'degraded', root, message: reason, polling: true })
    await full.close()
  }

  #onDirty(path: string): void {
    if (path === this.#canary.path) return this.#onMarker()
    const inGit = this.#inGit(path)
    if (inGit === null) this.#add(this.#relative(path))
    else if (tells(inGit)) this.#onGit(inGit)
  }

  #onMarker(): void {
    const proof = this.#canary.seen()
    if (proof !== null) this.#send({ kind: 'proved', root: this.#order.root, ...proof })
  }

  /** A first commit brings logs, a remote seen for the first time folders of its own. */
  #onGit(path: string): void {
    if (path.startsWith('refs') || path === 'logs') for (const folder of gitFolders(this.#order.gitDir, this.#order.commonDir)) this.#backend.include(folder)
    this.#add(null)
  }

  /** The path relative to the Git directory it lies in, or `null`. */
  #inGit(path: string): string | null {
    const folder = [this.#order.gitDir, this.#order.commonDir].find((candidate) => path.startsWith(candidate + sep))
    return folder === undefined ? null : relative(folder, path)
  }

  /** `null` stands for Git's own files. */
  #add(path: string | null): void {
    if (!this.#scheduled) {
      this.#scheduled = true
      this.#at = Date.now()
      setImmediate(() => this.#flush())
    }
    if (path === null) this.#git = true
    else this.#paths.add(path)
  }

  #flush(): void {
    const paths = [...this.#paths].slice(0, PATHS_CAP)
    this.#send({ kind: 'dirty', root: this.#order.root, paths, count: this.#paths.size, git: this.#git, at: this.#at })
    this.#paths.clear()
    this.#git = false
    this.#scheduled = false
  }

  #relative(path: string): string {
    const below = relative(this.#order.root, path)
    return sep === '/' ? below : below.replaceAll(sep, '/')
  }
}
