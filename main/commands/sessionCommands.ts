/** Commands about sessions and their worklogs: the table's shapes on one side, `Sessions` on the other. */
import type { Session } from '../../shared/domain/session.ts'
import type { CommandOutput, CommandParsed } from '../../shared/protocol/commands.ts'
import { excludeArtifacts, missingExcludes } from '../git/artifactsExclude.ts'
import { locateRepository } from '../git/repoState.ts'
import { type ValidateParts, validateSessions } from '../sessions/validate.ts'
import type { Store } from '../store/store.ts'
import type { Handlers } from './dispatch.ts'
import { readEntries } from './entryPage.ts'
import { findRecorded, linesOf, type RecordedParts } from './recorded.ts'

type Group =
  | 'session/list'
  | 'session/get'
  | 'session/start'
  | 'session/stop'
  | 'session/pause'
  | 'session/resume'
  | 'session/update'
  | 'session/validate'
  | 'worklog/append'
  | 'worklog/read'
  | 'session/files'
  | 'session/activity'

export type SessionCommandParts = ValidateParts & RecordedParts & { readonly store: Store }

export function sessionCommands(parts: SessionCommandParts): Pick<Handlers, Group> {
  const { sessions, recorder, git } = parts
  return {
    'session/list': async (asked) => await list(parts, asked),
    'session/get': async (asked) => ({ session: await findRecorded(parts, asked) }),
    'session/start': async (wishes) => {
      const written = wishes.exclude_artifacts === true && (await excludeArtifacts(git, await locateRepository(git, wishes.cwd)))
      const { session, created } = await sessions.start(wishes)
      const isFirst = created && recorder.all().filter((known) => known.repo === session.repo).length === 1
      // A hint is not worth a failure.
      const offered = !written && isFirst && (await missingExcludes(git, session.repo).catch(() => [])).length > 0
      return { session, created, worklog: `${session.repo}/${session.worklog}`, exclude: written ? 'written' : offered ? 'offered' : 'settled' }
    },
    'session/stop': async (asked) => ({ session: await sessions.stop(asked) }),
    'session/pause': async (asked) => ({ session: await sessions.pause(asked) }),
    'session/resume': async (asked) => ({ session: await sessions.resume(asked) }),
    'session/update': async ({ session, cwd, ...edit }) => ({ session: await sessions.update({ session, cwd }, edit) }),
    'session/validate': async () => await validateSessions(parts),
    'worklog/append': async ({ text, idem, ...asked }) => await sessions.append(asked, text, idem),
    'worklog/read': async (asked) => await read(parts, asked),
    'session/files': async ({ limit, ...asked }) => {
      const session = await findRecorded(parts, asked)
      const found = await parts.thread.ask({ kind: 'filesOf', sessionId: session.id, limit: limit + 1 })
      const files = found.slice(0, limit)
      const paths = files.map(({ path }) => path)
      const lines = await linesOf(parts, session, paths)
      return { session, files: files.map((file) => ({ ...file, ...(lines.get(file.path) ?? UNCOUNTED) })), more: found.length > limit }
    },
    'session/activity': async ({ step_ms, ...asked }) => {
      const rows = await parts.thread.ask({ kind: 'activity', request: { ...asked, stepMs: step_ms } })
      const found = await Promise.all(rows.map(async (row) => ({ ...row, session: await findRecorded(parts, { session: row.session_id }) })))
      return {
        sessions: found.map(({ session, ...row }) => ({ ...row, counts: [...row.counts], backlog_id: session.backlog_id, repo_name: session.repo_name })),
      }
    },
  }
}

const UNCOUNTED = { added: null, deleted: null }

async function list(parts: SessionCommandParts, asked: CommandParsed<'session/list'>): Promise<CommandOutput<'session/list'>> {
  const { state, repo, limit, offset, order, archived } = asked
  const wanted = (session: Session): boolean => (state === undefined || state.includes(session.state)) && (repo === undefined || session.repo === repo)
  const found = parts.recorder.all().filter(wanted).sort(ORDERS[order])
  const page = found.slice(offset, offset + limit)
  const total = found.length
  if (!archived) return { sessions: page, more: total > offset + limit, total }
  const request = { offset: Math.max(0, offset - total), limit: limit - page.length }
  const filter = { ...(state === undefined ? {} : { states: state }), ...(repo === undefined ? {} : { repo }) }
  const rest = await parts.thread.ask({ kind: 'archived', request: { ...request, ...filter } })
  return { sessions: [...page, ...rest.sessions], more: total + rest.total > offset + limit, total: total + rest.total }
}

async function read(parts: SessionCommandParts, asked: CommandParsed<'worklog/read'>): Promise<CommandOutput<'worklog/read'>> {
  const session = await findRecorded(parts, { session: asked.session, cwd: asked.cwd })
  return { session, ...(await readEntries(parts.store, session.id, asked)) }
}

/** The order does not depend on who began first within a millisecond, so it is the same after a restart. */
const ORDERS: Readonly<Record<CommandParsed<'session/list'>['order'], (a: Session, b: Session) => number>> = {
  started: (a, b) => b.started_at - a.started_at || (a.id < b.id ? 1 : -1),
  activity: (a, b) => b.last_activity_at - a.last_activity_at || (a.id < b.id ? 1 : -1),
}
