/** Which rows of a long list are drawn, and how far to scroll to one. Pure. All rows of a list have the same height. */

export interface Extent {
  /** px. */
  readonly rowHeight: number
  readonly count: number
  readonly scrollTop: number
  /** Height of what is seen of the list, px. */
  readonly viewHeight: number
}

/** Rows from `from` up to but without `to`. */
export interface Range {
  readonly from: number
  readonly to: number
}

/** Drawn beyond what is seen, so that a frame that comes late shows rows and no holes. */
const OVERSCAN = 12
/** The range moves in steps, so that most scrolling draws nothing anew. */
const STEP = 6

export function rangeToDraw({ rowHeight, count, scrollTop, viewHeight }: Extent): Range {
  const first = Math.floor(Math.max(0, scrollTop) / rowHeight)
  const last = Math.ceil((Math.max(0, scrollTop) + viewHeight) / rowHeight)
  const from = Math.min(Math.floor((first - OVERSCAN) / STEP) * STEP, count)
  const to = Math.ceil((last + OVERSCAN) / STEP) * STEP
  return { from: Math.max(0, from), to: Math.min(count, Math.max(0, to)) }
}

/** The nearest place at which a row is seen whole, or `null` where it is already. `top` is covered by what sticks there, px. */
export function scrollToSee(index: number, extent: Extent, top = 0): number | null {
  const begin = index * extent.rowHeight
  if (begin < extent.scrollTop + top) return Math.max(0, begin - top)
  const end = begin + extent.rowHeight
  return end > extent.scrollTop + extent.viewHeight ? end - extent.viewHeight : null
}

/** How many rows a page of it has: those seen whole but one, so that the eye has a line to hold on to. */
export function rowsOfPage({ rowHeight, viewHeight }: Extent): number {
  return Math.max(1, Math.floor(viewHeight / rowHeight) - 1)
}

/** The row a key leads to from `here` (-1 for none), or `null` for a key that leads nowhere. */
export function rowByKey(key: string, here: number, extent: Extent): number | null {
  const page = rowsOfPage(extent)
  const steps: Readonly<Record<string, number>> = {
    ArrowDown: here + 1,
    ArrowUp: here - 1,
    PageDown: here + page,
    PageUp: here - page,
    Home: 0,
    End: extent.count - 1,
  }
  const next = Object.hasOwn(steps, key) ? steps[key] : undefined
  return next === undefined || extent.count === 0 ? null : Math.max(0, Math.min(next, extent.count - 1))
}
