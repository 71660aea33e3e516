/**
 * Asks sources at the same time and settles by the deadline with whatever there is. Owns the deadline and the bound on how many
 * fetch at once; not what is fetched. Invariant: it never rejects, and one source that fails or hangs harms only itself.
 */
import { setMaxListeners } from 'node:events'
import { ScribeError } from '../../shared/domain/error.ts'
import { type Patience, untilAborted } from '../base/flights.ts'
import type { Places } from '../base/places.ts'
import type { ContextCache, Found, Mark } from './contextCache.ts'
import { foreignLine } from './foreignText.ts'
import { type ContextPlace, PartialFacts, type Question, type Source } from './source.ts'

/** Before the deadline sources are told to stop, so that what they have by then still arrives. */
const GRACE_MS = 40
/** Facts this old are not worth having in place of none. */
const LAST_GOOD_MS = 600_000
const ERROR_LENGTH = 300

export interface Outcome<T> {
  readonly state: 'ok' | 'failed' | 'timedOut'
  readonly ms: number
  readonly found: Found<T> | null
  readonly error: string | null
}

export interface Gathering {
  readonly cache: ContextCache
  readonly places: Places
  readonly place: ContextPlace
  readonly question: Question
  readonly maxAgeMs: number
  /** Marks that are being looked at, by source and place. */
  readonly marks: Map<string, Promise<Mark>>
  /** Monotonic, ms. */
  readonly endsAt: number
  readonly ttlMs: (of: 'git' | 'files' | 'registry') => number
  /** A source that failed for no foreseen reason. */
  readonly onFault: (source: string, error: unknown) => void
}

/** The outcome of each source, in their order. */
export async function gather<T>(sources: readonly Source<T>[], gathering: Gathering): Promise<Outcome<T>[]> {
  const left = Math.max(0, gathering.endsAt - performance.now())
  const [stop, end] = [new AbortController(), new AbortController()]
  // Each source listens, and what it waits for does.
  setMaxListeners(0, stop.signal, end.signal)
  const timers = [setTimeout(() => stop.abort(deadline()), Math.max(left / 2, left - GRACE_MS)), setTimeout(() => end.abort(deadline()), left)]
  try {
    return await Promise.all(sources.map((source) => outcomeOf(source, gathering, { stop: stop.signal, end: end.signal })))
  } finally {
    for (const timer of timers) clearTimeout(timer)
  }
}

async function outcomeOf<T>(source: Source<T>, gathering: Gathering, signals: Patience): Promise<Outcome<T>> {
  const began = performance.now()
  const ms = (): number => Math.round((performance.now() - began) * 10) / 10
  try {
    const found = await untilAborted(fetched(source, gathering, signals), signals.end)
    return { state: 'ok', ms: ms(), found, error: null }
  } catch (error) {
    if (!(error instanceof ScribeError) && !(error instanceof PartialFacts)) gathering.onFault(source.name, error)
    return { ...failure<T>(error, { source, gathering }), ms: ms() }
  }
}

async function fetched<T>(source: Source<T>, gathering: Gathering, { stop, end }: Patience): Promise<Found<T>> {
  const { cache, places, place, question, maxAgeMs, ttlMs } = gathering
  const leave = await places.enter(end)
  try {
    const mark = await markOf(source, gathering)
    const wish = { id: idOf(source, gathering), mark, ttlMs: source.ttl === null ? 0 : ttlMs(source.ttl), maxAgeMs, stop, end }
    return await cache.read({ ...wish, fetch: (calledOff) => source.fetch(place, question, calledOff) })
  } finally {
    leave()
  }
}

/** Many who ask at once and would take older facts anyway share one look; whoever wants them as they are now looks for themselves. */
async function markOf<T>(source: Source<T>, gathering: Gathering): Promise<Mark> {
  const { marks, place, question, maxAgeMs } = gathering
  if (maxAgeMs === 0) return await source.mark(place, question)
  const id = idOf(source, gathering)
  const underWay = marks.get(id)
  if (underWay !== undefined) return await underWay
  const mark = source.mark(place, question).finally(() => marks.delete(id))
  marks.set(id, mark)
  return await mark
}

/** What there was before is better than nothing, and said to be old. */
function failure<T>(error: unknown, { source, gathering }: { source: Source<T>; gathering: Gathering }): Omit<Outcome<T>, 'ms'> {
  const why = foreignLine(error instanceof ScribeError || error instanceof PartialFacts ? error.message : 'It failed; the log has the details.', ERROR_LENGTH)
  const timedOut =
    error instanceof PartialFacts ? error.timedOut : error instanceof ScribeError && (error.code === 'wait.deadline' || error.code === 'git.timedOut')
  const state = timedOut ? 'timedOut' : 'failed'
  const before = gathering.cache.last<T>(idOf(source, gathering))
  if (before !== null && performance.now() - before.observedAt <= LAST_GOOD_MS) return { state, found: before, error: why }
  const now = performance.now()
  // A part of them is a source's own facts, with what is unknown left out.
  const part = error instanceof PartialFacts ? { value: error.facts as T, observedAt: now, checkedAt: now, stale: false } : null
  return { state, found: part, error: why }
}

function idOf<T>(source: Source<T>, { place, question }: Gathering): string {
  return [source.name, place.root, source.variant(question, place)].join('\0')
}

function deadline(): ScribeError {
  return new ScribeError('wait.deadline', 'It gave no answer in time.')
}
