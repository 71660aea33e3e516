/**
 * Lets a session follow what another program did to its record in the registry: tags and the like are taken over, a
 * status of `completed` is the wish to stop it, a clean-up takes it off the lists.
 */
import type { Session } from '../../shared/domain/session.ts'
import type { RecordEdit } from '../registry/recordEdit.ts'
import { type ArchiveParts, archive } from './archive.ts'
import type { Sessions } from './sessions.ts'

/** Durable when it settles. `null`: the session was cleaned up. Throws as a person's command would. */
export async function followEdit(parts: ArchiveParts & { readonly sessions: Sessions }, session: Session, edit: RecordEdit | null): Promise<void> {
  const { sessions, recorder } = parts
  if (edit === null) {
    // Begun again meanwhile, the id is not left over any more.
    const goesOn = recorder.all().some(({ id, repo, backlog_id }) => repo === session.repo && backlog_id === session.backlog_id && id > session.id)
    return goesOn ? undefined : await archive(parts, session.repo, new Set([session.backlog_id]))
  }
  const asked = { session: session.id }
  const { added, removed, type, priority, description, status } = edit
  if (added.length > 0 || removed.length > 0 || type !== null || priority !== null || description !== null) {
    await sessions.update(asked, {
      tags_add: added,
      tags_remove: removed,
      type: type ?? undefined,
      priority: priority ?? undefined,
      description: description === null ? undefined : description.text,
    })
  }
  if (status === 'completed') await sessions.stop(asked, 'foreign')
  if (status === 'paused') await sessions.pause(asked)
}
