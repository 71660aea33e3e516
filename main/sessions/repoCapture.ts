/**
 * One repository while something in it is recorded: its last snapshot, its watch, its order of work. Scans run one at
 * a time and merge what waits; everything that changes a session of the repository runs in `order`. However many
 * sessions use it, there is one capture and one watch for a root.
 */
import { Latest, type Sequence } from '../base/sequence.ts'
import type { TokenBucket } from '../base/tokenBucket.ts'
import { IndexLock } from '../git/indexLock.ts'
import type { RepoLocation } from '../git/repoState.ts'
import { anything, type Hint, mergeHints } from '../watch/coalesce.ts'
import type { RepoSnapshot } from './baseline.ts'

/** Pause before a step that could not be recorded is tried again. */
const RETRY_MS = 3_000

/** Monotonic times of a session, ms. */
export interface Pace {
  /** Last activity of any kind. */
  activeAt: number
  /** Last change. */
  changedAt: number
  /** Last entry about changes. */
  entryAt: number
  /** It has been said that the session will stop. */
  warned: boolean
  /** How many changes may still be recorded one by one. */
  readonly changesLeft: TokenBucket
}

export class RepoCapture {
  readonly location: RepoLocation
  readonly indexLock: IndexLock
  /** What changes the repository's sessions runs in here; shared with those that change them while nothing is captured. */
  readonly order: Sequence
  /** The recording sessions of this repository. */
  readonly paces = new Map<string, Pace>()
  readonly #batches: Latest<Hint>
  /** Callers that are about to use the capture; it stays open for them. */
  holds = 0
  /** What the watch says of itself, and whether the last scan worked: both must hold for capture to be live. */
  watch: 'starting' | 'live' | 'degraded' = 'starting'
  readable = true
  /** Whether a watch was begun. */
  watched = false
  /** What the watch said last of what is wrong with it. */
  trouble: string | null = null
  /** Changes are looked for at intervals: it works, but it is not `live`. */
  polling = false
  /** Wall clock of the last sign that the watch lives (an event, a proof), ms. */
  aliveAt = 0
  /** Nobody watches since then; told by an entry once somebody does again. */
  gap: { readonly since: number; readonly reason: string } | null = null
  /** `null` until the first scan. */
  snapshot: RepoSnapshot | null = null
  /** The patterns with which it was made: what is not recorded. */
  ignoring = ''
  /** Fires when the next thing is due for one of the sessions. */
  timer: NodeJS.Timeout | undefined
  /** Fires when a look that failed is tried again. */
  again: NodeJS.Timeout | undefined
  /** Fires when the whole is looked at, after a look at some of its files. */
  whole: NodeJS.Timeout | undefined
  /** Steps about the watch that could not be recorded, by their name: each is tried again when its timer fires. */
  readonly retries = new Map<string, NodeJS.Timeout>()
  closed = false
  #endRest: () => void = () => undefined

  /** Which folder the root was when the capture began. */
  rootId: string | null = null
  /** The root is gone or replaced: nothing there is ours until it is back. */
  lost = false
  /** When the timer is due, on the monotonic clock. */
  dueAt = 0

  constructor(
    location: RepoLocation,
    order: Sequence,
    batches: { handle: (capture: RepoCapture, hint: Hint) => Promise<void>; onError: (error: unknown) => void },
  ) {
    this.location = location
    this.indexLock = new IndexLock(location.gitDir)
    this.order = order
    this.#batches = new Latest<Hint>({ work: (hint) => batches.handle(this, hint), merge: mergeHints, onError: batches.onError })
  }

  /** What may be claimed of every session of this repository. */
  get health(): 'starting' | 'live' | 'degraded' {
    return this.readable ? this.watch : 'degraded'
  }

  /** Something may have changed: look soon. */
  hint(hint: Hint): void {
    if (!this.closed) this.#batches.push(hint)
  }

  /** Has `run` called in a while, unless that is due already. */
  retry(name: string, run: () => void): void {
    if (this.closed || this.retries.has(name)) return
    const timer = setTimeout(() => {
      this.retries.delete(name)
      run()
    }, RETRY_MS)
    this.retries.set(name, timer)
  }

  /** Waits before the next look, so that one repository that is flooded does not take the others' time; `lookNow` ends it. */
  async rest(ms: number): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, ms)
    this.#endRest = () => {
      clearTimeout(timer)
      resolve()
    }
    await promise
  }

  /** Looks now and settles when what is there is recorded. */
  async lookNow(now: number): Promise<void> {
    this.#endRest()
    this.hint(anything(now))
    await this.#batches.idle()
  }

  /** Stops timers and intake; settles when nothing runs any more. */
  async close(): Promise<void> {
    this.closed = true
    this.#endRest()
    clearTimeout(this.timer)
    clearTimeout(this.again)
    clearTimeout(this.whole)
    for (const timer of this.retries.values()) clearTimeout(timer)
    await this.#batches.idle()
    await this.order.idle()
  }
}
