/** By which column a table of files is ordered, and how. Pure. */

export interface Order<C extends string> {
  readonly by: C
  readonly descending: boolean
}

/** A press on another column begins with what people look for first: names from A, figures and times from the largest. */
export function nextOrder<C extends string>(now: Order<C>, by: C, names: readonly C[]): Order<C> {
  return now.by === by ? { by, descending: !now.descending } : { by, descending: !names.includes(by) }
}

/** Sorted; files that are alike in the column stand by their names. */
export function sortedBy<F extends { readonly path: string }>(files: readonly F[], { descending }: Order<string>, compare: (a: F, b: F) => number): F[] {
  const turn = descending ? -1 : 1
  return files.toSorted((a, b) => turn * compare(a, b) || byText(a.path, b.path))
}

export function byText(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0
}
