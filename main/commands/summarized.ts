/** Many sessions with their cited summaries, as of now: what is told over all of them is made out of these. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import type { Summarized } from '../../shared/summaries/standup.ts'
import type { Clock } from '../base/clock.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import type { Recorder } from '../sessions/recorder.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { LiveSummaries } from '../summaries/liveSummaries.ts'
import type { SummaryThread } from '../summaries/summaryThread.ts'

const MOST_SESSIONS = 2_000

export interface CitedParts {
  readonly thread: SummaryThread
  readonly live: LiveSummaries
  readonly sessions: Sessions
  readonly recorder: Recorder
  readonly git: GitClient
  readonly clock: Clock
}

/** The kept summaries; those of sessions with something newer are made first. */
export async function summarized(
  parts: CitedParts,
  { cwd, since }: { readonly cwd: string | undefined; readonly since: number | null },
): Promise<Summarized[]> {
  const { thread, live, recorder } = parts
  const repo = await repoOf(parts, cwd)
  const wanted = recorder.all().filter((session) => (repo === null || session.repo === repo) && (since === null || session.last_activity_at >= since))
  const kept = new Map((await thread.ask({ kind: 'summaries', repo, limit: MOST_SESSIONS })).map((one) => [one.session.id, one]))
  for (const session of wanted.slice(-MOST_SESSIONS)) {
    const known = kept.get(session.id)
    const isOld = known === undefined || known.summary.entries < session.entries
    const summary = isOld ? await freshOrNull(live, session) : known.summary
    if (summary !== null) kept.set(session.id, { session, summary })
  }
  return [...kept.values()]
}

/** A repository that is gone, or that Git refuses, takes its own sessions out of what is told of all, and no others. */
async function freshOrNull(live: LiveSummaries, session: Session): Promise<CitedSummary | null> {
  return await live.fresh(session).catch((error: unknown) => {
    if (error instanceof ScribeError) return null
    throw error
  })
}

/** The repository of a folder; `null` for all. */
export async function repoOf({ git }: CitedParts, cwd: string | undefined): Promise<string | null> {
  return cwd === undefined ? null : (await locateRepository(git, cwd)).root
}
