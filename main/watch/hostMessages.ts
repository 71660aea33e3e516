/** The messages between the daemon and the watch host, parsed on both sides: each may outlive or misread the other. */
import { z } from 'zod'

/** Most paths named in one message; more are only counted, and a scan finds them. */
export const PATHS_CAP = 1000

/** `auto` is the measured best of the system (ADR 6), or polling on a network volume. */
export const BACKENDS = ['auto', 'chokidar', 'perFolder', 'recursive', 'polling'] as const
export type BackendName = (typeof BACKENDS)[number]

export const toHostSchema = z.discriminatedUnion('kind', [
  z.object({
    kind: z.literal('watch'),
    /** Absolute top level of the worktree; also the name of the watch. */
    root: z.string(),
    /** The worktree's own Git directory, and the one that all worktrees of the repository share. */
    gitDir: z.string(),
    commonDir: z.string(),
    /** Folders not to enter, relative to the root. */
    ignoredFolders: z.array(z.string()),
    backend: z.enum(BACKENDS),
    /** Pause between two looks where nothing tells of changes, ms. */
    pollMs: z.number(),
    /** Why it is polled, where that is less than it should be. */
    reason: z.string().optional(),
  }),
  z.object({ kind: z.literal('unwatch'), root: z.string() }),
  /** Write the marker and say when the watch has seen it. */
  z.object({ kind: z.literal('prove'), root: z.string(), tick: z.number() }),
  z.object({ kind: z.literal('close') }),
])
export type ToHost = z.infer<typeof toHostSchema>
export type WatchOrder = Extract<ToHost, { kind: 'watch' }>

export const fromHostSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('ready'), root: z.string() }),
  z.object({
    kind: z.literal('dirty'),
    root: z.string(),
    /** Relative to the root, at most `PATHS_CAP`. */
    paths: z.array(z.string()),
    /** How many paths there were. */
    count: z.number(),
    /** Something under the Git directory moved (commit, checkout, merge, push). */
    git: z.boolean(),
    /** Wall clock of the first event, ms. */
    at: z.number(),
  }),
  /** Anything may have changed. */
  z.object({ kind: z.literal('gap'), root: z.string(), reason: z.enum(['burst', 'poll']), at: z.number() }),
  /** The marker of this tick came back through the watch of this root, `ms` after it was written. */
  z.object({ kind: z.literal('proved'), root: z.string(), tick: z.number(), ms: z.number() }),
  /** The root was heard, but cannot show its marker now; why, `degraded` says. */
  z.object({ kind: z.literal('unproved'), root: z.string(), tick: z.number() }),
  /** Part of the tree may not be seen. With `polling`, nothing tells of changes: they are looked for. With `outage`, nothing is seen until `ready`. */
  z.object({ kind: z.literal('degraded'), root: z.string(), message: z.string(), polling: z.boolean(), outage: z.boolean().default(false) }),
  z.object({ kind: z.literal('rootLost'), root: z.string() }),
])
export type FromHost = z.infer<typeof fromHostSchema>
