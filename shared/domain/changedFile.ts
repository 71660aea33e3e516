/** Files as sessions changed them: as one did, over all of its record, and as all did since a time. */
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

export const sharedFileSchema = z.object({
  /** Root of its repository, and the name of that. */
  repo: z.string(),
  repo_name: z.string(),
  path: z.string(),
  changes: z.number(),
  /** How many sessions changed it. */
  sessions: z.number(),
  /** ms since 1970. */
  first_at: z.number(),
  last_at: z.number(),
  /** How it changed last, in which session, and the entry that tells of it; `null` until one does. */
  kind: z.string(),
  session_id: z.string(),
  backlog_id: z.string(),
  seq: z.nullable(z.number()),
})
