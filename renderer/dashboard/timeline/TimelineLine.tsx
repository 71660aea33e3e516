// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a list's elements would have to hold all of them.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the list's keys do the same.
/** One row of a timeline: an entry, a day, or a line that an open entry stands for. 24 px. */
import { memo, type ReactElement, type ReactNode } from 'react'
import { joined } from '../../../shared/ui/text.ts'
import { Marked } from '../parts/Marked.tsx'
import { partsByWords } from '../parts/marks.ts'
import { t } from '../text.ts'
import { rowPlace } from '../virtual/useRows.ts'
import type { TimelineEntry } from './timelineEntry.ts'
import type { TimelineRow } from './timelineRows.ts'
import { timeText } from './times.ts'
import { LINE_HEIGHT } from './useAnchor.ts'

export interface TimelineLineProps {
  readonly row: TimelineRow
  readonly index: number
  /** How many there are; -1 while that is not known. */
  readonly count: number
  /** Of a row that is a day: its name. */
  readonly day: string
  readonly isOpen: boolean
  readonly isCurrent: boolean
  /** Where Tab comes in. */
  readonly isStop: boolean
  readonly words: readonly string[]
  /** In a timeline of many sessions: whose the entry is. A press on it is `onOpen`. */
  readonly whose: string | null
  readonly onOpen: (seq: number) => void
  readonly onSelect: (seq: number) => void
  readonly onToggle: (seq: number) => void
}

export const TimelineLine = memo(function TimelineLine(props: TimelineLineProps): ReactElement {
  const { row, index, count, day, words } = props
  const common = { style: rowPlace(index, LINE_HEIGHT), 'aria-setsize': count, 'aria-posinset': index + 1 }
  if (row.row === 'day')
    return (
      <div {...common} role="listitem" className="stripe day">
        {day}
      </div>
    )
  if (row.row === 'line')
    return (
      <div {...common} role="listitem" className="stripe part" title={row.text}>
        <span className="said">
          <Marked parts={partsByWords(row.text, words)} />
        </span>
      </div>
    )
  return (
    <EntryLine {...props} entry={row} common={common}>
      <Marked parts={partsByWords(row.text, words)} />
    </EntryLine>
  )
})

interface EntryLineProps extends TimelineLineProps {
  readonly entry: TimelineEntry
  readonly common: object
  readonly children: ReactNode
}

function EntryLine({ entry, common, isOpen, isCurrent, isStop, whose, onOpen, onSelect, onToggle, children }: EntryLineProps): ReactElement {
  const { seq, at, kind, text, more } = entry
  const time = timeText(at)
  const name = t(`kind.${kind}`)
  return (
    <div
      {...common}
      role="listitem"
      className="stripe entry"
      data-seq={seq}
      data-kind={kind}
      data-current={isCurrent}
      tabIndex={isStop ? 0 : -1}
      aria-label={joined([time, name, text, whose ?? ''], 'separator.comma')}
      onClick={() => onSelect(seq)}
    >
      <time>{time}</time>
      <span className="kind">{name}</span>
      <span className="said" title={text}>
        {children}
      </span>
      {more.length > 0 && (
        <button
          type="button"
          className="disclose"
          tabIndex={-1}
          aria-expanded={isOpen}
          aria-label={t('timeline.lines', { count: more.length })}
          onClick={() => onToggle(seq)}
        >
          <span className="chevron" aria-hidden="true" />
        </button>
      )}
      {whose !== null && (
        <button type="button" className="whose" tabIndex={-1} title={t('library.open')} onClick={() => onOpen(seq)}>
          {whose}
        </button>
      )}
    </div>
  )
}
