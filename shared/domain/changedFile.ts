/** A file as one session changed it, over all of its record. */
import { z } from 'zod'

export const changedFileSchema = z.object({
  /** Relative to the repository, redacted; a folder that many changes were folded into ends with `/`. */
  path: z.string(),
  changes: z.number(),
  /** ms since 1970. */
  first_at: z.number(),
  last_at: z.number(),
  /** How it changed last. */
  kind: z.string(),
  /** The entry that tells of its last change; `null` until one does. */
  seq: z.nullable(z.number()),
  /**
   * Lines in the session's own commits that are still in the history and, while it is live, not committed yet. `null` where Git counts
   * none: a binary file, one that was never committed, a repository that is gone.
   */
  added: z.nullable(z.number()),
  deleted: z.nullable(z.number()),
})
