/**
 * Where the popover stands. Pure: takes rectangles in the screen's own units and gives one back. Invariant: the
 * result lies inside the work area, whatever the icon claims.
 */
import type { Rectangle } from 'electron'

export interface Size {
  readonly width: number
  readonly height: number
}

/** Space kept free to the left and right, and the gap under the menu bar. */
const SIDE_INSET = 8
const GAP_BELOW_ICON = 4
/** The popover never reaches the last points of a small screen. */
const KEPT_FREE_BELOW = 48

const WIDTH = 372
/** With text half as large again a row would not fit the ordinary width. */
const WIDE = { fromZoom: 1.5, width: 560 }

/** The width of the popover at this size of text (1 for 100 %). */
export function popoverWidth(zoom: number): number {
  return zoom >= WIDE.fromZoom ? WIDE.width : WIDTH
}

/**
 * True when macOS has a status item but draws nothing: switched off in System Settings (the item reports the bottom
 * edge), parked off-screen, or without width.
 */
export function iconIsHidden(icon: Rectangle, display: Rectangle): boolean {
  return icon.width === 0 || icon.y >= display.y + display.height - 2 || (icon.x < display.x && icon.y < display.y)
}

/** Bounds centred under the icon; with no icon to stand under, the top right corner of the work area. */
export function popoverBounds(icon: Rectangle | null, workArea: Rectangle, wanted: Size): Rectangle {
  const width = Math.min(wanted.width, workArea.width - 2 * SIDE_INSET)
  const height = Math.min(wanted.height, workArea.height - KEPT_FREE_BELOW)
  const rightmost = workArea.x + workArea.width - width - SIDE_INSET
  if (icon === null) return { x: rightmost, y: workArea.y + SIDE_INSET, width, height }
  const centred = Math.round(icon.x + icon.width / 2 - width / 2)
  const x = Math.max(workArea.x + SIDE_INSET, Math.min(centred, rightmost))
  // An auto-hidden menu bar leaves the work area at 0, so the icon's own lower edge counts too.
  return { x, y: Math.max(icon.y + icon.height, workArea.y) + GAP_BELOW_ICON, width, height }
}
