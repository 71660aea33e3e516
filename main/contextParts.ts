/** The parts that answer with context, joined to those that record. A third part of the composition root. */
import { Flights } from './base/flights.ts'
import { ContextCache } from './context/contextCache.ts'
import { ContextProvider } from './context/contextProvider.ts'
import { FollowedViews } from './context/followedViews.ts'
import { KeptMemory } from './context/keptMemory.ts'
import { placeOf } from './context/sources/places.ts'
import { missedSince } from './context/sources/since.ts'
import type { SourceParts } from './context/sources/sourceParts.ts'
import { createSources } from './context/sources.ts'
import type { RecordingParts } from './recordingParts.ts'

/** A fetch that nobody waits for may go on for so long: as long as the gate gives Git. */
const BACKGROUND_MS = 10_000
const MEGABYTE = 1024 * 1024

export interface ContextParts {
  readonly contexts: ContextProvider
  readonly followed: FollowedViews
  readonly keptMemory: KeptMemory
  close(): void
}

/** The recording parts that context asks. */
export type ContextGround = Pick<
  RecordingParts,
  'git' | 'store' | 'moves' | 'captures' | 'recorder' | 'sessions' | 'settings' | 'settingsIn' | 'sparing' | 'clock' | 'hub' | 'log'
>

/** Nothing runs before the first question; what is followed is told from then on. */
export function contextParts(parts: ContextGround, liveAgents: SourceParts['liveAgents']): ContextParts {
  const { git, store, moves, captures, recorder, sessions, settings, settingsIn, sparing, clock, hub, log } = parts
  const now = (): number => clock.monotonic()
  const keptMemory = new KeptMemory(now)
  const statuses = new Flights()
  const lastScan: SourceParts['lastScan'] = (root) => captures.get(root)?.snapshot ?? null
  const memory = (): string => settings()['context.memory']
  const sources = { git, store, moves, lastScan, liveAgents, memory, keptMemory, statuses }
  const watched = (root: string): boolean => captures.get(root)?.health === 'live'
  const places = { git, sessions: () => recorder.all(), find: (asked: Parameters<typeof sessions.find>[0]) => sessions.find(asked), watched }
  const contexts = new ContextProvider({
    sources: createSources(sources),
    cache: new ContextCache({ maxBytes: () => settings()['limits.cacheMax'] * MEGABYTE, now: () => performance.now(), backgroundMs: BACKGROUND_MS }),
    settings,
    isParallel: (root) => settingsIn(root)['flags.parallelContext'],
    sparing,
    placeOf: (asked) => placeOf(places, asked),
    missedSince: (place, request) => missedSince(sources, place, request),
    now: () => clock.wall(),
    onFault: (source, error) => log.error('a source of context failed', { source, error }),
  })
  const followed = new FollowedViews({
    get: (request) => contexts.get(request),
    publish: (change) => hub.publish({ topic: 'context.changed', ...change }),
    now,
    onFault: (error) => log.warn('a followed view could not be made', { error }),
  })
  const unfollow = moves.onMove((root) => settingsIn(root)['flags.liveUpdates'] && followed.moved(root))
  const close = (): void => {
    unfollow()
    followed.close()
    statuses.close()
    contexts.close()
  }
  return { contexts, followed, keptMemory, close }
}
