/**
 * The watch host's owner: starts it, tells it what to watch, batches what it says, has every root proved and restarts what
 * is dead (with growing pauses, at most five times in ten minutes, then it polls, aloud). Owns the process and the list of
 * roots; a hint means "look", never "this happened".
 */
import type { Clock } from '../base/clock.ts'
import type { Logger } from '../base/logger.ts'
import type { WatchBackend } from './backends/backend.ts'
import { openPolling, pollingText } from './backends/pollingBackend.ts'
import { BatchTimer, type BatchTiming, DEFAULT_TIMING } from './batchTimer.ts'
import { anything, type Hint, mergeHints } from './coalesce.ts'
import { type BackendName, type FromHost, fromHostSchema, type ToHost, type WatchOrder } from './hostMessages.ts'
import type { StartWatchHost, WatchHostProcess } from './hostProcess.ts'
import { PROOF_TIMING, Proofs, type ProofTiming } from './proofs.ts'
import { Restarts } from './restarts.ts'
import type { WatchingWay } from './watchingWay.ts'

const CLOSE_DEADLINE_MS = 2_000
/** A host that talks nonsense may do so for ever; the log hears of it this often. */
const REFUSALS_LOGGED = 10
const DEFAULT_POLL_MS = 10_000
/** Rounds of proof between two looks at everything (30 s each, so ten minutes). */
const RECONCILE_ROUNDS = 20

export interface RootToWatch {
  readonly root: string
  readonly gitDir: string
  /** The Git directory that all worktrees of the repository share. */
  readonly commonDir: string
  readonly ignoredFolders: readonly string[]
  /** How it is watched, where not as all others. */
  readonly way?: WatchingWay
}

/** Nothing is seen until `ready`; part of the tree is not seen; or changes are looked for at intervals. */
export type DegradedKind = 'outage' | 'partial' | 'polling'

export interface RootEvents {
  /** The first event of a batch has come: something moves. Paths are relative. */
  stirred(paths: readonly string[], count: number): void
  /** A batch of hints is complete. */
  changed(hint: Hint): void
  /** The watch covers the tree; anything before may have been missed. */
  ready(): void
  /** The marker came back through this root's watch after `ms`. */
  proved(ms: number): void
  /** What is worse than it should be, and how much worse. */
  degraded(reason: string, kind: DegradedKind): void
  rootLost(): void
}

interface Watched {
  order: WatchOrder
  readonly events: RootEvents
  readonly batch: BatchTimer<Hint>
  /** When this root's own watch was opened again because it did not answer. */
  readonly reopened: Restarts
  /** Polls here, in the daemon, once the host is given up. */
  polling: WatchBackend | null
}

export interface WatcherOptions {
  readonly start: StartWatchHost
  readonly clock: Clock
  readonly log: Logger
  readonly timing?: BatchTiming
  readonly backend?: BackendName
  readonly pollMs?: number
  readonly proofs?: ProofTiming
  /** Called after the machine slept for about `ms`. */
  readonly woke?: (ms: number) => void
}

export class Watcher {
  #options: WatcherOptions
  readonly #roots = new Map<string, Watched>()
  readonly #restarts: Restarts
  readonly #proofs: Proofs
  #host: WatchHostProcess | null = null
  #pid: number | null = null
  #restartTimer: NodeJS.Timeout | undefined
  #exited: () => void = () => undefined
  #refused = 0
  #givenUp = false
  #closed = false

  constructor(options: WatcherOptions) {
    this.#options = options
    const monotonic = (): number => options.clock.monotonic()
    this.#restarts = new Restarts(monotonic)
    this.#proofs = new Proofs({
      monotonic,
      timing: options.proofs ?? PROOF_TIMING,
      roots: () => [...this.#roots].flatMap(([root, { polling }]) => (polling === null ? [root] : [])),
      events: {
        ask: (root, tick) => this.#host?.post({ kind: 'prove', root, tick } satisfies ToHost),
        proved: (root, ms) => this.#roots.get(root)?.events.proved(ms),
        missed: (roots, all) => this.#onMissed(roots, all),
        woke: (ms) => this.wake(ms),
        round: (number) => number % RECONCILE_ROUNDS === 0 && this.lookEverywhere(),
      },
    })
  }

  /** Process id of the host, or of the last one that ran; `null` if none ever did. */
  get pid(): number | null {
    return this.#pid
  }

  /** How many messages of the host could not be read. */
  get refused(): number {
    return this.#refused
  }

  start(): void {
    this.#launch()
    this.#proofs.start()
  }

  watch(target: RootToWatch, events: RootEvents): void {
    this.unwatch(target.root)
    const { backend = 'auto', pollMs = DEFAULT_POLL_MS, timing = DEFAULT_TIMING } = this.#options
    const { way = { backend, pollMs }, ...place } = target
    const order: WatchOrder = { kind: 'watch', ...place, ignoredFolders: [...place.ignoredFolders], ...way }
    const batch = new BatchTimer<Hint>({ timing, merge: mergeHints, flush: events.changed })
    const watched: Watched = { order, events, batch, reopened: new Restarts(() => this.#options.clock.monotonic()), polling: null }
    this.#roots.set(target.root, watched)
    if (this.#givenUp) this.#poll(watched)
    else this.#host?.post(order)
  }

  /** How roots are watched from now on; those that are watched already go on as they are until they are watched anew. */
  configure(way: Pick<WatcherOptions, 'backend' | 'pollMs'>): void {
    this.#options = { ...this.#options, ...way }
  }

  unwatch(root: string): void {
    const watched = this.#roots.get(root)
    if (watched === undefined) return
    watched.batch.close()
    void watched.polling?.close()
    this.#roots.delete(root)
    this.#proofs.forget(root)
    this.#host?.post({ kind: 'unwatch', root } satisfies ToHost)
  }

  /** Hands over what is batched for `root` now. */
  flush(root: string): void {
    this.#roots.get(root)?.batch.flush()
  }

  /** The machine woke after about `ms`: every root is proved and looked at again. */
  wake(ms: number): void {
    this.#options.woke?.(ms)
    this.#proofs.askNow()
    this.lookEverywhere()
  }

  /** Has every root looked at, whether or not anything was reported. */
  lookEverywhere(): void {
    for (const { batch } of this.#roots.values()) batch.add(anything(this.#options.clock.wall()))
  }

  /** Ends the host; what it had not yet said is found by the next scan. Safe to call twice. */
  async close(): Promise<void> {
    if (this.#closed) return
    this.#closed = true
    clearTimeout(this.#restartTimer)
    this.#proofs.close()
    for (const { batch, polling } of this.#roots.values()) {
      batch.close()
      void polling?.close()
    }
    this.#roots.clear()
    if (this.#host !== null) await this.#end(this.#host)
  }

  async #end(host: WatchHostProcess): Promise<void> {
    await new Promise<void>((resolve) => {
      const timer = setTimeout(() => host.kill(), CLOSE_DEADLINE_MS)
      this.#exited = () => {
        clearTimeout(timer)
        resolve()
      }
      host.post({ kind: 'close' } satisfies ToHost)
    })
  }

  #launch(): void {
    const host = this.#options.start()
    this.#host = host
    this.#pid = host.pid ?? this.#pid
    host.onMessage((message) => this.#receive(message))
    host.onExit((reason) => this.#onExit(reason))
    for (const { order } of this.#roots.values()) host.post(order)
  }

  #receive(raw: unknown): void {
    // Electron knows the process id only once the process has spoken.
    this.#pid = this.#host?.pid ?? this.#pid
    const parsed = fromHostSchema.safeParse(raw)
    if (!parsed.success) return this.#refuse()
    const watched = this.#roots.get(parsed.data.root)
    if (watched !== undefined) this.#heed(watched, parsed.data)
  }

  #heed(watched: Watched, message: FromHost): void {
    const { events, batch } = watched
    switch (message.kind) {
      case 'ready':
        events.ready()
        return this.#proofs.askNow(message.root)
      case 'dirty':
        if (!batch.isOpen && message.count > 0) events.stirred(message.paths, message.count)
        return batch.add({ paths: new Set(message.paths), count: message.count, git: message.git, at: message.at })
      case 'gap':
        return batch.add(anything(message.at))
      case 'proved':
        return this.#proofs.answered(message.tick, message.root, message.ms)
      case 'degraded':
        return events.degraded(message.message, kindOf(message))
      case 'unproved':
        return this.#proofs.excused(message.tick, message.root)
      case 'rootLost':
        return events.rootLost()
    }
  }

  /** What the host says is a hint: one that cannot be read is left to the next scan. */
  #refuse(): void {
    this.#refused++
    if (this.#refused <= REFUSALS_LOGGED) this.#options.log.warn('a message of the watch host could not be read', { refused: this.#refused })
  }

  /** Roots whose marker did not come back: opened again one by one, or, when nobody answers, with a new host. */
  #onMissed(roots: readonly string[], all: boolean): void {
    this.#options.log.warn('capture is not proved', { roots, all })
    if (all) return this.#host?.kill()
    for (const root of roots) {
      const watched = this.#roots.get(root)
      if (watched === undefined) continue
      watched.events.degraded('The watch does not answer. It is opened again.', 'outage')
      if (watched.reopened.next() === null) this.#fallBack(watched)
      this.#host?.post(watched.order)
    }
  }

  /** One root's watch that never holds is polled from now on: the host is well, and the others need it. */
  #fallBack(watched: Watched): void {
    watched.order = { ...watched.order, backend: 'polling', reason: pollingText('The watch stopped answering too often.', watched.order.pollMs) }
  }

  #onExit(reason: string): void {
    this.#host = null
    this.#proofs.forgetAll()
    if (this.#closed) return this.#exited()
    const pause = this.#restarts.next()
    this.#options.log.warn('watch host ended', { reason, pause })
    for (const { events } of this.#roots.values()) events.degraded(`The watcher stopped (${reason}).`, 'outage')
    if (pause === null) return this.#giveUp(reason)
    this.#restartTimer = setTimeout(() => this.#launch(), pause)
  }

  #giveUp(reason: string): void {
    this.#givenUp = true
    this.#options.log.error('watching is given up', { reason })
    for (const watched of this.#roots.values()) this.#poll(watched)
  }

  /** The last resort: look at intervals, here, and say so. */
  #poll(watched: Watched): void {
    const { events, batch, order } = watched
    const quiet = { dirty: () => undefined, degraded: () => undefined, healed: () => undefined, limit: () => undefined }
    const silent = (): void => events.degraded('The volume does not answer.', 'outage')
    const loud = { silent, ready: () => events.ready(), gap: () => batch.add(anything(this.#options.clock.wall())), rootLost: () => events.rootLost() }
    watched.polling = openPolling(order.pollMs)({ root: order.root, ignored: () => false }, { ...quiet, ...loud })
    events.degraded(pollingText('The watcher stopped too often.', order.pollMs), 'polling')
  }
}

function kindOf({ polling, outage }: Extract<FromHost, { kind: 'degraded' }>): DegradedKind {
  if (outage) return 'outage'
  return polling ? 'polling' : 'partial'
}
