/** One session by its id: from the state as long as that holds it, else asked for, since it may be old or off the lists. */
import { useEffect, useState } from 'react'
import type { Session } from '../../shared/domain/session.ts'
import { type Stores, useDaemon } from '../stores/stores.ts'

export interface SessionOf {
  readonly session: Session | null
  /** Why there is none. */
  readonly failure: string | null
}

export function useSession(stores: Stores, id: string | null): SessionOf {
  const { bridge } = stores
  const { state, link } = useDaemon(stores)
  const [asked, setAsked] = useState<{ readonly id: string; readonly session: Session | null; readonly failure: string | null } | null>(null)
  const known = id === null ? undefined : state?.sessions[id]
  const isMissing = id !== null && state !== null && known === undefined
  useEffect(() => {
    if (!isMissing || link !== 'up') return
    let isCurrent = true
    void bridge.call('session/get', { session: id }).then((reply) => {
      if (isCurrent) setAsked(reply.ok ? { id, session: reply.result.session, failure: null } : { id, session: null, failure: reply.error.message })
    })
    return () => {
      isCurrent = false
    }
  }, [bridge, id, isMissing, link])
  if (known !== undefined) return { session: known, failure: null }
  return asked?.id === id ? asked : { session: null, failure: null }
}
