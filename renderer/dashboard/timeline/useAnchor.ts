/**
 * Keeps what is read where it is while rows come above it. On top of the list the newest are followed instead. Owns where the list
 * stands and what was the newest entry when it was left.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import type { TimelineEntry } from './timelineEntry.ts'
import { dayAt, placeOf, type TimelineRow } from './timelineRows.ts'

export const LINE_HEIGHT = 24
/** A list that is scrolled less than this is at its top. */
const SLACK = 6

export interface Anchor {
  /** The newest entries are in sight and stay so. */
  readonly follows: boolean
  /** The day of the first row on show. */
  readonly day: number | null
  /** Entries that came since the top was left. */
  readonly fresh: number
  readonly onScroll: () => void
}

export interface AnchorOf {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly rows: readonly TimelineRow[]
  readonly entries: readonly TimelineEntry[]
  /** There are newer entries that are not here, so that the top is not now. */
  readonly newer: boolean
}

export function useAnchor({ scroller, rows, entries, newer }: AnchorOf): Anchor {
  const held = useRef<{ seq: number; offset: number } | null>(null)
  const newestSeen = useRef(0)
  const [atTop, setAtTop] = useState(true)
  const [day, setDay] = useState<number | null>(null)
  const look = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0
    setAtTop(top < SLACK)
    setDay(dayAt(rows, Math.floor(top / LINE_HEIGHT)))
  }, [scroller, rows])
  /** Somebody has come here. The top is held like any other place where it is not now. */
  const onScroll = useCallback(() => {
    const top = scroller.current?.scrollTop ?? 0
    const first = Math.floor(top / LINE_HEIGHT)
    const row = rows[first]
    held.current = row === undefined || (top < SLACK && !newer) ? null : { seq: row.seq, offset: top - first * LINE_HEIGHT }
    look()
  }, [scroller, rows, newer, look])
  useLayoutEffect(() => {
    const { current } = held
    const place = current === null ? -1 : placeOf(rows, current.seq)
    if (current !== null && place !== -1) scroller.current?.scrollTo({ top: place * LINE_HEIGHT + current.offset })
    look()
  }, [rows, scroller, look])
  const follows = atTop && !newer
  if (follows) newestSeen.current = entries[0]?.seq ?? 0
  const fresh = follows || newer ? 0 : countNewer(entries, newestSeen.current)
  return { follows, day, fresh, onScroll }
}

function countNewer(entries: readonly TimelineEntry[], seq: number): number {
  const place = entries.findIndex((entry) => entry.seq <= seq)
  return place === -1 ? entries.length : place
}
