/** The messages between the daemon and the watch host, parsed on both sides: each may outlive or misread the other. */
import { z } from 'zod'

/** Most paths named in one message; more are only counted, and a scan finds them. */
export const PATHS_CAP = 1000

export const toHostSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('watch'),
    /** Absolute top level of the worktree; also the name of the watch. */
    root: z.string(),
    gitDir: z.string(),
    /** Folders not to enter, relative to the root. */
    ignoredFolders: z.array(z.string()),
  }),
  z.object({ kind: z.literal('unwatch'), root: z.string() }),
  z.object({ kind: z.literal('close') }),
])
export type ToHost = z.infer<typeof toHostSchema>

export const fromHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), root: z.string() }),
  z.object({
    kind: z.literal('dirty'),
    root: z.string(),
    /** Relative to the root, at most `PATHS_CAP`. */
    paths: z.array(z.string()),
    /** How many paths there were. */
    count: z.number(),
    /** Something under the Git directory moved (commit, checkout, merge). */
    git: z.boolean(),
    /** Wall clock of the first event, ms. */
    at: z.number(),
  }),
  z.object({ kind: z.literal('degraded'), root: z.string(), message: z.string() }),
  z.object({ kind: z.literal('rootLost'), root: z.string() }),
])
export type FromHost = z.infer<typeof fromHostSchema>
