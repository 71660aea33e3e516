/**
 * After a crash: what was recorded and not announced any more is announced now, so that whoever goes on where they were misses
 * nothing of the record. Invariant: an entry of this epoch is announced once; one that is in doubt may be announced twice, never not.
 */
import type { EventHub } from '../events/eventHub.ts'
import type { EventLog } from '../events/eventLog.ts'
import type { Store } from '../store/store.ts'

/** What one process can have left open. */
const MOST = 1_000

export async function tellMissed({ store, hub, events }: { readonly store: Store; readonly hub: EventHub; readonly events: EventLog }): Promise<void> {
  const last = await events.lastAnnounced()
  if (last === null) return
  const missed = await store.run({ kind: 'entriesAfter', seq: last.entry, since: last.since, limit: MOST })
  if (missed.length === 0) return
  const ids = new Set(missed.map((entry) => entry.session_id))
  const sessions = await store.run({ kind: 'sessions' })
  for (const session of sessions) {
    if (ids.has(session.id)) hub.publish({ topic: session.ended_at === null ? 'session.updated' : 'session.stopped', session })
  }
  for (const entry of missed) hub.publish({ topic: 'worklog.appended', session_id: entry.session_id, entry })
}
