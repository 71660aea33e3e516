/** Sessions of the record, whether they are on the lists or not. What changes a session asks `Sessions` itself; this is for reading. */
import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import { commitOf } from '../../shared/summaries/entryLines.ts'
import { redact } from '../base/redact.ts'
import { committedLines, type LineSum, linesAdded } from '../git/committedLines.ts'
import type { GitClient } from '../git/gitClient.ts'
import { lineCounts } from '../git/lineCounts.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { SummaryThread } from '../summaries/summaryThread.ts'

export interface RecordedParts {
  readonly sessions: Sessions
  readonly thread: SummaryThread
  readonly git: GitClient
}

/** Entries about commits that are looked at; one may name several. */
const MOST_COMMITS = 500
/** Git is asked for the uncommitted lines of so many files at most. */
const MOST_OPEN = 500

/** The session meant; one that was taken off the lists is found by its id. Throws what `Sessions.find` throws. */
export async function findRecorded({ sessions, thread }: RecordedParts, asked: Parameters<Sessions['find']>[0]): Promise<Session> {
  try {
    return await sessions.find(asked)
  } catch (error) {
    if (!(error instanceof ScribeError) || error.code !== 'session.notFound' || asked.session === undefined) throw error
    const archived = await thread.ask({ kind: 'archivedSession', sessionId: asked.session })
    if (archived === null) throw error
    return archived
  }
}

/** Lines of each file in the session's commits and, while it is live, not committed yet. Empty where Git cannot tell. */
export async function linesOf({ thread, git }: RecordedParts, session: Session, paths: readonly string[]): Promise<ReadonlyMap<string, LineSum>> {
  const told = await thread.ask({ kind: 'commitLines', sessionId: session.id, limit: MOST_COMMITS })
  const ids = new Set(told.flatMap((line) => commitOf(line)?.id ?? []))
  const { repo, head, started_at: since } = session
  const none = new Map<string, LineSum>()
  const committed = head === null ? none : await committedLines(git, repo, { head, since, ids }).catch(() => none)
  if (!isLive(session)) return committed
  const open = await lineCounts(git, repo, { paths: paths.filter((path) => !path.endsWith('/')).slice(0, MOST_OPEN) }).catch(() => none)
  const sums = new Map(committed)
  for (const [path, lines] of open) sums.set(redact(path), linesAdded(sums.get(redact(path)), lines))
  return sums
}
