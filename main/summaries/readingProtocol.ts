/** What is asked of the thread that reads: one union of questions and the type of each answer. Plain values that cross the border. */
import type { Session } from '../../shared/domain/session.ts'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import type { FolderShare, SearchAnswer, SearchRequest, SharedFile } from '../store/reader.ts'
import type { ActivityRequest, ActivityRow, ArchivedPage, ArchivedRequest, DayRecord, FileOfAll, FileOfSession, FilesRequest } from '../store/sessionReader.ts'

export type Question =
  | { readonly kind: 'search'; readonly request: SearchRequest }
  /** Everything that is recorded of a session, not yet held against what exists. */
  | { readonly kind: 'summarize'; readonly sessionId: string; readonly backlogId: string; readonly now: number }
  | { readonly kind: 'summaries'; readonly repo: string | null; readonly limit: number }
  | { readonly kind: 'summaryOf'; readonly sessionId: string }
  | { readonly kind: 'sharedFiles'; readonly since: number; readonly repo: string | null; readonly sessions: number; readonly limit: number }
  /** How many changes came from which folder at the top of each repository. */
  | { readonly kind: 'folderShares'; readonly since: number }
  /** Sessions that were taken off the lists. */
  | { readonly kind: 'archived'; readonly request: ArchivedRequest }
  | { readonly kind: 'archivedSession'; readonly sessionId: string }
  | { readonly kind: 'activity'; readonly request: ActivityRequest }
  | { readonly kind: 'filesOf'; readonly sessionId: string; readonly limit: number }
  | { readonly kind: 'filesSince'; readonly request: FilesRequest }
  | { readonly kind: 'day'; readonly since: number; readonly spanMs: number }
  /** The lines of a session's newest entries about commits, newest first. */
  | { readonly kind: 'commitLines'; readonly sessionId: string; readonly limit: number }
  | { readonly kind: 'knownPaths'; readonly repo: string; readonly paths: readonly string[] }

export interface Answers {
  search: SearchAnswer
  summarize: CitedSummary
  summaries: readonly { readonly session: Session; readonly summary: CitedSummary }[]
  summaryOf: CitedSummary | null
  sharedFiles: readonly SharedFile[]
  folderShares: readonly FolderShare[]
  archived: ArchivedPage
  archivedSession: Session | null
  activity: readonly ActivityRow[]
  filesOf: readonly FileOfSession[]
  day: DayRecord
  filesSince: readonly FileOfAll[]
  commitLines: readonly string[]
  knownPaths: readonly string[]
}

export type AnswerTo<Q extends Question> = Answers[Q['kind']]

export interface Asked {
  readonly id: number
  readonly question: Question
}

export type Told = { readonly id: number; readonly ok: true; readonly answer: unknown } | { readonly id: number; readonly ok: false; readonly message: string }
