/**
 * Which place a question is of: the session that is named, else the repository of the folder, else the only one that is recorded.
 * A folder in no repository is a place too, of which little is known; only a folder that is not there, or a name that several
 * sessions have, is refused.
 */
import { isAbsolute } from 'node:path'
import { messageOf, ScribeError } from '../../../shared/domain/error.ts'
import { isLive, type Session } from '../../../shared/domain/session.ts'
import type { GitClient } from '../../git/gitClient.ts'
import { gitFolders } from '../../git/gitFolders.ts'
import { nearestWorktree } from '../../git/nearestWorktree.ts'
import { locateRepository } from '../../git/repoState.ts'
import type { ContextPlace } from '../source.ts'

export interface AskedPlace {
  /** Id of a session, or backlog id. */
  readonly session?: string | undefined
  /** Absolute. */
  readonly cwd?: string | undefined
}

export interface PlaceParts {
  readonly git: GitClient
  /** All sessions known, in order of their start. */
  readonly sessions: () => readonly Session[]
  /** The session meant. Throws `session.notFound` or `session.ambiguous`. */
  readonly find: (asked: AskedPlace) => Promise<Session>
  readonly watched: (root: string) => boolean
}

/** Throws `repo.noSuchFolder`, `usage.badInput`, and for a named session what `find` throws. */
export async function placeOf(parts: PlaceParts, asked: AskedPlace): Promise<ContextPlace> {
  if (asked.session !== undefined) {
    const session = await parts.find(asked)
    return await placeAt(parts, session.repo, session)
  }
  if (asked.cwd === undefined) return await onlyPlace(parts)
  if (!isAbsolute(asked.cwd)) throw new ScribeError('usage.badInput', 'cwd takes an absolute path.')
  const root = await nearestWorktree(asked.cwd)
  if (root === null) return await outside(parts, asked.cwd)
  return await placeAt(parts, root, await sessionAt(parts, { root, cwd: asked.cwd }))
}

async function onlyPlace(parts: PlaceParts): Promise<ContextPlace> {
  const live = parts.sessions().filter(isLive)
  const [root, ...others] = new Set(live.map(({ repo }) => repo))
  if (root === undefined || others.length > 0) throw new ScribeError('usage.badInput', 'Say of what: name a "session", or a folder as "cwd".')
  return await placeAt(parts, root, newest(live))
}

async function placeAt(parts: PlaceParts, root: string, session: Session | null): Promise<ContextPlace> {
  const git = await gitFolders(root)
  const sessions = parts.sessions().filter((known) => known.repo === root)
  return { root, git, why: git === null ? `${root} is in no Git repository any more.` : null, sessions, session, watched: parts.watched(root) }
}

/** A folder without a worktree: Git says why, a bare repository for example. */
async function outside({ git }: PlaceParts, cwd: string): Promise<ContextPlace> {
  try {
    const found = await locateRepository(git, cwd)
    return { root: found.root, git: found, why: null, sessions: [], session: null, watched: false }
  } catch (error) {
    if (!(error instanceof ScribeError) || error.code === 'repo.noSuchFolder') throw error
    return { root: cwd, git: null, why: messageOf(error), sessions: [], session: null, watched: false }
  }
}

/** The session a folder means; where several could be, or none records, the latest of the repository. */
async function sessionAt(parts: PlaceParts, { root, cwd }: { root: string; cwd: string }): Promise<Session | null> {
  try {
    return await parts.find({ cwd })
  } catch (error) {
    if (!(error instanceof ScribeError)) throw error
    const here = parts.sessions().filter((session) => session.repo === root)
    const live = here.filter(isLive)
    return newest(live.length > 0 ? live : here)
  }
}

function newest(sessions: readonly Session[]): Session | null {
  return sessions.reduce<Session | null>((latest, session) => (latest === null || session.last_activity_at >= latest.last_activity_at ? session : latest), null)
}
