/** Commands about what the record says: cited summaries, search, and what is told over many sessions. */
import type { Session } from '../../shared/domain/session.ts'
import { renderCited } from '../../shared/summaries/citedRender.ts'
import { insightsOf } from '../../shared/summaries/insights.ts'
import { renderStandup, standupOf } from '../../shared/summaries/standup.ts'
import type { Clock } from '../base/clock.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import type { Recorder } from '../sessions/recorder.ts'
import type { Sessions } from '../sessions/sessions.ts'
import type { LiveSummaries } from '../summaries/liveSummaries.ts'
import type { SummaryThread } from '../summaries/summaryThread.ts'
import type { Handlers } from './dispatch.ts'

const MOST_SESSIONS = 2_000
const MOST_FILES = 10
/** How far back files are looked for that keep coming back, and in how many sessions. */
const RECURRING_MS = 90 * 86_400_000
const RECURRING_SESSIONS = 3

export interface CitedParts {
  readonly thread: SummaryThread
  readonly live: LiveSummaries
  readonly sessions: Sessions
  readonly recorder: Recorder
  readonly git: GitClient
  readonly clock: Clock
}

type Group = 'summary/cited' | 'summary/regenerate' | 'summary/cancel' | 'summary/progress' | 'worklog/search' | 'standup/get' | 'insights/get'

export function citedCommands(parts: CitedParts): Pick<Handlers, Group> {
  const { thread, live, sessions, recorder, clock } = parts
  return {
    'summary/cited': async (asked) => {
      const session = await sessions.find(asked)
      const summary = await live.fresh(session)
      return { session, summary, markdown: renderCited(summary) }
    },
    'summary/regenerate': async ({ session, cwd }) => {
      const repo = session === undefined ? await repoOf(parts, cwd) : null
      const chosen = session === undefined ? recorder.all().filter((one) => repo === null || one.repo === repo) : [await sessions.find({ session, cwd })]
      live.regenerate(chosen)
      return { queued: chosen.length }
    },
    'summary/cancel': async () => {
      live.cancel()
      return {}
    },
    'summary/progress': async () => live.progress,
    'worklog/search': async ({ query, session, cwd, kinds, since, until, limit }) => {
      const repo = await repoOf(parts, cwd)
      const ids = session === undefined ? undefined : idsOf(recorder.all(), session)
      // What was recorded a moment ago is found, too.
      await live.index()
      const filter = {
        query,
        limit,
        ...(ids === undefined ? {} : { sessions: ids }),
        ...(repo === null ? {} : { repo }),
        ...(kinds === undefined ? {} : { kinds }),
      }
      const { hits, more, behind } = await thread.ask({
        kind: 'search',
        request: { ...filter, ...(since === undefined ? {} : { since }), ...(until === undefined ? {} : { until }) },
      })
      const named = hits.map((hit) => ({ ...hit, ...nameOf(recorder.get(hit.session_id)), marks: hit.marks.map(([from, to]) => [from, to]) }))
      return { hits: named, more, behind }
    },
    'standup/get': async ({ since, cwd }) => {
      const items = standupOf(await summarized(parts, { cwd, since }), since)
      return { items, markdown: renderStandup(items) }
    },
    'insights/get': async ({ cwd }) => {
      const repo = await repoOf(parts, cwd)
      const since = clock.wall() - RECURRING_MS
      const files = await thread.ask({ kind: 'sharedFiles', since, repo, sessions: RECURRING_SESSIONS, limit: MOST_FILES })
      const recurring = files.map(({ repo: root, path, changes, session_ids, last }) => ({
        ...{ repo: root, path, changes, ...last },
        backlog_ids: session_ids.map((id) => recorder.get(id)?.backlog_id ?? ''),
      }))
      return { recurring, ...insightsOf(await summarized(parts, { cwd, since: null }), clock.wall()) }
    },
  }
}

/** The kept summaries; those of sessions with something newer are made first. */
async function summarized(parts: CitedParts, { cwd, since }: { readonly cwd: string | undefined; readonly since: number | null }) {
  const { thread, live, recorder } = parts
  const repo = await repoOf(parts, cwd)
  const wanted = recorder.all().filter((session) => (repo === null || session.repo === repo) && (since === null || session.last_activity_at >= since))
  const kept = new Map((await thread.ask({ kind: 'summaries', repo, limit: MOST_SESSIONS })).map((one) => [one.session.id, one]))
  for (const session of wanted.slice(-MOST_SESSIONS)) {
    const known = kept.get(session.id)
    if (known === undefined || known.summary.entries < session.entries) kept.set(session.id, { session, summary: await live.fresh(session) })
    else kept.set(session.id, { ...known, session })
  }
  return [...kept.values()]
}

async function repoOf({ git }: CitedParts, cwd: string | undefined): Promise<string | null> {
  return cwd === undefined ? null : (await locateRepository(git, cwd)).root
}

/** An id, or every session of a backlog id. One that nobody knows finds nothing. */
function idsOf(all: readonly Session[], name: string): string[] {
  const found = all.filter((session) => session.id === name || session.backlog_id === name).map(({ id }) => id)
  return found.length === 0 ? [name] : found
}

function nameOf(session: Session | undefined): { backlog_id: string; repo_name: string } {
  return { backlog_id: session?.backlog_id ?? '', repo_name: session?.repo_name ?? '' }
}
