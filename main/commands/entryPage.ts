/** A stretch of the record as commands read it: the first entries of it or the newest, and whether there are more. */
import type { Entry } from '../../shared/domain/entry.ts'
import type { Store } from '../store/store.ts'

export interface Stretch {
  readonly since_seq: number
  readonly before_seq?: number | undefined
  readonly limit: number
  readonly newest: boolean
}

/** Of one session, or of all for `null`; oldest first. */
export async function readEntries(store: Store, sessionId: string | null, stretch: Stretch): Promise<{ entries: Entry[]; more: boolean }> {
  const { since_seq: sinceSeq, before_seq: beforeSeq, limit, newest } = stretch
  const bounds = { sinceSeq, ...(beforeSeq === undefined ? {} : { beforeSeq }) }
  const found = await store.run({ kind: 'entries', sessionId, ...bounds, limit: limit + 1, newest })
  const entries = newest ? found.slice(-limit) : found.slice(0, limit)
  return { entries: [...entries], more: found.length > limit }
}
