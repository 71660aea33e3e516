/**
 * The lean back end of Linux: one `fs.watch` handle for each folder, found by a walk that reads folders and stats no file.
 * Owns the set of handles and keeps it true to the tree; what a change means is never asked here, since Git knows.
 * Invariant: a folder's handle is open before the folder is read and reported, so nothing falls between the two.
 */
import { type FSWatcher, readdirSync, watch } from 'node:fs'
import { basename, join } from 'node:path'
import { setImmediate as nextTurn } from 'node:timers/promises'
import { localFolderIdentity } from '../../base/folderIdentity.ts'
import { isCode } from '../../base/insideRepo.ts'
import type { BackendEvents, BackendOptions, OpenBackend, RootState, WatchBackend } from './backend.ts'
import type { Burst, Bursts } from './burst.ts'
import { ExtraFolders } from './extraFolders.ts'
import type { WatchBudget } from './watchBudget.ts'

/** How long a walk may hold the loop before other repositories get their turn, ms. */
const SLICE_MS = 8

/** What all trees of the host have in common. */
interface Shared {
  readonly budget: WatchBudget
  readonly bursts: Bursts
}

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
  readonly #extras: ExtraFolders
  /** Folders that may not be read; looked at again when something is said of them. */
  readonly #unreadable = new Set<string>()
  /** Folders whose entries came or went, with the names that did. */
  readonly #stale = new Map<string, Set<string>>()
  #checking: Promise<void> | null = null
  readonly #burst: Burst
  #isPartial = false
  #lost = false
  #closed = false

  constructor(options: BackendOptions, events: BackendEvents, { budget, bursts }: Shared) {
    this.#options = options
    this.#events = events
    this.#budget = budget
    this.#burst = bursts.open(() => void this.#afterBurst())
    this.#extras = new ExtraFolders({
      moved: (path) => {
        this.#burst.count()
        events.dirty(path)
      },
      failed: (folder, error) => events.degraded(`${folder} cannot be watched: ${textOf(error)}`),
    })
    this.#identity = localFolderIdentity(options.root)
    this.#checking = this.#begin()
  }

  get watches(): number {
    return this.#folders.size + this.#extras.size
  }

  include(folder: string): void {
    this.#extras.include(folder)
  }

  async rootState(): Promise<RootState> {
    return this.#isSameRoot() ? 'there' : 'lost'
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
    this.#extras.close()
    this.#folders.clear()
    await this.#checking
  }

  async #begin(): Promise<void> {
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
      this.#unreadable.delete(path)
      return found
    } catch (error) {
      if (this.#folders.has(path)) this.#remove(path)
      else this.#budget.give()
      this.#onFailure(path, error)
      return null
    }
  }

  #onFailure(path: string, error: unknown): void {
    // Gone again before it could be watched: the event of its going is on the way.
    if (isCode(error, 'ENOENT', 'ENOTDIR')) return void this.#unreadable.delete(path)
    if (isCode(error, 'ENOSPC', 'EMFILE')) return this.#events.limit('There are too many folders to watch.')
    if (isCode(error, 'EACCES', 'EPERM')) this.#unreadable.add(path)
    this.#isPartial = true
    this.#events.degraded(`${path} cannot be watched: ${textOf(error)}`)
  }

  /** What is in a folder and not ignored, as absolute paths. Throws what the system throws. */
  #read(path: string): Contents {
    const contents: Contents = { folders: [], files: [] }
    for (const entry of readdirSync(path, { withFileTypes: true })) {
      const inside = join(path, entry.name)
      if (!this.#options.ignored(inside)) contents[entry.isDirectory() ? 'folders' : 'files'].push(inside)
    }
    return contents
  }

  #remove(path: string): void {
    this.#unreadable.delete(path)
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
    if (folder === this.#options.root && name === basename(folder) && !this.#isSameRoot()) return this.#loseRoot()
    if (this.#options.ignored(path)) return
    this.#events.dirty(path)
    if (type === 'rename' || this.#unreadable.has(path)) this.#markStale(folder, name)
  }

  #isSameRoot(): boolean {
    return this.#identity !== null && localFolderIdentity(this.#options.root) === this.#identity
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

  /** Reads the stale folders again, a slice of time at a time. */
  async #check(): Promise<void> {
    await nextTurn()
    let since = performance.now()
    for (const [path, names] of this.#stale) {
      this.#stale.delete(path)
      const folder = this.#folders.get(path)
      if (folder !== undefined && !this.#closed) await this.#renew(folder, names)
      if (performance.now() - since < SLICE_MS) continue
      await nextTurn()
      since = performance.now()
    }
    this.#checking = null
    if (this.#closed) return
    if (this.#stale.size > 0) this.#checking = this.#check()
    else this.#heal()
  }

  /** Every folder could be read again. */
  #heal(): void {
    if (!this.#isPartial || this.#unreadable.size > 0) return
    this.#isPartial = false
    this.#events.healed()
  }

  /** New folders in it are watched, vanished ones let go, those that came or went by name watched anew. */
  async #renew(folder: Folder, names: ReadonlySet<string>): Promise<void> {
    const now = this.#foldersIn(folder)
    if (now === null) return
    const isStale = (name: string): boolean => !now.has(name) || names.has(name) || this.#unreadable.has(join(folder.path, name))
    for (const name of folder.folders) if (isStale(name)) this.#drop(folder, name)
    for (const name of now) if (!folder.folders.has(name)) await this.#adopt(folder, name)
  }

  /** Names of the folders in a folder; `null` if it cannot be read (any more). What is watched in it stays so. */
  #foldersIn({ path }: Folder): ReadonlySet<string> | null {
    try {
      const { folders } = this.#read(path)
      return new Set(folders.map((inside) => basename(inside)))
    } catch (error) {
      this.#onFailure(path, error)
      return null
    }
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

/** A way to open the lean back end of Linux; all its trees share the budget and the system's queue. */
export function perFolder(shared: Shared): OpenBackend {
  return (options, events) => new FolderTree(options, events, shared)
}

function textOf(error: unknown): string {
  return error instanceof Error ? error.message : String(error)
}
