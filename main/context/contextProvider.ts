/**
 * Answers what somebody needs to go on with the work: asks all sources at the same time, takes what is there by the deadline, and makes
 * one answer of it. Owns the order of the steps and what is remembered of answers; each source, the cache and the making are their
 * own. Invariant: it answers by the deadline, and fails only when nothing at all is there.
 */
import type { Context, SourceName } from '../../shared/domain/context.ts'
import { SOURCES } from '../../shared/domain/context.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import { untilAborted } from '../base/flights.ts'
import { Places } from '../base/places.ts'
import { freshnessFactor } from '../base/workLimits.ts'
import { type Answering, answer } from './answer.ts'
import { type Content, compose, type Ingredients } from './compose.ts'
import type { CacheCounts, ContextCache, Mark } from './contextCache.ts'
import { readCursor } from './cursor.ts'
import { type Gathering, gather } from './gather.ts'
import type { ContextRequest, NamedOutcome } from './request.ts'
import type { ContextPlace } from './source.ts'
import type { LegacyFacts } from './sources/legacySource.ts'
import type { AskedPlace } from './sources/places.ts'
import type { Missed, SinceRequest } from './sources/since.ts'
import type { SourceTable } from './sources.ts'

/** Fetches at once, over all who ask; each source bounds its own further. */
const MOST_FETCHES = 64
/** Contents remembered, so that the same facts are not put into words again. */
const MOST_CONTENTS = 64

export interface ProviderParts {
  readonly sources: SourceTable
  readonly cache: ContextCache
  readonly settings: () => Settings
  readonly placeOf: (asked: AskedPlace) => Promise<ContextPlace>
  readonly missedSince: (place: ContextPlace, request: SinceRequest) => Promise<Missed>
  /** Wall clock, ms. */
  readonly now: () => number
  /** Whether the sources of a context of this repository are asked at the same time. */
  readonly isParallel: (root: string) => boolean
  /** The machine is on battery or hot. */
  readonly sparing: () => boolean
  readonly onFault: (source: string, error: unknown) => void
}

const TTLS = { git: 'limits.cacheTtl.git', files: 'limits.cacheTtl.files', registry: 'limits.cacheTtl.registry' } as const
/** What the dictionary of the format `legacy` is made of. */
const LEGACY: readonly SourceName[] = ['sessions', 'worklog', 'git']

export class ContextProvider {
  readonly #parts: ProviderParts
  readonly #places = new Places(() => MOST_FETCHES)
  readonly #marks = new Map<string, Promise<Mark>>()
  readonly #contents = new Map<string, { readonly from: readonly unknown[]; readonly content: Content }>()

  constructor(parts: ProviderParts) {
    this.#parts = parts
  }

  /** Throws `wait.deadline` when nothing at all is there, `usage.badInput`, and what finding the place throws. */
  async get(request: ContextRequest): Promise<Context> {
    const began = performance.now()
    const cursor = request.since === undefined ? null : readCursor(request.since)
    const deadlineMs = request.deadline_ms ?? this.#parts.settings()['limits.contextDeadline']
    const signal = AbortSignal.timeout(deadlineMs)
    const place = await this.#placeOf(request, { signal, deadlineMs })
    const names = SOURCES.filter((name) => (request.sections ?? (request.format === 'legacy' ? LEGACY : SOURCES)).includes(name))
    const gathering = this.#gathering(place, request, began + deadlineMs)
    const [outcomes, legacy] = await Promise.all([this.#gatherAll(names, gathering), request.format === 'legacy' ? this.#legacy(gathering) : null])
    if (outcomes.every(({ outcome }) => outcome.found === null)) throw nothingThere(outcomes, deadlineMs)
    const content = this.#contentOf(place, request, outcomes)
    const answering: Answering = { request, place, outcomes, content, legacy, cursor, began, now: this.#parts.now() }
    return await answer(answering, (since) => this.#parts.missedSince(place, { ...since, signal }))
  }

  /** Fetches for these roles, so that who asks next finds it there. */
  async prefetch(asked: AskedPlace, roles: readonly string[]): Promise<void> {
    const place = await this.#parts.placeOf(asked)
    const endsAt = performance.now() + 10_000
    for (const role of roles) await this.#gatherAll(SOURCES, this.#gathering(place, { role, max_age_ms: 0 }, endsAt))
  }

  get counts(): CacheCounts {
    return this.#parts.cache.counts
  }

  close(): void {
    this.#parts.cache.close()
    this.#contents.clear()
  }

  async #placeOf(request: ContextRequest, { signal, deadlineMs }: { signal: AbortSignal; deadlineMs: number }): Promise<ContextPlace> {
    return await untilAborted(this.#parts.placeOf(request), signal).catch((error: unknown) => {
      throw error instanceof ScribeError ? error : signal.aborted ? tooLate(deadlineMs, 'The folder does not answer.') : error
    })
  }

  #gathering(place: ContextPlace, { role = '', task = '', max_age_ms }: Pick<ContextRequest, 'role' | 'task' | 'max_age_ms'>, endsAt: number): Gathering {
    const { cache, settings, isParallel, sparing, onFault } = this.#parts
    const ttlMs = (of: keyof typeof TTLS): number => settings()[TTLS[of]] * 1000 * freshnessFactor(settings(), sparing())
    return {
      cache,
      places: isParallel(place.root) ? this.#places : new Places(() => 1),
      place,
      question: { role, task },
      maxAgeMs: max_age_ms,
      marks: this.#marks,
      endsAt,
      ttlMs,
      onFault,
    }
  }

  async #gatherAll(names: readonly SourceName[], gathering: Gathering): Promise<NamedOutcome[]> {
    const { sources } = this.#parts
    const outcomes = await gather<unknown>(
      names.map((name) => sources[name]),
      gathering,
    )
    return outcomes.flatMap((outcome, index) => {
      const name = names[index]
      return name === undefined ? [] : [{ name, outcome }]
    })
  }

  async #legacy(gathering: Gathering): Promise<LegacyFacts | null> {
    const [outcome] = await gather([this.#parts.sources.legacy], gathering)
    return outcome?.found?.value ?? null
  }

  /** The same facts are put into words once for each view of them. */
  #contentOf({ root, session }: ContextPlace, { role = '', task = '', budget_chars }: ContextRequest, outcomes: readonly NamedOutcome[]): Content {
    const key = JSON.stringify([root, session?.id, role, task, budget_chars])
    const from = [session, ...outcomes.flatMap(({ name, outcome }) => [name, outcome.state, outcome.found?.value])]
    const known = this.#contents.get(key)
    if (known !== undefined && known.from.length === from.length && known.from.every((value, index) => value === from[index])) return known.content
    const told = outcomes.map(({ name, outcome }) => ({ name, state: outcome.state, data: outcome.found?.value ?? null }))
    const content = compose({ role, task, budget: budget_chars, session, outcomes: told } satisfies Ingredients)
    this.#contents.delete(key)
    this.#contents.set(key, { from, content })
    const [oldest] = this.#contents.keys()
    if (this.#contents.size > MOST_CONTENTS && oldest !== undefined) this.#contents.delete(oldest)
    return content
  }
}

function nothingThere(outcomes: readonly NamedOutcome[], deadlineMs: number): ScribeError {
  return tooLate(deadlineMs, outcomes.map(({ name, outcome }) => `${name}: ${outcome.error ?? ''}`).join(' '))
}

function tooLate(deadlineMs: number, why: string): ScribeError {
  return new ScribeError('wait.deadline', `Nothing could be told within ${deadlineMs} ms. ${why}`)
}
