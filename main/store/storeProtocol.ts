/**
 * What can be asked of the store: one union of operations and the type of each answer. Plain values that cross the
 * thread border; the store's SQL knows nothing of watching or Markdown.
 */
import type { Change, Entry } from '../../shared/domain/entry.ts'
import type { Repository } from '../../shared/domain/repository.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import type { Refusal } from './refusal.ts'

export interface NewEntry extends Omit<Entry, 'seq'> {
  /** Under which its giver knows it; once in a session. */
  readonly idem?: string
}

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
  /** These entries stood there, were lost, and were put back. */
  | { readonly kind: 'markRestored'; readonly seqs: readonly number[] }
  | { readonly kind: 'sessions' }
  | { readonly kind: 'repositories' }
  /** The files of the last scan, path to stamp. */
  | { readonly kind: 'snapshot'; readonly repo: string }
  | {
      readonly kind: 'entries'
      /** `null` for those of all sessions, in the order of the record. */
      readonly sessionId: string | null
      readonly sinceSeq: number
      readonly beforeSeq?: number
      readonly limit: number
      readonly newest: boolean
    }
  /** The entry that was given under this key; none or one. */
  | { readonly kind: 'entryGiven'; readonly sessionId: string; readonly idem: string }
  /** Of all sessions, in the order of the record. */
  | { readonly kind: 'entriesAfter'; readonly seq: number; readonly since: number; readonly limit: number }
  | { readonly kind: 'unprojected'; readonly sessionId: string }
  /** Numbers of the entries from `sinceSeq` on that were put back once. */
  | { readonly kind: 'restored'; readonly sessionId: string; readonly sinceSeq: number }
  /** Ids of the sessions whose worklog file lacks entries. */
  | { readonly kind: 'behind' }
  /** Changes that no entry has told yet (a crash came between). */
  | { readonly kind: 'openChanges'; readonly sessionId: string }
  /** The newest changes of a session: those of its last entries about changes, and those no entry has told yet. Newest first. */
  | { readonly kind: 'recentChanges'; readonly sessionId: string; readonly limit: number }
  /** These sessions stay in the record and off every list. */
  | { readonly kind: 'markArchived'; readonly sessionIds: readonly string[] }
  /** The summary of a session, in place of its earlier one. */
  | { readonly kind: 'saveSummary'; readonly sessionId: string; readonly summary: CitedSummary }
  /** The next entries go into the full-text index; true if there may be more. */
  | { readonly kind: 'markIndexed'; readonly limit: number }
  /** The newest entry of a session and its digest. */
  | { readonly kind: 'head'; readonly sessionId: string }
  /** Recomputes the chain behind `after` for at most `limit` entries. */
  | { readonly kind: 'checkChain'; readonly sessionId: string; readonly after: ChainLink; readonly limit: number }
  /** The pragmas on which durability rests, as the open connection has them. */
  | { readonly kind: 'pragmas' }
  /** Figures of one span of time, in place of earlier ones; `grain` is its length, ms. */
  | { readonly kind: 'saveMetrics'; readonly grain: number; readonly at: number; readonly data: string }
  /** Figures of a time, oldest first, the newest of too many. */
  | { readonly kind: 'metrics'; readonly grain: number; readonly from: number; readonly to: number; readonly limit: number }
  | { readonly kind: 'markMetricsGone'; readonly grain: number; readonly before: number }
  /** A write that changes nothing: does the disk take one again? */
  | { readonly kind: 'markWritable' }

/** An entry and its digest; sequence 0 stands before the first entry. */
export interface ChainLink {
  readonly seq: number
  readonly digest: string
}

export interface ChainCheck {
  /** The last entry that was found right. */
  readonly link: ChainLink
  /** How many were. */
  readonly entries: number
  /** The first entry that is not what its digest says, or that is missing. */
  readonly brokenAt: number | null
  readonly more: boolean
}

export interface Pragmas {
  readonly journal_mode: unknown
  readonly synchronous: unknown
  readonly fullfsync: unknown
  /** The schema's number. */
  readonly user_version: unknown
}

export interface StoreAnswers {
  pragmas: Pragmas
  saveSession: null
  record: { readonly entries: readonly Entry[] }
  saveRepository: null
  markProjected: null
  markRestored: null
  sessions: readonly Session[]
  repositories: readonly Repository[]
  snapshot: readonly (readonly [path: string, stamp: string])[]
  entries: readonly Entry[]
  entryGiven: readonly Entry[]
  entriesAfter: readonly Entry[]
  unprojected: readonly Entry[]
  restored: readonly number[]
  behind: readonly string[]
  openChanges: readonly Change[]
  recentChanges: readonly Change[]
  markArchived: null
  saveSummary: null
  markIndexed: boolean
  head: ChainLink
  checkChain: ChainCheck
  saveMetrics: null
  metrics: readonly unknown[]
  markMetricsGone: null
  markWritable: null
}

export type StoreOperationKind = StoreOperation['kind']

export interface StoreRequest {
  readonly id: number
  readonly operation: StoreOperation
}

export type StoreReply =
  | { readonly id: number; readonly ok: true; readonly answer: unknown; readonly wrote: boolean }
  | ({ readonly id: number; readonly ok: false } & Refusal)

/** The thread says `open` or `refused` in the end; an old store that is being migrated is said before, because that takes its time. */
export type StoreOpening = { readonly kind: 'migrating' } | { readonly kind: 'open' } | ({ readonly kind: 'refused' } & Refusal)
