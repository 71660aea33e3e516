/**
 * The lean back end of Linux: one `fs.watch` handle for each folder, found by a walk that reads folders and stats no file.
 * Owns the set of handles and keeps it true to the tree; what a change means is never asked here, since Git knows.
 * Invariant: a folder's handle is open before the folder is read and reported, so nothing falls between the two.
 */
import { type Dirent, type FSWatcher, readdirSync, watch } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { folderIdentity } from '../../base/folderIdentity.ts'
import { isCode } from '../../base/insideRepo.ts'
import type { BackendEvents, BackendOptions, OpenBackend, WatchBackend } from './backend.ts'
import { Burst } from './burst.ts'
import type { WatchBudget } from './watchBudget.ts'

/** How long a walk may hold the loop before other repositories get their turn, ms. */
const SLICE_MS = 8
interface Folder {
  readonly path: string
  readonly handle: FSWatcher
  /** Names of the folders in it that are watched too. */
  readonly folders: Set<string>
}

interface Contents {
  readonly folders: string[]
  readonly files: string[]
}

class FolderTree implements WatchBackend {
  readonly #options: BackendOptions
  readonly #events: BackendEvents
  readonly #budget: WatchBudget
  readonly #identity: string | null
  readonly #folders = new Map<string, Folder>()
  readonly #extras = new Map<string, FSWatcher>()
  /** Folders whose entries came or went, with the names that did. */
  readonly #stale = new Map<string, Set<string>>()
  #checking: Promise<void> | null = null
  readonly #burst = new Burst(() => void this.#afterBurst())
  #lost = false
  #closed = false

  constructor(options: BackendOptions, events: BackendEvents, budget: WatchBudget) {
    this.#options = options
    this.#events = events
    this.#budget = budget
    this.#identity = folderIdentity(options.root)
    this.#checking = this.#open()
  }

  get watches(): number {
    return this.#folders.size + this.#extras.size
  }

  include(folder: string): void {
    if (this.#closed || this.#extras.has(folder)) return
    try {
      const handle = watch(folder, (_type, name) => this.#events.dirty(name === null ? folder : join(folder, name)))
      handle.on('error', () => this.#extras.delete(folder))
      this.#extras.set(folder, handle)
    } catch (error) {
      this.#events.degraded(`${folder} cannot be watched: ${textOf(error)}`)
    }
  }

  isSameRoot(): boolean {
    return this.#identity !== null && folderIdentity(this.#options.root) === this.#identity
  }

  async rewalk(): Promise<void> {
    for (const folder of this.#folders.keys()) this.#markStale(folder, null)
    await this.#settle()
  }

  async close(): Promise<void> {
    this.#closed = true
    this.#burst.close()
    for (const { handle } of this.#folders.values()) {
      handle.close()
      this.#budget.give()
    }
    for (const handle of this.#extras.values()) handle.close()
    this.#folders.clear()
    this.#extras.clear()
    await this.#checking
  }

  async #open(): Promise<void> {
    if (this.#identity === null) return this.#loseRoot()
    await this.#walk(this.#options.root, false)
    this.#checking = null
    if (!this.#closed) this.#events.ready()
    if (this.#stale.size > 0) await this.#settle()
  }

  /** Watches `top` and every folder below it; with `report`, says of each that it is dirty once it is watched. */
  async #walk(top: string, report: boolean): Promise<void> {
    const waiting = [top]
    let since = performance.now()
    for (let path = waiting.pop(); path !== undefined && !this.#closed; path = waiting.pop()) {
      const found = this.#add(path)
      if (report && found !== null) for (const dirty of [path, ...found.files]) this.#events.dirty(dirty)
      waiting.push(...(found?.folders ?? []))
      if (performance.now() - since < SLICE_MS) continue
      await nextTurn()
      since = performance.now()
    }
  }

  /** Opens one folder's handle, then reads it. Returns what is in it; `null` when it is gone or cannot be watched. */
  #add(path: string): Contents | null {
    if (this.#folders.has(path)) this.#remove(path)
    if (!this.#budget.take()) {
      this.#events.limit('There are too many folders to watch.')
      return null
    }
    try {
      const handle = watch(path, (type, name) => this.#onEvent(path, type, name))
      handle.on('error', () => this.#remove(path))
      const folder: Folder = { path, handle, folders: new Set() }
      this.#folders.set(path, folder)
      const found = this.#read(path)
      for (const inside of found.folders) folder.folders.add(basename(inside))
      return found
    } catch (error) {
      if (this.#folders.has(path)) this.#remove(path)
      else this.#budget.give()
      // Gone again before it could be watched: the event of its going is on the way.
      if (isCode(error, 'ENOENT', 'ENOTDIR')) return null
      if (isCode(error, 'ENOSPC', 'EMFILE')) this.#events.limit('There are too many folders to watch.')
      else this.#events.degraded(`${path} cannot be watched: ${textOf(error)}`)
      return null
    }
  }

  /** What is in a folder and not ignored, as absolute paths; nothing if it cannot be read (any more). */
  #read(path: string): Contents {
    const contents: Contents = { folders: [], files: [] }
    for (const entry of entriesOf(path)) {
      const inside = join(path, entry.name)
      if (!this.#options.ignored(inside)) contents[entry.isDirectory() ? 'folders' : 'files'].push(inside)
    }
    return contents
  }

  #remove(path: string): void {
    const folder = this.#folders.get(path)
    if (folder === undefined) return
    this.#folders.delete(path)
    folder.handle.close()
    this.#budget.give()
    for (const name of folder.folders) this.#remove(join(path, name))
  }

  #onEvent(folder: string, type: string, name: string | null): void {
    if (this.#closed) return
    this.#burst.count()
    const path = name === null ? folder : join(folder, name)
    if (folder === this.#options.root && name === basename(folder) && !this.isSameRoot()) return this.#loseRoot()
    if (this.#options.ignored(path)) return
    this.#events.dirty(path)
    if (type === 'rename') this.#markStale(folder, name)
  }

  #loseRoot(): void {
    if (this.#lost) return
    this.#lost = true
    this.#events.rootLost()
  }

  #markStale(folder: string, name: string | null): void {
    const names = this.#stale.get(folder) ?? new Set()
    if (name !== null) names.add(name)
    this.#stale.set(folder, names)
    this.#checking ??= this.#check()
  }

  async #settle(): Promise<void> {
    this.#checking ??= this.#check()
    await this.#checking
  }

  /** Reads the stale folders again: new folders in them are watched, vanished ones let go, replaced ones watched anew. */
  async #check(): Promise<void> {
    await nextTurn()
    for (const [path, names] of this.#stale) {
      this.#stale.delete(path)
      const folder = this.#folders.get(path)
      if (folder === undefined || this.#closed) continue
      const now = new Set(this.#read(path).folders.map((inside) => basename(inside)))
      for (const name of folder.folders) if (!now.has(name) || names.has(name)) this.#drop(folder, name)
      for (const name of now) if (!folder.folders.has(name)) await this.#adopt(folder, name)
    }
    this.#checking = null
    if (this.#stale.size > 0 && !this.#closed) this.#checking = this.#check()
  }

  #drop(folder: Folder, name: string): void {
    folder.folders.delete(name)
    this.#remove(join(folder.path, name))
  }

  async #adopt(folder: Folder, name: string): Promise<void> {
    folder.folders.add(name)
    await this.#walk(join(folder.path, name), true)
  }

  /** Some events may be missing, a new folder's among them: walk again, and say so. */
  async #afterBurst(): Promise<void> {
    await this.rewalk()
    if (!this.#closed) this.#events.gap('burst')
  }
}

/** A way to open the lean back end of Linux; all its trees share one budget. */
export function perFolder(budget: WatchBudget): OpenBackend {
  return (options, events) => new FolderTree(options, events, budget)
}

function entriesOf(path: string): Dirent[] {
  try {
    return readdirSync(path, { withFileTypes: true })
  } catch {
    return []
  }
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
