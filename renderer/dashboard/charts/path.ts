/** A series as the path of an SVG: thinned to what a screen can show, with gaps where nothing was measured. Pure. */

/** `null`: nothing was measured then. */
export interface Point {
  /** ms since 1970. */
  readonly at: number
  readonly value: number | null
}

export interface Plot {
  /** Of the drawing, px. */
  readonly width: number
  readonly height: number
  /** The time shown, ms since 1970. */
  readonly from: number
  readonly to: number
  /** From 0 at the bottom to 1 at the top. */
  readonly place: (value: number) => number
}

/** One point at most for the highest and the lowest of each column of pixels, in their order, so that no peak is lost. */
export function thinned(points: readonly Point[], { from, to, width }: Pick<Plot, 'from' | 'to' | 'width'>): Point[] {
  if (points.length <= 2 * width) return [...points]
  const kept: Point[] = []
  let column: Point[] = []
  let index = -1
  const flush = (): void => void kept.push(...extremes(column))
  for (const point of points) {
    const at = Math.floor(((point.at - from) / Math.max(1, to - from)) * width)
    if (at !== index) {
      flush()
      column = []
      index = at
    }
    column.push(point)
  }
  flush()
  return kept
}

function extremes(column: readonly Point[]): Point[] {
  const measured = column.filter(({ value }) => value !== null)
  const [first] = column
  if (measured.length === 0) return first === undefined ? [] : [first]
  const lowest = measured.reduce((a, b) => ((b.value ?? 0) < (a.value ?? 0) ? b : a))
  const highest = measured.reduce((a, b) => ((b.value ?? 0) > (a.value ?? 0) ? b : a))
  if (lowest === highest) return [lowest]
  return lowest.at < highest.at ? [lowest, highest] : [highest, lowest]
}

/** The `d` of the line; a point that stands alone between gaps is a short stroke. `gapMs`: a longer silence is a gap. */
export function linePath(points: readonly Point[], plot: Plot, gapMs: number): string {
  const parts: string[] = []
  let before: Point | null = null
  for (const point of thinned(points, plot)) {
    if (point.value === null) {
      before = null
      continue
    }
    const isFirst = before === null || point.at - before.at > gapMs
    const [x, y] = [xOf(point.at, plot), round((1 - plot.place(point.value)) * plot.height)]
    parts.push(isFirst ? `M${x} ${y}h.01` : `L${x} ${y}`)
    before = point
  }
  return parts.join('')
}

/** Pixels from the left. */
export function xOf(at: number, { from, to, width }: Pick<Plot, 'from' | 'to' | 'width'>): number {
  return round(((at - from) / Math.max(1, to - from)) * width)
}

/** The index of the point nearest to a time; -1 of none. Points are in order. */
export function nearest(points: readonly { readonly at: number }[], at: number): number {
  let [low, high] = [0, points.length - 1]
  while (low < high) {
    const middle = Math.floor((low + high) / 2)
    if ((points[middle]?.at ?? 0) < at) low = middle + 1
    else high = middle
  }
  const [before, here] = [points[low - 1], points[low]]
  if (before !== undefined && here !== undefined && at - before.at < here.at - at) return low - 1
  return points.length === 0 ? -1 : low
}

function round(value: number): number {
  return Math.round(value * 10) / 10
}
