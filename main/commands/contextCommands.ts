/** Commands about context: the table's shapes on one side, the provider on the other. */
import { background } from '../base/background.ts'
import type { Logger } from '../base/logger.ts'
import type { ContextProvider } from '../context/contextProvider.ts'
import type { FollowedViews } from '../context/followedViews.ts'
import type { KeptMemory } from '../context/keptMemory.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { Handlers } from './dispatch.ts'

type Group = 'context/get' | 'context/prefetch' | 'context/stats' | 'memory/put' | 'memory/get'

export interface ContextCommandParts {
  readonly contexts: ContextProvider
  readonly followed: FollowedViews
  readonly keptMemory: KeptMemory
  readonly sessions: Sessions
  readonly log: Logger
}

export function contextCommands({ contexts, followed, keptMemory, sessions, log }: ContextCommandParts): Pick<Handlers, Group> {
  return {
    'context/get': async (request) => {
      const context = await contexts.get(request)
      followed.asked(request, context)
      return context
    },
    'context/prefetch': async ({ roles, ...asked }) => {
      background(contexts.prefetch(asked, roles), 'fetching context ahead', log)
      return { accepted: true }
    },
    'context/stats': async () => {
      const { hits, stale_hits, misses, ...rest } = contexts.counts
      const asked = hits + stale_hits + misses
      return { hits, stale_hits, misses, ...rest, hit_rate: asked === 0 ? 0 : (hits + stale_hits) / asked }
    },
    'memory/put': async ({ role, text, meta, ttl_s, ...asked }) => {
      const session = await sessions.find(asked)
      keptMemory.put({ session: session.id, role }, { text, meta, ttlMs: ttl_s * 1000 })
      return { session }
    },
    'memory/get': async ({ role, ...asked }) => {
      const session = await sessions.find(asked)
      const bundle = keptMemory.get({ session: session.id, role })
      return { session, found: bundle !== null, text: bundle?.text ?? '', meta: { ...bundle?.meta } }
    },
  }
}
