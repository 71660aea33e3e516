/**
 * Is every live session really recorded? Looks at folders and watches now, without waiting for an event. A paused session
 * whose repository is gone ends as interrupted; one that records is given up by its capture, which first waits for it.
 */
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Clock } from '../base/clock.ts'
import { folderIdentity } from '../base/folderIdentity.ts'
import type { Captures } from './captures.ts'
import type { Recorder } from './recorder.ts'
import { interrupted } from './transitions.ts'

export interface ValidateParts {
  readonly recorder: Recorder
  readonly captures: Captures
  readonly clock: Clock
}

type Found = CommandOutput<'session/validate'>
/** The volume does not answer. */
const SILENT = Symbol('silent')

type Problem = Found['problems'][number]['problem']

export async function validateSessions(parts: ValidateParts): Promise<Found> {
  const live = parts.recorder.all().filter(isLive)
  const problems: Found['problems'] = []
  for (const session of live) {
    const problem = await problemOf(parts.captures, session)
    if (problem !== null) problems.push({ problem, ...(await settle(parts, session, problem)) })
  }
  return { checked: live.length, problems }
}

async function problemOf(captures: Captures, session: Session): Promise<Problem | null> {
  const found = await folderIdentity(session.repo).catch(() => SILENT)
  if (found === SILENT) return 'watch.degraded'
  if (found === null) return 'repo.gone'
  if (session.root_id !== null && session.root_id !== found) return 'repo.replaced'
  if (session.state !== 'recording') return null
  const capture = captures.get(session.repo)
  if (capture === undefined || !capture.paces.has(session.id)) return 'watch.off'
  return capture.health === 'degraded' ? 'watch.degraded' : null
}

async function settle({ recorder, captures, clock }: ValidateParts, session: Session, problem: Problem): Promise<{ session: Session; ended: boolean }> {
  const isGone = problem === 'repo.gone' || problem === 'repo.replaced'
  if (!isGone || captures.get(session.repo)?.paces.has(session.id) === true) return { session, ended: false }
  return await recorder.order(session.repo).run(async () => {
    const latest = recorder.get(session.id) ?? session
    if (!isLive(latest)) return { session: latest, ended: false }
    const now = clock.wall()
    await recorder.commit([{ session: interrupted(latest, now), tellChanges: true, topic: 'session.stopped' }], now)
    return { session: recorder.get(session.id) ?? latest, ended: true }
  })
}
