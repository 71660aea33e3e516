/**
 * What can be asked of the store: one union of operations and the type of each answer. Plain values that cross the
 * thread border; the store's SQL knows nothing of watching or Markdown.
 */
import type { Change, Entry } from '../../shared/domain/entry.ts'
import type { Repository } from '../../shared/domain/repository.ts'
import type { Session } from '../../shared/domain/session.ts'

export type NewEntry = Omit<Entry, 'seq'>

/** One durable step of a session: its new state, changes seen, entries written. */
export interface SessionRecord {
  readonly session: Session
  readonly changes: readonly Change[]
  /** An entry of kind `change` among them tells all changes of the session that no entry has told yet. */
  readonly entries: readonly NewEntry[]
}

/** How the last scan of a repository differs from the one before; `replace` forgets the one before. */
export interface SnapshotDelta {
  readonly repo: string
  readonly replace: boolean
  readonly upserts: readonly (readonly [path: string, stamp: string])[]
  readonly removals: readonly string[]
}

export type StoreOperation =
  | { readonly kind: 'saveSession'; readonly session: Session }
  /** All of it or nothing: what a batch of changes means for every session of the repository, and the scan it came from. */
  | { readonly kind: 'record'; readonly records: readonly SessionRecord[]; readonly snapshot?: SnapshotDelta }
  | { readonly kind: 'saveRepository'; readonly repository: Repository }
  /** These entries stand in the worklog file. */
  | { readonly kind: 'markProjected'; readonly seqs: readonly number[] }
  | { readonly kind: 'sessions' }
  | { readonly kind: 'repositories' }
  /** The files of the last scan, path to stamp. */
  | { readonly kind: 'snapshot'; readonly repo: string }
  | { readonly kind: 'entries'; readonly sessionId: string; readonly sinceSeq: number; readonly limit: number; readonly newest: boolean }
  | { readonly kind: 'unprojected'; readonly sessionId: string }
  /** Ids of the sessions whose worklog file lacks entries. */
  | { readonly kind: 'behind' }
  /** Changes that no entry has told yet (a crash came between). */
  | { readonly kind: 'openChanges'; readonly sessionId: string }

export interface StoreAnswers {
  saveSession: null
  record: { readonly entries: readonly Entry[] }
  saveRepository: null
  markProjected: null
  sessions: readonly Session[]
  repositories: readonly Repository[]
  snapshot: readonly (readonly [path: string, stamp: string])[]
  entries: readonly Entry[]
  unprojected: readonly Entry[]
  behind: readonly string[]
  openChanges: readonly Change[]
}

export type StoreOperationKind = StoreOperation['kind']

export interface StoreRequest {
  readonly id: number
  readonly operation: StoreOperation
}

/** A refusal carries the code only of an operational error; anything else is a bug of the store. */
export type StoreReply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown }
  | { readonly id: number; readonly ok: false; readonly message: string }

export type StoreOpening =
  | { readonly kind: 'open' }
  | { readonly kind: 'refused'; readonly code: 'store.owned' | 'store.newer' | 'store.failed'; readonly message: string }
