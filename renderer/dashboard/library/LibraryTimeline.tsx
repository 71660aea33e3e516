/** What was recorded in all sessions, newest first, live; each entry opens in its session's own timeline. */
import { type ReactElement, useCallback } from 'react'
import { plainText } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import { type Stores, useDaemon } from '../../stores/stores.ts'
import { t } from '../text.ts'
import { TimelineView } from '../timeline/TimelineView.tsx'
import type { TimelineEntry } from '../timeline/timelineEntry.ts'
import { useTimeline } from '../timeline/useTimeline.ts'
import type { View } from '../view.ts'

const NO_WORDS: readonly string[] = []

export interface LibraryTimelineProps {
  readonly stores: Stores
  readonly open: (view: View) => void
}

export function LibraryTimeline({ stores, open }: LibraryTimelineProps): ReactElement {
  const { state } = useDaemon(stores)
  const of = useTimeline(stores, null, null)
  const { timeline, facts } = of
  const show = useCallback(
    (seq: number): void => {
      const entry = timeline.store.getState().entries.find((one) => one.seq === seq)
      if (entry !== undefined) open({ kind: 'session', id: entry.session, tab: 'timeline', seq })
    },
    [timeline, open],
  )
  const nameOf = ({ session }: TimelineEntry): string => {
    // What was recorded a moment ago belongs to a session that the state has.
    const { backlog_id = '', repo_name = '' } = facts.names.get(session) ?? state?.sessions[session] ?? {}
    return joined([plainText(backlog_id, 40), plainText(repo_name, 40)], 'separator.dot')
  }
  return (
    <div className="timeline library-timeline">
      <TimelineView
        {...{ stores, of }}
        whose={{ name: nameOf, open: show }}
        name={t('library.timelineName')}
        empty={t('library.empty.timeline')}
        seq={null}
        words={NO_WORDS}
      />
    </div>
  )
}
