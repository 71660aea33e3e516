/**
 * Keeps the summaries of sessions up to date behind the record: what was told of is read on, verified, saved and announced, as many
 * at a time as the limiter lets in and never in the way of capture. Owns the queue; reading is the thread's, judging `verify.ts`. A session that fails is
 * tried again with growing pauses. Invariant: of one session at most one summary is made at a time.
 */
import type { Session } from '../../shared/domain/session.ts'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import { verified } from '../../shared/summaries/verify.ts'
import type { Limiter } from '../base/limiter.ts'
import type { Logger } from '../base/logger.ts'
import type { Store } from '../store/store.ts'
import { existingOf, type Lookup } from './exists.ts'
import type { SummaryThread } from './summaryThread.ts'

/** What goes on for so long is summarized at the end of it, but not later than this after it began. */
const QUIET_MS = 1_500
const LATEST_MS = 10_000
const FIRST_RETRY_MS = 5_000
const LONGEST_RETRY_MS = 300_000
/** Entries that go into the index at once: a commit waits no longer than that takes. */
const INDEX_PAGE = 500

export interface LiveParts {
  readonly thread: SummaryThread
  readonly store: Store
  readonly lookup: Lookup
  readonly session: (id: string) => Session | undefined
  readonly now: () => number
  readonly publish: (made: { session_id: string; cursor: number; entries: number }) => void
  /** A session could not be summarized several times in a row (`null`: it can again). */
  readonly failing: (session: Session, reason: string | null) => void
  /** Told how long each summary took, ms. */
  readonly onMade?: (ms: number) => void
  /** Whose turn it is, by priority. */
  readonly limiter: Limiter
  readonly log: Logger
}

interface Waiting {
  readonly since: number
  timer: NodeJS.Timeout
}

export class LiveSummaries {
  readonly #parts: LiveParts
  readonly #waiting = new Map<string, Waiting>()
  readonly #failures = new Map<string, number>()
  readonly #underWay = new Map<string, Promise<CitedSummary>>()
  readonly #jobs = new Set<Promise<void>>()
  readonly #ending = new AbortController()
  #indexing: Promise<void> | null = null
  #done = 0
  #total = 0
  #job = 0
  #closed = false

  constructor(parts: LiveParts) {
    this.#parts = parts
  }

  /** Something was recorded for a session: its summary is made when it is quiet. */
  touched(sessionId: string): void {
    if (this.#closed) return
    void this.index()
    const now = this.#parts.now()
    const known = this.#waiting.get(sessionId)
    clearTimeout(known?.timer)
    const since = known?.since ?? now
    const timer = setTimeout(() => this.#due(sessionId), Math.max(0, Math.min(QUIET_MS, since + LATEST_MS - now)))
    this.#waiting.set(sessionId, { since, timer })
  }

  /** The summary as of now, made at once; several who ask share one. Throws `session.notFound` or `summary.failed`. */
  async fresh(session: Session): Promise<CitedSummary> {
    const underWay = this.#underWay.get(session.id)
    if (underWay !== undefined) return await underWay
    const making = this.#make(session).finally(() => this.#underWay.delete(session.id))
    this.#underWay.set(session.id, making)
    return await making
  }

  /** Makes the summaries of all these anew, one after the other, behind everything else. How far that is, `progress` tells. */
  regenerate(sessions: readonly Session[]): void {
    if (this.#done === this.#total) [this.#done, this.#total] = [0, 0]
    this.#total += sessions.length
    const job = this.#job
    this.#keep(async () => {
      for (const session of sessions) {
        if (job === this.#job) await this.#inTurn({ ...session, priority: 'low' }, () => this.#tried(session))
        this.#done++
      }
    })
  }

  /** What `regenerate` has not come to yet is left as it is. */
  cancel(): void {
    this.#job++
  }

  get progress(): { readonly done: number; readonly total: number } {
    return { done: this.#done, total: this.#total }
  }

  /** Puts entries into the full-text index until none is behind. */
  async index(): Promise<void> {
    this.#indexing ??= this.#index().finally(() => {
      this.#indexing = null
    })
    await this.#indexing.catch((error: unknown) => this.#parts.log.warn('the index is behind', { error }))
  }

  async close(): Promise<void> {
    this.#closed = true
    for (const { timer } of this.#waiting.values()) clearTimeout(timer)
    this.#waiting.clear()
    this.#ending.abort()
    await Promise.allSettled([...this.#jobs, this.#indexing])
  }

  async #index(): Promise<void> {
    while (!this.#closed && (await this.#parts.store.run({ kind: 'markIndexed', limit: INDEX_PAGE })));
  }

  #due(sessionId: string): void {
    this.#waiting.delete(sessionId)
    const session = this.#parts.session(sessionId)
    if (session === undefined) return
    this.#keep(() => this.#inTurn(session, () => this.#tried(session)))
  }

  async #tried(session: Session): Promise<void> {
    try {
      await this.fresh(session)
      if ((this.#failures.get(session.id) ?? 0) > 2) this.#parts.failing(session, null)
      this.#failures.delete(session.id)
    } catch (error) {
      this.#failed(session, error)
    }
  }

  /** `close` waits for it. */
  #keep(work: () => Promise<void>): void {
    const job = work().finally(() => this.#jobs.delete(job))
    this.#jobs.add(job)
  }

  /** Works when it is this session's turn; not at all once Scribe ends. */
  async #inTurn({ id, priority }: Session, work: () => Promise<void>): Promise<void> {
    const leave = await this.#parts.limiter.enter({ flow: id, priority, signal: this.#ending.signal }).catch(() => null)
    if (leave === null) return
    try {
      if (!this.#closed) await work()
    } finally {
      leave()
    }
  }

  #failed(session: Session, error: unknown): void {
    if (this.#closed) return
    const failures = (this.#failures.get(session.id) ?? 0) + 1
    this.#failures.set(session.id, failures)
    this.#parts.log.warn('a summary could not be made', { session: session.id, failures, error })
    if (failures === 3) this.#parts.failing(session, error instanceof Error ? error.message : String(error))
    const pause = Math.min(FIRST_RETRY_MS * 2 ** (failures - 1), LONGEST_RETRY_MS)
    clearTimeout(this.#waiting.get(session.id)?.timer)
    this.#waiting.set(session.id, { since: this.#parts.now(), timer: setTimeout(() => this.#due(session.id), pause) })
  }

  async #make({ id, backlog_id, repo }: Session): Promise<CitedSummary> {
    const { thread, store, lookup, now, publish } = this.#parts
    const began = performance.now()
    const read = await thread.ask({ kind: 'summarize', sessionId: id, backlogId: backlog_id, now: now() })
    const summary = verified(read, await existingOf(read, repo, lookup))
    await store.run({ kind: 'saveSummary', sessionId: id, summary })
    this.#parts.onMade?.(performance.now() - began)
    publish({ session_id: id, cursor: summary.cursor, entries: summary.entries })
    return summary
  }
}
