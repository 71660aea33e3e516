/**
 * How often something has moved in each repository, as far as anybody watches: files stirred, a step recorded. Counts only; what
 * moved, the record says. Two equal counts mean that nothing came between.
 */

/** Repositories that are counted; the one that was quiet longest is forgotten first, which only costs a fetch. */
const MOST_ROOTS = 1_000

export type Move = 'stirred' | 'recorded'

export class Moves {
  readonly #counts = new Map<string, { readonly stirred: number; readonly recorded: number }>()
  readonly #listeners = new Set<(root: string) => void>()
  /** Counts never repeat, not even for a repository that was forgotten. */
  #last = 0

  /** Something moved there. */
  note(root: string, move: Move): void {
    const before = this.of(root)
    this.#last += 1
    this.#counts.delete(root)
    this.#counts.set(root, { ...before, [move]: this.#last })
    const [oldest] = this.#counts.keys()
    if (this.#counts.size > MOST_ROOTS && oldest !== undefined) this.#counts.delete(oldest)
    for (const listener of this.#listeners) listener(root)
  }

  of(root: string): { readonly stirred: number; readonly recorded: number } {
    return this.#counts.get(root) ?? { stirred: 0, recorded: 0 }
  }

  /** Calls `listener` after each move. Returns the unsubscribe function. */
  onMove(listener: (root: string) => void): () => void {
    this.#listeners.add(listener)
    return () => this.#listeners.delete(listener)
  }
}
