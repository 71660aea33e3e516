/** How many sessions have ended, in all: the state holds the newest few only. Asked for again when one more has. */
import { useEffect, useState } from 'react'
import { isLive } from '../../shared/domain/session.ts'
import { type Stores, useDaemon } from '../stores/stores.ts'
import type { EndedCounts } from './sidebar.ts'

const ENDED = ['completed', 'interrupted'] as const

export function useEndedCounts(stores: Stores): EndedCounts {
  const { bridge } = stores
  const { state, link } = useDaemon(stores)
  const [counts, setCounts] = useState<EndedCounts>({})
  const ended = Object.values(state?.sessions ?? {})
    .filter((session) => !isLive(session))
    .map(({ id }) => id)
    .join(' ')
  // biome-ignore lint/correctness/useExhaustiveDependencies: other ended sessions mean other counts.
  useEffect(() => {
    if (link !== 'up') return
    let isCurrent = true
    const asked = ENDED.map((state) => bridge.call('session/list', { state: [state], archived: true, limit: 1 }))
    void Promise.all(asked).then((replies) => {
      const found = replies.flatMap((reply, index) => (reply.ok ? [[ENDED[index], reply.result.total]] : []))
      if (isCurrent) setCounts(Object.fromEntries(found))
    })
    return () => {
      isCurrent = false
    }
  }, [bridge, link, ended])
  return counts
}
