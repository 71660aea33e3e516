/** Commands that tell of all sessions: what they say, their entries in the order of the record, their files, and a day in figures. */
import type { Session } from '../../shared/domain/session.ts'
import { libraryOf } from '../../shared/summaries/library.ts'
import type { Store } from '../store/store.ts'
import type { Handlers } from './dispatch.ts'
import { readEntries } from './entryPage.ts'
import { findRecorded } from './recorded.ts'
import { type CitedParts, repoOf, summarized } from './summarized.ts'

/** A time of the day counts as active where something was recorded within so much of it, ms. */
const SPAN_MS = 5 * 60_000

export interface LibraryParts extends CitedParts {
  readonly store: Store
}

export function libraryCommands(parts: LibraryParts): Pick<Handlers, 'library/list' | 'library/entries' | 'library/files' | 'day/get'> {
  const { store, thread } = parts
  return {
    'library/list': async ({ kind, cwd, limit }) => libraryOf(await summarized(parts, { cwd, since: null }), kind, limit),
    'library/entries': async (asked) => {
      const { entries, more } = await readEntries(store, null, asked)
      const found = await sessionsOf(
        parts,
        entries.map(({ session_id }) => session_id),
      )
      const sessions = [...found.values()].map(({ id, backlog_id, repo_name }) => ({ session_id: id, backlog_id, repo_name }))
      return { entries, sessions, more }
    },
    'library/files': async ({ since, cwd, limit }) => {
      const repo = await repoOf(parts, cwd)
      const found = await thread.ask({ kind: 'filesSince', request: { since, repo, limit: limit + 1 } })
      const sessions = await sessionsOf(
        parts,
        found.map(({ session_id }) => session_id),
      )
      const files = found.slice(0, limit).flatMap((file) => {
        const session = sessions.get(file.session_id)
        return session === undefined ? [] : [{ ...file, backlog_id: session.backlog_id, repo_name: session.repo_name }]
      })
      return { files, more: found.length > limit }
    },
    'day/get': async ({ since }) => {
      const { sessions, files, spans } = await thread.ask({ kind: 'day', since, spanMs: SPAN_MS })
      const said = (await summarized(parts, { cwd: undefined, since })).flatMap(({ summary }) => summary.decisions.items)
      const decisions = said.filter(({ at }) => at !== null && at >= since).length
      return { sessions: [...sessions], files, decisions, active_ms: spans * SPAN_MS }
    },
  }
}

/** Each once, by its id. */
async function sessionsOf(parts: LibraryParts, ids: readonly string[]): Promise<ReadonlyMap<string, Session>> {
  const found = await Promise.all([...new Set(ids)].map((session) => findRecorded(parts, { session })))
  return new Map(found.map((session) => [session.id, session]))
}
