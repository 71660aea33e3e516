/** One line that some session said, with the session it comes from; pressing it opens its evidence in that session's timeline. */
import type { ReactElement, ReactNode } from 'react'
import type { CitedOf } from '../../../shared/summaries/rollUps.ts'
import { agoText, plainText } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import { t } from '../text.ts'
import type { View } from '../view.ts'

const LONGEST = 400

export interface CitedRowProps {
  readonly item: CitedOf
  readonly now: number
  readonly open: (view: View) => void
  /** What stands before it, such as a box to check. */
  readonly children?: ReactNode
}

export function CitedRow({ item, now, open, children }: CitedRowProps): ReactElement {
  const { line, backlog_id, repo_name } = item
  const age = line.at === null ? '' : agoText(now - line.at)
  return (
    <li className="cited">
      {children}
      <button type="button" onClick={() => open(evidenceView(item))} title={t('library.open')}>
        <span className="said">{plainText(line.text, LONGEST)}</span>
        <span className="from">{joined([plainText(backlog_id, 60), plainText(repo_name, 60), age], 'separator.dot')}</span>
      </button>
    </li>
  )
}

/** The entry in its session's timeline; what rests on a commit or a line leads to the session. */
function evidenceView({ session_id, line: { evidence } }: CitedOf): View {
  const at = { kind: 'session', id: session_id, tab: 'timeline' } as const
  return evidence.kind === 'entry' ? { ...at, id: evidence.session_id, seq: evidence.seq } : at
}
