/**
 * Notices when two sessions write the same path within a short time, also in two worktrees of one repository. Owns the
 * memory of who wrote what last, bounded by time and number; raising the warning is the caller's.
 */

/** Writes this close together are likely to meet in a merge. */
export const CONFLICT_MS = 90_000
/** Paths remembered for each repository; the oldest is forgotten first. */
const PATHS_KEPT = 5_000

/** One session's write. Two sessions of one worktree are told apart only where it is known which of them wrote. */
export interface Write {
  /** The Git directory that all worktrees of the repository share. */
  readonly commonDir: string
  /** Relative to the worktree, so the same in all of them. */
  readonly path: string
  /** Who wrote: a session, or a worktree whose sessions cannot be told apart. */
  readonly writer: string
  readonly at: number
}

export class Conflicts {
  readonly #repositories = new Map<string, Map<string, { writer: string; at: number }>>()

  /** Remembers the write; returns the other writer if there was one within 90 s, else `null`. */
  note(write: Write): string | null {
    const paths = this.#repositories.get(write.commonDir) ?? new Map<string, { writer: string; at: number }>()
    this.#repositories.set(write.commonDir, paths)
    const before = paths.get(write.path)
    // Deleted first, so that the map's order is that of the last write.
    paths.delete(write.path)
    paths.set(write.path, { writer: write.writer, at: write.at })
    const [oldest] = paths.keys()
    if (paths.size > PATHS_KEPT && oldest !== undefined) paths.delete(oldest)
    return before !== undefined && before.writer !== write.writer && write.at - before.at <= CONFLICT_MS ? before.writer : null
  }
}
