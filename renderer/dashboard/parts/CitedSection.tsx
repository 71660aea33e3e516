/** Lines of a summary under their heading. A line whose evidence is an entry opens it in the timeline; other evidence is named. */
import { type ReactElement, useId } from 'react'
import type { CitedLine } from '../../../shared/summaries/citedSummary.ts'
import { evidenceText } from '../../../shared/summaries/evidenceText.ts'
import { clockTime, plainText } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import { t } from '../text.ts'
import { dateTimeText } from '../timeline/times.ts'
import type { View } from '../view.ts'

export interface CitedSectionProps {
  readonly title: string
  readonly lines: readonly CitedLine[]
  readonly more: number
  /** Of its heading. */
  readonly level?: 2 | 3
  /** The session whose summary it is. */
  readonly session: string
  readonly onOpen: (view: View) => void
}

const MOST_TEXT = 600

export function CitedSection({ title, lines, more, session, level = 2, onOpen }: CitedSectionProps): ReactElement {
  const Heading = level === 2 ? 'h2' : 'h3'
  const id = useId()
  return (
    <div className="cited">
      <Heading id={id}>{title}</Heading>
      <ul aria-labelledby={id}>
        {lines.map((line, index) => (
          // biome-ignore lint/suspicious/noArrayIndexKey: the same line may stand there twice.
          <li key={index} data-settled={line.settled !== undefined}>
            <CitedText line={line} session={session} onOpen={onOpen} />
          </li>
        ))}
      </ul>
      {more > 0 && <p className="hint">{t('summary.more', { count: more })}</p>}
    </div>
  )
}

function CitedText({ line, session, onOpen }: { readonly line: CitedLine; readonly session: string; readonly onOpen: (view: View) => void }): ReactElement {
  const { text, at, evidence, settled } = line
  const said = plainText(text, MOST_TEXT)
  const time = at === null ? plainText(evidenceText(evidence), 20) : clockTime(at)
  const title = joined([at === null ? '' : dateTimeText(at), settled === undefined ? '' : t('summary.settled')], 'separator.dot')
  if (evidence.kind !== 'entry') return <Shown said={said} time={time} title={title} isTime={at !== null} />
  const { session_id, seq } = evidence
  return (
    <button type="button" title={title} onClick={() => onOpen({ kind: 'session', id: session_id === '' ? session : session_id, tab: 'timeline', seq })}>
      <span className="said">{said}</span>
      <time>{time}</time>
    </button>
  )
}

interface ShownProps {
  readonly said: string
  readonly time: string
  readonly title: string
  readonly isTime: boolean
}

function Shown({ said, time, title, isTime }: ShownProps): ReactElement {
  return (
    <span className="shown" title={title}>
      <span className="said">{said}</span>
      {isTime ? <time>{time}</time> : <span className="time">{time}</span>}
    </span>
  )
}
