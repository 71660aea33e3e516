/** What a way of watching has to offer. A back end reports; it never decides what a change means. */

/** Why events may be missing: many came at once, or the way of watching sees none and only says when to look. */
export type GapReason = 'burst' | 'poll'

export interface BackendEvents {
  /** The watch covers the whole tree from now on. */
  ready(): void
  /** This path (absolute) moved in some way. */
  dirty(path: string): void
  /** Anything may have changed: only a scan can tell. */
  gap(reason: GapReason): void
  /** The root itself is gone, or another folder stands in its place. */
  rootLost(): void
  /** Part of the tree may not be seen; the watch goes on as well as it can. */
  degraded(message: string): void
  /** What `degraded` told of is over: the whole tree is covered again. */
  healed(): void
  /** The tree is larger than the system lets be watched. */
  limit(message: string): void
  /** The volume does not answer; `ready` follows once it does. */
  silent(): void
}

/** `silent`: the volume does not answer, so nothing is known. */
export type RootState = 'there' | 'lost' | 'silent'

export interface BackendOptions {
  readonly root: string
  /** Tests an absolute path below the root. */
  readonly ignored: (path: string) => boolean
}

export interface WatchBackend {
  /** Handles of the system in use. */
  readonly watches: number
  /** Watches one more folder (not what is below it) by the same means as the tree; its events are `dirty` like any. */
  include(folder: string): void
  /** `lost` once the root is gone, or another folder than the one that was opened. */
  rootState(): Promise<RootState>
  /** Makes the set of handles true to the tree again, after events were or may have been missed. */
  rewalk(): Promise<void>
  close(): Promise<void>
}

export type OpenBackend = (options: BackendOptions, events: BackendEvents) => WatchBackend
