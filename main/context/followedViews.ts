/**
 * Tells when a view that somebody asked for has become another: `context.changed`. A view is followed for a while after it was asked
 * for. Moves of its repository are gathered; then the view is made again and its revision compared. Announces only: whoever wants the
 * content asks for it.
 */
import type { Context } from '../../shared/domain/context.ts'
import type { ContextRequest } from './request.ts'

/** How long a view is followed after it was asked for last, and how many are. */
const FOLLOWED_MS = 600_000
const MOST_VIEWS = 64
/** Moves within this time are one, and a repository's views are made again at most this often. */
const SETTLE_MS = 500
const PAUSE_MS = 2_000

export interface ViewChange {
  readonly repo: string
  readonly session_id: string | null
  readonly role: string
  readonly revision: string
}

export interface FollowedParts {
  readonly get: (request: ContextRequest) => Promise<Context>
  readonly publish: (change: ViewChange) => void
  /** Monotonic, ms. */
  readonly now: () => number
  readonly onFault: (error: unknown) => void
}

interface View {
  readonly request: ContextRequest
  revision: string
  askedAt: number
}

export class FollowedViews {
  readonly #parts: FollowedParts
  /** By repository, then by what was asked. */
  readonly #views = new Map<string, Map<string, View>>()
  readonly #due = new Map<string, NodeJS.Timeout>()
  readonly #lookedAt = new Map<string, number>()
  #closed = false

  constructor(parts: FollowedParts) {
    this.#parts = parts
  }

  /** Somebody was given this view. What only part of the time or a part of the sources was asked for is no view. */
  asked(request: ContextRequest, { repo, revision, partial, session }: Context): void {
    if (repo === null || partial || request.sections !== undefined || request.since !== undefined) return
    const views = this.#views.get(repo) ?? new Map<string, View>()
    const { role, task, budget_chars } = request
    const key = JSON.stringify([session?.id, role, task, budget_chars])
    views.delete(key)
    views.set(key, {
      request: { ...request, session: session?.id, cwd: repo, if_revision: undefined, format: 'markdown', max_age_ms: 0 },
      revision,
      askedAt: this.#parts.now(),
    })
    this.#views.delete(repo)
    this.#views.set(repo, views)
    this.#forget()
  }

  /** Something moved in this repository. */
  moved(repo: string): void {
    if (this.#closed || this.#due.has(repo) || !this.#views.has(repo)) return
    const since = this.#parts.now() - (this.#lookedAt.get(repo) ?? Number.NEGATIVE_INFINITY)
    const timer = setTimeout(() => void this.#look(repo).catch((error: unknown) => this.#parts.onFault(error)), Math.max(SETTLE_MS, PAUSE_MS - since))
    this.#due.set(repo, timer)
  }

  close(): void {
    this.#closed = true
    for (const timer of this.#due.values()) clearTimeout(timer)
    this.#due.clear()
    this.#views.clear()
  }

  async #look(repo: string): Promise<void> {
    this.#due.delete(repo)
    this.#lookedAt.set(repo, this.#parts.now())
    for (const view of this.#views.get(repo)?.values() ?? []) {
      if (this.#parts.now() - view.askedAt > FOLLOWED_MS) continue
      const context = await this.#parts.get(view.request)
      // What is missing may be there again in a moment; that is no change.
      if (this.#closed || context.partial || context.revision === view.revision) continue
      view.revision = context.revision
      this.#parts.publish({ repo, session_id: context.session?.id ?? null, role: context.role, revision: context.revision })
    }
    this.#forget()
  }

  /** Views nobody asks for any more, and beyond the most those that were asked for longest ago. */
  #forget(): void {
    const now = this.#parts.now()
    for (const [repo, views] of this.#views) {
      for (const [key, { askedAt }] of views) if (now - askedAt > FOLLOWED_MS || this.#count() > MOST_VIEWS) views.delete(key)
      if (views.size === 0) this.#views.delete(repo)
    }
    for (const repo of this.#lookedAt.keys()) if (!this.#views.has(repo)) this.#lookedAt.delete(repo)
  }

  #count(): number {
    return [...this.#views.values()].reduce((sum, views) => sum + views.size, 0)
  }
}
