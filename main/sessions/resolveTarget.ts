/**
 * Which session somebody means: by its id, by backlog id, or by the folder they stand in. Pure. Never guesses between
 * two: that is `session.ambiguous` with the candidates.
 */
import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'

export interface Target {
  /** A session's id or a backlog id. */
  readonly session?: string | undefined
  /** Root of the repository the caller stands in, if it is one. */
  readonly root?: string | null | undefined
  /** Backlog id that the branch or the state file of that repository names. */
  readonly detected?: string | null | undefined
}

/** The one session meant. `sessions` are in order of their start. Throws `session.notFound` or `session.ambiguous`. */
export function resolveTarget(sessions: readonly Session[], target: Target): Session {
  if (target.session !== undefined) return byName(sessions, target.session, target.root)
  return byFolder(sessions, target)
}

function byName(sessions: readonly Session[], name: string, root: string | null | undefined): Session {
  const exact = sessions.find((session) => session.id === name)
  if (exact !== undefined) return exact
  const named = sessions.filter((session) => session.backlog_id === name)
  const here = named.filter((session) => session.repo === root)
  const found = oneOf(here.length > 0 ? here : named)
  if (found === null) throw new ScribeError('session.notFound', `No session ${name} is known. "scribe list" shows the sessions, "scribe start" begins one.`)
  return found
}

function byFolder(sessions: readonly Session[], target: Target): Session {
  if (target.root === null || target.root === undefined) {
    throw new ScribeError('session.notFound', 'This folder is in no Git repository. Go to one, or name the session with --backlog-id.')
  }
  const live = sessions.filter((session) => session.repo === target.root && isLive(session))
  const detected = live.filter((session) => session.backlog_id === target.detected)
  const found = oneOf(detected.length > 0 ? detected : live)
  if (found === null) throw new ScribeError('session.notFound', 'Nothing is being recorded in this repository. "scribe start" begins a session.')
  return found
}

/** The only one, the latest of one backlog item in one repository, or an error when several could be meant. */
function oneOf(candidates: readonly Session[]): Session | null {
  const live = candidates.filter(isLive)
  const pool = live.length > 0 ? live : candidates
  const items = new Map(pool.map((session) => [`${session.repo}\0${session.backlog_id}`, session]))
  if (items.size <= 1) return [...items.values()][0] ?? null
  const names = [...items.values()].map((session) => `${session.backlog_id} in ${session.repo}`)
  throw new ScribeError('session.ambiguous', `Several sessions could be meant: ${names.join(', ')}. Name one with --backlog-id, from its repository.`, {
    data: { candidates: [...items.values()].map(({ id, backlog_id, repo }) => ({ id, backlog_id, repo })) },
  })
}
