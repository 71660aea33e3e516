/** Rows in an order that does not change under a pointer or a focus; it is sorted anew when both have gone. */
import { type FocusEvent, useEffect, useRef, useState } from 'react'
import { keepOrder } from '../../shared/ui/rowOrder.ts'

export interface HeldOrder<Row> {
  readonly rows: readonly Row[]
  /** For the element that holds the rows. */
  readonly hold: {
    readonly onPointerEnter: () => void
    readonly onPointerLeave: () => void
    readonly onFocus: () => void
    readonly onBlur: (event: FocusEvent) => void
  }
}

export function useHeldOrder<Row extends { readonly id: string }>(sorted: readonly Row[]): HeldOrder<Row> {
  const shown = useRef<readonly string[]>([])
  const [pointed, setPointed] = useState(false)
  const [focused, setFocused] = useState(false)
  const rows = pointed || focused ? keepOrder(shown.current, sorted) : sorted
  useEffect(() => {
    shown.current = rows.map((row) => row.id)
  })
  useEffect(() => {
    // Nobody is looking: whoever comes back finds the list sorted.
    const release = (): void => {
      setPointed(false)
      setFocused(false)
    }
    document.addEventListener('visibilitychange', release)
    return () => document.removeEventListener('visibilitychange', release)
  }, [])
  const hold = {
    onPointerEnter: () => setPointed(true),
    onPointerLeave: () => setPointed(false),
    onFocus: () => setFocused(true),
    onBlur: (event: FocusEvent) => setFocused(event.currentTarget.contains(event.relatedTarget)),
  }
  return { rows, hold }
}
