/**
 * The start after a stop, a crash or a power cut: takes over what the store knows, brings the files up to it, and goes
 * on recording what recorded. What changed while nothing ran is found by comparing with the last scan. Nothing is
 * ever removed here.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import { ENDED_KEPT, REPOSITORIES_KEPT } from '../../shared/state/appState.ts'
import { sweepTemporaries } from '../base/atomicFile.ts'
import { background } from '../base/background.ts'
import { folderIdentity } from '../base/folderIdentity.ts'
import { locateRepository } from '../git/repoState.ts'
import type { RegistryProjection } from '../registry/registry.ts'
import type { WorklogProjection } from '../worklog/projection.ts'
import type { SessionsParts } from './sessions.ts'
import { interrupted } from './transitions.ts'

/** Pauses between two tries to go on with what recorded. */
const FIRST_RETRY_MS = 1_000
const LONGEST_RETRY_MS = 30_000

export interface RecoverParts extends SessionsParts {
  readonly worklogs: WorklogProjection
  readonly registry: RegistryProjection
}

/** Takes over the stored sessions; those that recorded go on in the background, each repository for itself, unless `goOn` is false. */
export async function recover(parts: RecoverParts, { goOn: goesOn = true } = {}): Promise<void> {
  const { store, recorder, hub } = parts
  const [stored, repositories, behind] = await Promise.all([
    store.run({ kind: 'sessions' }),
    store.run({ kind: 'repositories' }),
    store.run({ kind: 'behind' }),
  ])
  const sessions = stored.map((session): Session => (session.state === 'recording' ? { ...session, capture: 'starting' } : session))
  for (const session of sessions) {
    const open = isLive(session) ? await store.run({ kind: 'openChanges', sessionId: session.id }) : []
    recorder.adopt(session, open)
  }
  hub.seed({ sessions: Object.fromEntries(shown(sessions).map((session) => [session.id, session])), repositories: repositories.slice(0, REPOSITORIES_KEPT) })
  for (const gitDir of new Set(sessions.filter(isLive).map((session) => session.git_dir))) await sweepTemporaries(join(gitDir, 'scribe'))
  for (const session of sessions) {
    if (behind.includes(session.id)) parts.worklogs.touch(session)
    if (isLive(session)) parts.registry.touch(session.repo)
  }
  if (!goesOn) return
  const recording = recordingByRepo(sessions)
  // Before anybody can ask for anything: what changed while nothing ran belongs to these, whoever comes first.
  await Promise.all([...recording].map(([repo, ids]) => expectEarlier(parts, repo, ids)))
  for (const [repo, ids] of recording) background(untilGoingOn(parts, repo, ids), 'going on with a session', parts.log)
}

/** Tried again until it works or nobody wants it any more: a Git or a disk that fails at the start must not end a recording unseen. */
async function untilGoingOn(parts: RecoverParts, repo: string, sessionIds: readonly string[]): Promise<void> {
  const wanted = (): string[] => sessionIds.filter((id) => parts.recorder.get(id)?.state === 'recording' && parts.captures.get(repo)?.paces.has(id) !== true)
  for (let pause = FIRST_RETRY_MS; ; pause = Math.min(2 * pause, LONGEST_RETRY_MS)) {
    const ids = wanted()
    if (ids.length === 0) return
    try {
      return await goOn(parts, repo, ids)
    } catch (error) {
      parts.log.warn('a session could not be gone on with yet', { repo, error, pause })
    }
    await new Promise((resolve) => setTimeout(resolve, pause).unref())
  }
}

async function expectEarlier({ store, recorder, captures }: RecoverParts, repo: string, sessionIds: readonly string[]): Promise<void> {
  const last = recorder.get(sessionIds[0] ?? '')
  // A volume that does not answer yet is looked at again when it does.
  if (!(await isSameFolder(repo, last).catch(() => true))) return
  const files = new Map(await store.run({ kind: 'snapshot', repo }))
  const known = { head: last?.head ?? null, branch: last?.branch ?? null, files }
  captures.expect(repo, { known, sessionIds, aliveAt: await lastAlive(last) })
}

async function goOn(parts: RecoverParts, repo: string, sessionIds: readonly string[]): Promise<void> {
  const { git, captures, recorder } = parts
  const location = await locateRepository(git, repo).catch(goneOrThrow)
  if (location?.root !== repo || !(await isSameFolder(repo, recorder.get(sessionIds[0] ?? '')))) return await giveUp(parts, sessionIds)
  captures.release(await captures.enter(location))
}

async function isSameFolder(repo: string, session: Session | undefined): Promise<boolean> {
  return session?.root_id === null || session?.root_id === (await folderIdentity(repo))
}

/** That there is no repository is an answer; that Git could not be asked is none. */
function goneOrThrow(error: unknown): null {
  if (error instanceof ScribeError && error.code.startsWith('repo.')) return null
  throw error
}

/** When Scribe is known to have watched last: the marker is written every 30 s, the session tells of its last change. */
async function lastAlive(session: Session | undefined): Promise<number> {
  const marker = await stat(join(session?.git_dir ?? '', 'scribe', 'canary')).catch(() => null)
  return Math.max(marker?.mtimeMs ?? 0, session?.last_activity_at ?? 0)
}

/** The repository is not there (moved, disk ejected): the sessions end as interrupted, their record stays. */
async function giveUp(parts: RecoverParts, sessionIds: readonly string[]): Promise<void> {
  const now = parts.clock.wall()
  parts.captures.forget(parts.recorder.get(sessionIds[0] ?? '')?.repo ?? '')
  const gone = sessionIds.flatMap((id) => parts.recorder.get(id) ?? [])
  await parts.recorder.commit(
    gone.map((session) => ({ session: interrupted(session, now), tellChanges: true, topic: 'session.stopped' as const })),
    now,
  )
  for (const session of gone) parts.alerts.raise({ code: 'repo.gone', subject: session.repo, args: { repo: session.repo_name } })
}

/** All live sessions and the newest ended ones. */
function shown(sessions: readonly Session[]): Session[] {
  return [...sessions.filter(isLive), ...sessions.filter((session) => !isLive(session)).slice(-ENDED_KEPT)]
}

function recordingByRepo(sessions: readonly Session[]): Map<string, string[]> {
  const groups = new Map<string, string[]>()
  for (const session of sessions) {
    if (session.state === 'recording') groups.set(session.repo, [...(groups.get(session.repo) ?? []), session.id])
  }
  return groups
}
