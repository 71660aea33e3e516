/**
 * The rows of a timeline, newest first: headers of days, entries, and the lines of entries that were opened. All have the same height.
 * Pure. Invariant: rows are in order of their entries' numbers, so that one is found by halving.
 */
import { type Filter, passes, type TimelineEntry } from './timelineEntry.ts'

export interface DayRow {
  readonly row: 'day'
  /** Of the entry below it. */
  readonly seq: number
  readonly at: number
}

export interface LineRow {
  readonly row: 'line'
  readonly seq: number
  readonly text: string
  /** Its number among the lines of its entry. */
  readonly index: number
}

export type TimelineRow = DayRow | TimelineEntry | LineRow

export interface RowsWanted {
  readonly filter: Filter
  /** Numbers of the entries that are open. */
  readonly opened: ReadonlySet<number>
}

/** `entries` are newest first. */
export function timelineRows(entries: readonly TimelineEntry[], { filter, opened }: RowsWanted): TimelineRow[] {
  const rows: TimelineRow[] = []
  let [dayBegins, dayEnds] = [0, 0]
  for (const entry of entries) {
    if (!passes(filter, entry)) continue
    const { seq, at } = entry
    if (at < dayBegins || at >= dayEnds) {
      ;[dayBegins, dayEnds] = dayOf(at)
      rows.push({ row: 'day', seq, at })
    }
    rows.push(entry)
    if (opened.has(seq)) for (const [index, text] of entry.more.entries()) rows.push({ row: 'line', seq, text, index })
  }
  return rows
}

/** Place of the entry with this number, or of the next older one; -1 where there is none. */
export function placeOf(rows: readonly TimelineRow[], seq: number): number {
  let [low, high] = [0, rows.length]
  while (low < high) {
    const middle = (low + high) >> 1
    if ((rows[middle]?.seq ?? 0) > seq) low = middle + 1
    else high = middle
  }
  while (low < rows.length && rows[low]?.row !== 'entry') low++
  return low < rows.length ? low : -1
}

/** The day of the row that is seen first. */
export function dayAt(rows: readonly TimelineRow[], index: number): number | null {
  for (let place = Math.min(index, rows.length - 1); place >= 0; place--) {
    const row = rows[place]
    if (row?.row === 'day') return row.at
  }
  return null
}

/** The nearest entry from `here` in a direction, `here` included; -1 where there is none. */
export function entryNear(rows: readonly TimelineRow[], here: number, step: 1 | -1): number {
  let place = here
  while (place >= 0 && place < rows.length && rows[place]?.row !== 'entry') place += step
  return place >= 0 && place < rows.length ? place : -1
}

/** The next entry in which all `words` (lower case) stand, from `here` on in a direction, around the end; -1 where there is none. */
export function nextMatch(rows: readonly TimelineRow[], words: readonly string[], { from, step }: { readonly from: number; readonly step: 1 | -1 }): number {
  for (let tried = 1; tried <= rows.length; tried++) {
    const place = (((from + step * tried) % rows.length) + rows.length) % rows.length
    const row = rows[place]
    if (row?.row === 'entry' && holds(row, words)) return place
  }
  return -1
}

function holds({ text, more }: TimelineEntry, words: readonly string[]): boolean {
  const said = text.toLowerCase()
  return words.every((word) => said.includes(word) || more.some((line) => line.toLowerCase().includes(word)))
}

function dayOf(at: number): [begins: number, ends: number] {
  const day = new Date(at)
  const begins = day.setHours(0, 0, 0, 0)
  return [begins, day.setDate(day.getDate() + 1)]
}
