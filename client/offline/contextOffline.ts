/**
 * Context when no daemon runs: the daemon's own sources on what the files and Git tell. The record, the memory of one's own and what is
 * kept from earlier are the daemon's, so they are missing. Nothing is written and nobody is watched.
 */
import { liveAgents } from '../../main/agents/liveAgents.ts'
import { Flights } from '../../main/base/flights.ts'
import { ContextCache } from '../../main/context/contextCache.ts'
import { ContextProvider } from '../../main/context/contextProvider.ts'
import { KeptMemory } from '../../main/context/keptMemory.ts'
import { Moves } from '../../main/context/moves.ts'
import type { ContextRequest } from '../../main/context/request.ts'
import { type PlaceParts, placeOf } from '../../main/context/sources/places.ts'
import { missedSince } from '../../main/context/sources/since.ts'
import { createSources } from '../../main/context/sources.ts'
import { findGit } from '../../main/git/findGit.ts'
import { GitClient } from '../../main/git/gitClient.ts'
import type { Context } from '../../shared/domain/context.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Session } from '../../shared/domain/session.ts'
import { DEFAULT_SETTINGS } from '../../shared/domain/settings.ts'
import { findRepository } from './findRepository.ts'
import { offlineSession } from './offlineSession.ts'

/** What is asked of a repository by its folder; `session` is a backlog id. */
export type OfflineContextRequest = ContextRequest & { readonly cwd: string }

/** Throws what `ContextProvider.get` throws; `session.notFound` where the files tell of no session of the name. */
export async function contextOffline(request: OfflineContextRequest, environment: NodeJS.ProcessEnv): Promise<Context> {
  const session = await offlineSession(await findRepository(request.cwd), request.session)
  const git = new GitClient(() => findGit(environment.PATH ?? '', process.platform), environment)
  const provider = providerOn(git, session, environment)
  try {
    return await provider.get(request)
  } finally {
    provider.close()
  }
}

function providerOn(git: GitClient, session: Session | null, environment: NodeJS.ProcessEnv): ContextProvider {
  const keptMemory = new KeptMemory(() => performance.now())
  const agents = () => liveAgents(environment, Date.now())
  const sources = { git, store: null, moves: new Moves(), lastScan: () => null, liveAgents: agents, memory: () => 'off', keptMemory, statuses: new Flights() }
  return new ContextProvider({
    sources: createSources(sources),
    cache: new ContextCache({ maxBytes: () => Number.POSITIVE_INFINITY, now: () => performance.now(), backgroundMs: 0 }),
    sparing: () => false,
    isParallel: () => true,
    settings: () => DEFAULT_SETTINGS,
    placeOf: (asked) => placeOf(placesOf(git, session), asked),
    missedSince: (place, request) => missedSince(sources, place, request),
    now: () => Date.now(),
    // What fails for no foreseen reason is said in the answer; there is no log.
    onFault: () => undefined,
  })
}

function placesOf(git: GitClient, session: Session | null): PlaceParts {
  const find = async (): Promise<Session> => {
    if (session !== null) return session
    throw new ScribeError('session.notFound', 'The files here tell of no such session. "scribe list" shows the sessions.')
  }
  return { git, sessions: () => (session === null ? [] : [session]), find, watched: () => false }
}
