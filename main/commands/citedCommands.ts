/** Commands about what the record says: cited summaries, search, and what is told over many sessions. */
import { basename } from 'node:path'
import type { Session } from '../../shared/domain/session.ts'
import type { CommandParsed } from '../../shared/protocol/commands.ts'
import { renderCited } from '../../shared/summaries/citedRender.ts'
import { insightsOf } from '../../shared/summaries/insights.ts'
import { renderStandup, standupOf } from '../../shared/summaries/standup.ts'
import type { Handlers } from './dispatch.ts'
import { findRecorded } from './recorded.ts'
import { type CitedParts, repoOf, summarized } from './summarized.ts'

const MOST_FILES = 10
/** Sessions a search is narrowed down to; each is a word of the query. */
const MOST_NAMED = 500
/** Is no session's id. */
const NOBODY = '-'
/** How far back files are looked for that keep coming back, and in how many sessions. */
const RECURRING_MS = 90 * 86_400_000
const RECURRING_SESSIONS = 3

type Group = 'summary/cited' | 'summary/regenerate' | 'summary/cancel' | 'summary/progress' | 'worklog/search' | 'standup/get' | 'insights/get'

export function citedCommands(parts: CitedParts): Pick<Handlers, Group> {
  const { thread, live, sessions, recorder, clock } = parts
  return {
    'summary/cited': async (asked) => {
      const session = await findRecorded(parts, asked)
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
    'worklog/search': async ({ query, cwd, kinds, since, until, limit, ...which }) => {
      const repo = await repoOf(parts, cwd)
      const ids = idsOf(recorder.all(), which)
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
      const named = hits.map(({ backlog_id, repo: root, ...hit }) => {
        const repo_name = recorder.get(hit.session_id)?.repo_name ?? basename(root)
        return { ...hit, backlog_id, repo_name, marks: hit.marks.map(([from, to]) => [from, to]) }
      })
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

type Which = Pick<CommandParsed<'worklog/search'>, 'session' | 'branch' | 'repo_name' | 'tag'>

/** The sessions meant, the newest ones of too many; `undefined` for all. A name that nobody knows finds nothing. */
function idsOf(all: readonly Session[], { session, branch, repo_name, tag }: Which): string[] | undefined {
  if ([session, branch, repo_name, tag].every((name) => name === undefined)) return undefined
  const found = all.filter(
    (one) =>
      (session === undefined || one.id === session || one.backlog_id === session) &&
      (branch === undefined || has(one.branch ?? '', branch)) &&
      (repo_name === undefined || has(one.repo_name, repo_name)) &&
      (tag === undefined || one.tags.some((own) => has(own, tag))),
  )
  if (found.length === 0) return [session ?? NOBODY]
  return found.slice(-MOST_NAMED).map(({ id }) => id)
}

function has(text: string, part: string): boolean {
  return text.toLowerCase().includes(part.toLowerCase())
}
