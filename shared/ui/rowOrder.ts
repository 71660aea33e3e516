/** Keeps rows where they are while somebody points at them or walks through them. Pure. */

/**
 * `sorted` in the order of `held`: known rows keep their places, new ones come last, gone ones drop out. With nothing
 * held the sorting stands.
 */
export function keepOrder<Row extends { readonly id: string }>(held: readonly string[], sorted: readonly Row[]): Row[] {
  const place = new Map(held.map((id, index) => [id, index]))
  const placeOf = (row: Row): number => place.get(row.id) ?? held.length
  return [...sorted].sort((a, b) => placeOf(a) - placeOf(b))
}
