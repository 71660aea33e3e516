/**
 * The watch host's owner: starts it, tells it what to watch, batches what it says and restarts it when it dies (with
 * growing pauses, at most five times in ten minutes). Owns the process and the list of roots; a hint means "look",
 * never "this happened".
 */
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import { BatchTimer, type BatchTiming, DEFAULT_TIMING } from './batchTimer.ts'
import { type Hint, mergeHints } from './coalesce.ts'
import { type FromHost, fromHostSchema, type ToHost } from './hostMessages.ts'
import type { StartWatchHost, WatchHostProcess } from './hostProcess.ts'

/** Pause before restart n, ms; when all are used within the window, watching is given up, aloud. */
const RESTART_PAUSES = [100, 500, 2_000, 5_000, 10_000]
const RESTART_WINDOW_MS = 600_000
const CLOSE_DEADLINE_MS = 2_000

export interface RootToWatch {
  readonly root: string
  readonly gitDir: string
  readonly ignoredFolders: readonly string[]
}

export interface RootEvents {
  /** A batch of hints is complete. */
  changed(hint: Hint): void
  /** The watch covers the tree; anything before may have been missed. */
  ready(): void
  /** The watch may miss changes from now on. */
  degraded(reason: string): void
  rootLost(): void
}

interface Watched {
  readonly order: ToHost
  readonly events: RootEvents
  readonly batch: BatchTimer<Hint>
}

export class Watcher {
  readonly #start: StartWatchHost
  readonly #clock: Clock
  readonly #log: Logger
  readonly #timing: BatchTiming
  readonly #roots = new Map<string, Watched>()
  #host: WatchHostProcess | null = null
  #pid: number | null = null
  #restarts: number[] = []
  #restartTimer: NodeJS.Timeout | undefined
  #exited: () => void = () => undefined
  #closed = false

  constructor(options: { start: StartWatchHost; clock: Clock; log: Logger; timing?: BatchTiming }) {
    this.#start = options.start
    this.#clock = options.clock
    this.#log = options.log
    this.#timing = options.timing ?? DEFAULT_TIMING
  }

  /** Process id of the host, or of the last one that ran; `null` if none ever did. */
  get pid(): number | null {
    return this.#pid
  }

  start(): void {
    const host = this.#start()
    this.#host = host
    this.#pid = host.pid ?? this.#pid
    host.onMessage((message) => this.#receive(message))
    host.onExit((reason) => this.#onExit(reason))
    for (const { order } of this.#roots.values()) host.post(order)
  }

  watch(target: RootToWatch, events: RootEvents): void {
    this.unwatch(target.root)
    const order: ToHost = { kind: 'watch', root: target.root, gitDir: target.gitDir, ignoredFolders: [...target.ignoredFolders] }
    const batch = new BatchTimer<Hint>({ timing: this.#timing, merge: mergeHints, flush: events.changed })
    this.#roots.set(target.root, { order, events, batch })
    this.#host?.post(order)
  }

  unwatch(root: string): void {
    const watched = this.#roots.get(root)
    if (watched === undefined) return
    watched.batch.close()
    this.#roots.delete(root)
    this.#host?.post({ kind: 'unwatch', root } satisfies ToHost)
  }

  /** Hands over what is batched for `root` now. */
  flush(root: string): void {
    this.#roots.get(root)?.batch.flush()
  }

  /** Ends the host; what it had not yet said is found by the next scan. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#restartTimer)
    for (const { batch } of this.#roots.values()) batch.close()
    this.#roots.clear()
    const host = this.#host
    if (host === null) return
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => host.kill(), CLOSE_DEADLINE_MS)
      this.#exited = () => {
        clearTimeout(timer)
        resolve()
      }
      host.post({ kind: 'close' } satisfies ToHost)
    })
  }

  #receive(raw: unknown): void {
    // Electron knows the process id only once the process has spoken.
    this.#pid = this.#host?.pid ?? this.#pid
    const message: FromHost = fromHostSchema.parse(raw)
    const watched = this.#roots.get(message.root)
    if (watched === undefined) return
    switch (message.kind) {
      case 'ready':
        return watched.events.ready()
      case 'dirty':
        return watched.batch.add({ paths: new Set(message.paths), count: message.count, git: message.git, at: message.at })
      case 'degraded':
        return watched.events.degraded(message.message)
      case 'rootLost':
        return watched.events.rootLost()
    }
  }

  #onExit(reason: string): void {
    this.#host = null
    if (this.#closed) return this.#exited()
    const now = this.#clock.monotonic()
    this.#restarts = this.#restarts.filter((at) => now - at < RESTART_WINDOW_MS)
    const pause = RESTART_PAUSES[this.#restarts.length]
    this.#log.warn('watch host ended', { reason, restarts: this.#restarts.length })
    for (const { events } of this.#roots.values()) events.degraded(`The watcher stopped (${reason}).`)
    if (pause === undefined) return
    this.#restarts.push(now)
    this.#restartTimer = setTimeout(() => this.start(), pause)
  }
}
