/**
 * A list of which only the rows on show are drawn. Owns how far it is scrolled and how high it is; which rows there are and how they
 * look is its user's. Nothing is drawn anew while the range stays.
 */
import { type RefObject, useCallback, useLayoutEffect, useRef, useState } from 'react'
import { type Extent, type Range, rangeToDraw, scrollToSee } from './virtualWindow.ts'

export interface RowsOptions {
  /** px. */
  readonly rowHeight: number
  readonly count: number
  /** What sticks to the top covers so much, px. */
  readonly top?: number
}

export interface Rows {
  readonly scroller: RefObject<HTMLDivElement | null>
  readonly range: Range
  readonly onScroll: () => void
  readonly extent: () => Extent
  /** Scrolls by the shortest way until a row is seen; in the `middle` where it should be found at once. */
  readonly reveal: (index: number, where?: 'nearest' | 'middle') => void
}

export function useRows({ rowHeight, count, top = 0 }: RowsOptions): Rows {
  const scroller = useRef<HTMLDivElement>(null)
  const [range, setRange] = useState<Range>({ from: 0, to: 0 })
  const extent = useCallback((): Extent => {
    const { scrollTop = 0, clientHeight: viewHeight = 0 } = scroller.current ?? {}
    return { rowHeight, count, scrollTop, viewHeight }
  }, [rowHeight, count])
  const look = useCallback(() => {
    const next = rangeToDraw(extent())
    setRange((before) => (before.from === next.from && before.to === next.to ? before : next))
  }, [extent])
  useLayoutEffect(look, [look])
  useLayoutEffect(() => {
    const observer = new ResizeObserver(look)
    if (scroller.current !== null) observer.observe(scroller.current)
    return () => observer.disconnect()
  }, [look])
  const reveal = useCallback(
    (index: number, where: 'nearest' | 'middle' = 'nearest') => {
      const now = extent()
      const middle = index * rowHeight - (now.viewHeight - rowHeight) / 2
      const to = where === 'middle' ? Math.max(0, middle) : scrollToSee(index, now, top)
      if (to !== null) scroller.current?.scrollTo({ top: to })
      look()
    },
    [extent, look, rowHeight, top],
  )
  return { scroller, range, onScroll: look, extent, reveal }
}

/** Where a row lies. */
export function rowPlace(index: number, rowHeight: number): { readonly transform: string } {
  return { transform: `translateY(${index * rowHeight}px)` }
}
