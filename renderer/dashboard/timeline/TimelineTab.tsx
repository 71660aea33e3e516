/** Session > Timeline: what was recorded of one session, and the field for a note while it is live. */
import { type ReactElement, useRef } from 'react'
import { isLive, type Session } from '../../../shared/domain/session.ts'
import { plainText } from '../../../shared/ui/format.ts'
import { noteTargets } from '../../../shared/ui/noteTargets.ts'
import { NoteBar } from '../../popover/NoteBar.tsx'
import { type Stores, useDaemon, useNotes } from '../../stores/stores.ts'
import { t } from '../text.ts'
import { TimelineView } from './TimelineView.tsx'
import { useTimeline } from './useTimeline.ts'

export interface TimelineTabProps {
  readonly stores: Stores
  readonly session: Session
  /** The entry to be found; `null` for the newest. */
  readonly seq: number | null
  readonly words: readonly string[]
}

export function TimelineTab({ stores, session, seq, words }: TimelineTabProps): ReactElement {
  const of = useTimeline(stores, session.id, seq)
  const { isLoading, failure, entries } = of.facts
  const isThere = !isLoading && (failure === null || entries.length > 0)
  return (
    <div className="timeline">
      <TimelineView
        {...{ stores, of, seq, words }}
        name={t('timeline.name', { id: plainText(session.backlog_id, 60) })}
        empty={t('timeline.empty', { repo: plainText(session.repo_name, 60) })}
        whose={null}
      />
      {isThere && isLive(session) && <Composer stores={stores} session={session} />}
    </div>
  )
}

/** Notes go to the session that is looked at. */
function Composer({ stores, session }: { readonly stores: Stores; readonly session: Session }): ReactElement {
  const { link } = useDaemon(stores)
  const { drafts, added } = useNotes(stores)
  const field = useRef<HTMLTextAreaElement>(null)
  const targets = noteTargets([session], drafts, session.id)
  return (
    <div className="composer">
      <NoteBar stores={stores} targets={targets} enabled={link === 'up'} field={field} onTarget={() => undefined} onLeave={() => field.current?.blur()} />
      <p role="status" className="unseen">
        {added === null ? '' : t('note.added', { id: added })}
      </p>
    </div>
  )
}
