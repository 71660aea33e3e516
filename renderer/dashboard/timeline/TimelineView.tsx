/**
 * A timeline on show: what was recorded, newest first, live. Owns the chosen kinds, what is open, and the current entry; the entries
 * are the `Timeline`'s. Scrolled away from the top, what comes is counted and waits.
 */
import { type ReactElement, useCallback, useEffect, useMemo, useRef, useState } from 'react'
import { type Stores, useNow } from '../../stores/stores.ts'
import { useCommand } from '../commands.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { t } from '../text.ts'
import { useRows } from '../virtual/useRows.ts'
import { Chips } from './Chips.tsx'
import { JumpPill } from './JumpPill.tsx'
import { TimelineList, type Whose } from './TimelineList.tsx'
import { type Filter, passes, type TimelineEntry } from './timelineEntry.ts'
import { nextMatch, placeOf, timelineRows } from './timelineRows.ts'
import { dayText } from './times.ts'
import { LINE_HEIGHT, useAnchor } from './useAnchor.ts'
import type { TimelineOf } from './useTimeline.ts'

export interface TimelineViewProps {
  readonly stores: Stores
  readonly of: TimelineOf
  readonly name: string
  /** What is said where nothing was recorded. */
  readonly empty: string
  /** The entry to be found; `null` for the newest. */
  readonly seq: number | null
  /** What was searched for last, in lower case: it is marked, and gone through with Cmd-G. */
  readonly words: readonly string[]
  readonly whose: Whose | null
}

/** So near to its end (px) the next older page is asked for. */
const NEAR_END = 2_000

export function TimelineView({ stores, of: { timeline, facts }, name, empty, seq, words, whose }: TimelineViewProps): ReactElement {
  const now = useNow(stores)
  const { entries, older, newer, isLoading, failure } = facts
  const [filter, setFilter] = useState<Filter>('all')
  const [opened, setOpened] = useState<ReadonlySet<number>>(new Set())
  const [current, setCurrent] = useState<number | null>(null)
  const rows = useMemo(() => timelineRows(entries, { filter, opened }), [entries, filter, opened])
  const place = useRows({ rowHeight: LINE_HEIGHT, count: rows.length, top: LINE_HEIGHT })
  const { scroller, reveal } = place
  const anchor = useAnchor({ scroller, rows, entries, newer })
  const toggle = useCallback((of: number) => setOpened((before) => toggled(before, of)), [])

  useFound({ seq, entries, filter, onHidden: () => setFilter('all'), onFound: (found) => revealFound(found) })
  const revealFound = (found: number): void => {
    setCurrent(found)
    reveal(placeOf(rows, found), 'middle')
    // Rows may come above it before the scrolling is announced.
    anchor.onScroll()
  }
  const jump = (): void => {
    if (newer) void timeline.open()
    setCurrent(null)
    scroller.current?.scrollTo({ top: 0 })
  }
  const step = (by: 1 | -1): void => {
    const from = current === null ? (by === 1 ? -1 : rows.length) : placeOf(rows, current)
    const row = words.length === 0 ? undefined : rows[nextMatch(rows, words, { from, step: by })]
    if (row !== undefined) revealFound(row.seq)
  }
  useCommand('jumpToNow', jump)
  useCommand('findNext', () => step(1))
  useCommand('findPrevious', () => step(-1))
  const onScroll = (): void => {
    place.onScroll()
    anchor.onScroll()
    const { scrollTop = 0, scrollHeight = 0, clientHeight = 0 } = scroller.current ?? {}
    if (scrollHeight - scrollTop - clientHeight < NEAR_END) void timeline.readOlder()
  }

  if (isLoading) return <Bones />
  if (failure !== null && entries.length === 0) return <Nothing text={failure} action={{ label: t('blank.tryAgain'), run: () => void timeline.open(seq) }} />
  return (
    <>
      <Chips filter={filter} onFilter={setFilter} />
      {rows.length === 0 ? (
        <Nothing text={entries.length === 0 ? empty : t('timeline.noneOfKind')} />
      ) : (
        <div className="timeline-body">
          <div className="scroller" ref={scroller} onScroll={onScroll}>
            {anchor.day !== null && (
              <div className="stripe day sticky" aria-hidden="true">
                {dayText(anchor.day, now)}
              </div>
            )}
            <TimelineList {...{ name, rows, place, opened, current, words, now, whose }} isOpenEnded={older || newer} onSelect={setCurrent} onToggle={toggle} />
          </div>
          <JumpPill fresh={anchor.fresh} isAway={!anchor.follows} onJump={jump} />
        </div>
      )}
    </>
  )
}

interface Found {
  readonly seq: number | null
  readonly entries: readonly TimelineEntry[]
  readonly filter: Filter
  readonly onHidden: () => void
  readonly onFound: (seq: number) => void
}

/** Shows the entry that was asked for, once, as soon as it is here; a filter that hides it is given up. */
function useFound({ seq, entries, filter, onHidden, onFound }: Found): void {
  const shown = useRef<number | null>(null)
  useEffect(() => {
    if (seq === null || shown.current === seq) return
    const entry = entries.find((one) => one.seq === seq)
    if (entry === undefined) return
    if (!passes(filter, entry)) return onHidden()
    shown.current = seq
    onFound(seq)
  })
}

function toggled(before: ReadonlySet<number>, seq: number): ReadonlySet<number> {
  const after = new Set(before)
  if (!after.delete(seq)) after.add(seq)
  return after
}
