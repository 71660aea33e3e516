/** Takes sessions off every list. Their record stays in the store. */
import type { EventHub } from '../events/eventHub.ts'
import type { Store } from '../store/store.ts'
import type { Recorder } from './recorder.ts'

export interface ArchiveParts {
  readonly store: Store
  readonly recorder: Recorder
  readonly hub: EventHub
}

/** All sessions of these backlog ids in the repository; durable when it settles. */
export async function archive({ store, recorder, hub }: ArchiveParts, repo: string, backlogIds: ReadonlySet<string>): Promise<void> {
  const ids = recorder
    .all()
    .filter((session) => session.repo === repo && backlogIds.has(session.backlog_id))
    .map(({ id }) => id)
  if (ids.length === 0) return
  await store.run({ kind: 'markArchived', sessionIds: ids })
  recorder.forget(ids)
  hub.publish({ topic: 'session.archived', ids })
}
