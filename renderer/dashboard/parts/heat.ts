/** How strong each cell of a strip is, and what the strip has in all. Pure. Invariant: only a span without anything is empty. */

/** The strongest. */
const STEPS = 4

/** 0 for nothing, to 4 for `most`, which is the busiest of them where it is not given. */
export function heatOf(counts: readonly number[], most: number = Math.max(...counts, 1)): number[] {
  return counts.map((count) => Math.min(STEPS, Math.ceil((count / most) * STEPS)))
}

export function sumOf(counts: readonly number[]): number {
  return counts.reduce((sum, count) => sum + count, 0)
}

/** Strips of the same spans as one strip of `steps` cells. */
export function addedUp(strips: readonly (readonly number[])[], steps: number): number[] {
  return Array.from({ length: steps }, (_, index) => strips.reduce((sum, counts) => sum + (counts[index] ?? 0), 0))
}
