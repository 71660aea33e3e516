// biome-ignore-all lint/a11y/useSemanticElements: rows are placed one by one; a list's elements would have to hold all of them.
/**
 * The rows of a timeline on show. Owns the walk through them: one stop for Tab, arrows from entry to entry, Right and Left open and
 * close. The entry that has the focus is drawn wherever it is, so that scrolling does not lose it.
 */
import { type KeyboardEvent, type ReactElement, type RefObject, useEffect, useRef } from 'react'
import type { Rows } from '../virtual/useRows.ts'
import { rowByKey } from '../virtual/virtualWindow.ts'
import { TimelineLine } from './TimelineLine.tsx'
import type { TimelineEntry } from './timelineEntry.ts'
import { entryNear, placeOf, type TimelineRow } from './timelineRows.ts'
import { dayText } from './times.ts'
import { LINE_HEIGHT } from './useAnchor.ts'

export interface Whose {
  readonly name: (entry: TimelineEntry) => string
  readonly open: (seq: number) => void
}

export interface TimelineListProps {
  readonly name: string
  readonly rows: readonly TimelineRow[]
  readonly place: Rows
  /** More rows may follow. */
  readonly isOpenEnded: boolean
  readonly opened: ReadonlySet<number>
  readonly current: number | null
  readonly words: readonly string[]
  readonly now: number
  /** Whose an entry is, and the way there with Return or a press; `null` where all are of one session. */
  readonly whose: Whose | null
  readonly onSelect: (seq: number) => void
  readonly onToggle: (seq: number) => void
}

export function TimelineList({ name, rows, place, isOpenEnded, opened, current, words, now, whose, onSelect, onToggle }: TimelineListProps): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const focus = useRef<number | null>(null)
  const { range } = place
  const here = current === null ? -1 : placeOf(rows, current)
  const stop = here === -1 ? entryNear(rows, range.from, 1) : here
  useEffect(() => focusEntry(list, focus))
  const go = (index: number): void => {
    const row = rows[index]
    if (row === undefined) return
    place.reveal(index)
    focus.current = row.seq
    onSelect(row.seq)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey || stop === -1) return
    const row = rows[stop]
    const isOpen = row !== undefined && opened.has(row.seq)
    const next = rowByKey(event.key, stop, place.extent())
    if (next !== null) {
      const step = next < stop || event.key === 'End' ? -1 : 1
      const ahead = entryNear(rows, next, step)
      // Above the first entry stands the header of its day only.
      const entry = ahead === -1 ? entryNear(rows, next, step === 1 ? -1 : 1) : ahead
      if (entry !== -1) go(entry)
    } else if (row !== undefined && whose !== null && event.key === 'Enter') whose.open(row.seq)
    else if (row !== undefined && (event.key === 'Enter' || event.key === (isOpen ? 'ArrowLeft' : 'ArrowRight'))) onToggle(row.seq)
    else return
    event.preventDefault()
  }
  return (
    <div className="lines" role="list" aria-label={name} ref={list} style={{ blockSize: rows.length * LINE_HEIGHT }} onKeyDown={onKeyDown}>
      {drawn(range, stop).map((index) => {
        const row = rows[index]
        if (row === undefined) return null
        return (
          <TimelineLine
            key={row.row === 'line' ? `${row.seq} ${row.index}` : `${row.row} ${row.seq}`}
            row={row}
            index={index}
            count={isOpenEnded ? -1 : rows.length}
            day={row.row === 'day' ? dayText(row.at, now) : ''}
            isOpen={row.row === 'entry' && opened.has(row.seq)}
            isCurrent={index === here}
            isStop={index === stop}
            words={words}
            whose={row.row === 'entry' && whose !== null ? whose.name(row) : null}
            onOpen={whose?.open ?? onToggle}
            onSelect={onSelect}
            onToggle={onToggle}
          />
        )
      })}
    </div>
  )
}

function drawn({ from, to }: Rows['range'], stop: number): number[] {
  const indexes = Array.from({ length: to - from }, (_, offset) => from + offset)
  if (stop === -1 || (stop >= from && stop < to)) return indexes
  return stop < from ? [stop, ...indexes] : [...indexes, stop]
}

/** The entry that was walked to may have been drawn only now. */
function focusEntry(list: RefObject<HTMLDivElement | null>, wanted: RefObject<number | null>): void {
  if (wanted.current === null) return
  list.current?.querySelector<HTMLElement>(`[data-seq="${wanted.current}"]`)?.focus({ preventScroll: true })
  wanted.current = null
}
