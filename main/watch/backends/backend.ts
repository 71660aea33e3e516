/** What a way of watching has to offer. A back end reports; it never decides what a change means. */

export interface BackendEvents {
  /** The watch covers the whole tree from now on. */
  ready(): void
  /** This path (absolute) moved in some way. */
  dirty(path: string): void
  /** The root itself is gone. */
  rootLost(): void
  /** Part of the tree may not be seen; the watch goes on as well as it can. */
  degraded(message: string): void
}

export interface BackendOptions {
  readonly root: string
  /** Tests an absolute path below the root. */
  readonly ignored: (path: string) => boolean
}

export interface WatchBackend {
  close(): Promise<void>
}

export type OpenBackend = (options: BackendOptions, events: BackendEvents) => WatchBackend
