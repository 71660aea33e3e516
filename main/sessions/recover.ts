/**
 * The start after a stop, a crash or a power cut: takes over what the store knows, brings the files up to it, and goes
 * on recording what recorded. What changed while nothing ran is found by comparing with the last scan. Nothing is
 * ever removed here.
 */
import { stat } from 'node:fs/promises'
import { join } from 'node:path'
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
  for (const [repo, ids] of recordingByRepo(sessions)) background(goOn(parts, repo, ids), 'going on with a session', parts.log)
}

async function goOn(parts: RecoverParts, repo: string, sessionIds: readonly string[]): Promise<void> {
  const { git, store, captures, recorder } = parts
  const location = await locateRepository(git, repo).catch(() => null)
  const last = recorder.get(sessionIds[0] ?? '')
  const isSame = last?.root_id === null || last?.root_id === (await folderIdentity(repo))
  if (location?.root !== repo || !isSame) return await giveUp(parts, sessionIds)
  const files = new Map(await store.run({ kind: 'snapshot', repo }))
  const known = { head: last?.head ?? null, branch: last?.branch ?? null, files }
  captures.release(await captures.enter(location, { known, sessionIds, aliveAt: await lastAlive(location.gitDir, last) }))
}

/** When Scribe is known to have watched last: the marker is written every 30 s, the session tells of its last change. */
async function lastAlive(gitDir: string, session: Session | undefined): Promise<number> {
  const marker = await stat(join(gitDir, 'scribe', 'canary')).catch(() => null)
  return Math.max(marker?.mtimeMs ?? 0, session?.last_activity_at ?? 0)
}

/** The repository is not there (moved, disk ejected): the sessions end as interrupted, their record stays. */
async function giveUp(parts: RecoverParts, sessionIds: readonly string[]): Promise<void> {
  const now = parts.clock.wall()
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
