/** How often a test repeats itself: the short count in `npm test`, the full one in `npm run test:long`. */
export const LONG = process.env.SCRIBE_LONG === '1'

/** The count for this run. */
export function times(short: number, full: number): number {
  return LONG ? full : short
}
