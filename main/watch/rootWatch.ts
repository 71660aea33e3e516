/**
 * The watch of one repository inside the watch host: the tree, Git's own folders and the marker through one back end, so that
 * the marker proves them all. Events of one turn of the loop leave as one message. A tree too large to watch is polled.
 * Invariant: what is polled is never touched synchronously, since its volume may hang and the host serves all roots.
 */
import { relative, sep } from 'node:path'
import type { BackendEvents, GapReason, OpenBackend, WatchBackend } from './backends/backend.ts'
import { openPolling, pollingText } from './backends/pollingBackend.ts'
import { Canary } from './canary.ts'
import { gitFolders, tells } from './gitFolders.ts'
import { type FromHost, PATHS_CAP, type WatchOrder } from './hostMessages.ts'
import { createIgnore } from './ignore.ts'

/** Ticks between two walks that make the handles true to the tree again (30 s each, so ten minutes). */
const REWALK_TICKS = 20

/** Folders of Git's lie so deep at most, those of a branch's name among them. */
const MOST_ROUNDS = 20

/** The way a root is watched. */
export interface Way {
  readonly open: OpenBackend
  /** It looks at intervals: no marker can come back through it, and each look that is answered is the proof. */
  readonly polls: boolean
  /** Why this is less than it should be. */
  readonly reason: string | null
}

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
  #polls: boolean
  /** The first thing that went wrong with this watch, and why its marker cannot be written. */
  #trouble: string | null
  #unprovable: string | null = null
  #closed = false

  constructor(order: WatchOrder, way: Way, send: (message: FromHost) => void) {
    this.#order = order
    this.#send = send
    this.#polls = way.polls
    this.#trouble = way.reason
    const ignore = createIgnore(order.ignoredFolders)
    this.#ignore = (path) => ignore(this.#relative(path))
    this.#canary = new Canary(order.gitDir)
    this.#backend = way.open({ root: order.root, ignored: this.#ignore }, this.#events())
    if (!way.polls) this.#include()
  }

  /** Handles of the system in use. */
  get watches(): number {
    return this.#backend.watches
  }

  /** Answers with `proved` once the watch has seen the marker, with `unproved`, or by telling that the root is lost. */
  async prove(tick: number): Promise<void> {
    const { root } = this.#order
    const since = performance.now()
    const state = await this.#backend.rootState()
    if (this.#closed) return
    if (state === 'lost') return this.#send({ kind: 'rootLost', root })
    if (state === 'silent') return this.#send({ kind: 'unproved', root, tick })
    if (this.#polls) return this.#send({ kind: 'proved', root, tick, ms: performance.now() - since })
    if (tick % REWALK_TICKS === 0) void this.#backend.rewalk()
    this.#mark(tick)
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
      gap: (reason) => this.#onGap(reason),
      rootLost: () => this.#send({ kind: 'rootLost', root }),
      degraded: (message) => this.#degrade(message),
      healed: () => this.#heal(),
      limit: (message) => void this.#poll(message),
      silent: () => this.#send({ kind: 'degraded', root, message: 'The volume does not answer.', polling: this.#polls, outage: true }),
    }
  }

  #mark(tick: number): void {
    try {
      this.#canary.write(tick)
    } catch (error) {
      this.#unprove(error)
      this.#send({ kind: 'unproved', root: this.#order.root, tick })
    }
  }

  /** Said once, until it is proved again. */
  #unprove(error: unknown): void {
    if (this.#unprovable !== null) return
    this.#unprovable = `Capture cannot be proved: ${String(error)}`
    this.#tell(this.#unprovable)
  }

  /** What was wrong with the tree is over; what is wrong with the marker may not be. */
  #heal(): void {
    this.#trouble = null
    this.#ready()
  }

  /** Folders of Git's that came meanwhile may be among what was missed. */
  #onGap(reason: GapReason): void {
    if (!this.#polls) this.#includeGit()
    this.#send({ kind: 'gap', root: this.#order.root, reason, at: Date.now() })
  }

  /** What lies outside the tree's own watch: Git's folders, and the marker's. */
  #include(): void {
    this.#includeGit()
    try {
      this.#canary.prepare()
      this.#backend.include(this.#canary.folder)
    } catch (error) {
      this.#unprove(error)
    }
  }

  /** A folder is watched before it is read: what comes into it in between is found by the next round. */
  #includeGit(): void {
    const { gitDir, commonDir } = this.#order
    const watched = new Set<string>()
    for (let round = 0; round < MOST_ROUNDS; round++) {
      const fresh = gitFolders(gitDir, commonDir).filter((folder) => !watched.has(folder))
      if (fresh.length === 0) return
      for (const folder of fresh) {
        this.#backend.include(folder)
        watched.add(folder)
      }
    }
  }

  /** A back end is ready also when part of the tree could not be watched: the trouble is told again after it. */
  #ready(): void {
    this.#send({ kind: 'ready', root: this.#order.root })
    for (const trouble of [this.#unprovable, this.#trouble]) if (trouble !== null) this.#tell(trouble)
  }

  #degrade(message: string): void {
    this.#trouble ??= message
    this.#tell(message)
  }

  #tell(message: string): void {
    this.#send({ kind: 'degraded', root: this.#order.root, message, polling: this.#polls, outage: false })
  }

  /** More than the system lets be watched: look at intervals instead, and say so. */
  async #poll(reason: string): Promise<void> {
    if (this.#closed || this.#polls) return
    const full = this.#backend
    const { root, pollMs } = this.#order
    this.#polls = true
    this.#trouble = pollingText(reason, pollMs)
    this.#backend = openPolling(pollMs)({ root, ignored: this.#ignore }, this.#events())
    this.#degrade(this.#trouble)
    const tick = this.#canary.abandon()
    if (tick !== null) this.#send({ kind: 'unproved', root, tick })
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
    if (proof === null) return
    this.#send({ kind: 'proved', root: this.#order.root, ...proof })
    if (this.#unprovable === null) return
    this.#unprovable = null
    this.#ready()
  }

  /** A first commit brings logs, a remote seen for the first time folders of its own. */
  #onGit(path: string): void {
    if (path.startsWith('refs') || path === 'logs') this.#includeGit()
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
