/** How strong a cell of a strip is. Pure. Invariant: only a span without anything is empty. */

/** The strongest. */
const STEPS = 4

/** 0 for nothing, to 4 for `most`, which is the busiest of them where it is not given. */
export function heatOf(counts: readonly number[], most: number = Math.max(...counts, 1)): number[] {
  return counts.map((count) => Math.min(STEPS, Math.ceil((count / most) * STEPS)))
}
