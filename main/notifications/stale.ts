/** Whether a notice that has waited is still true. Pure: what has passed by itself is not worth a notification. */
import { isLive } from '../../shared/domain/session.ts'
import type { AppState } from '../../shared/state/appState.ts'
import type { Notice } from './notice.ts'

/** True if the state says otherwise by now, or if the person did it themselves in a window. */
export function isStale(notice: Notice, world: { readonly state: AppState; readonly startedHere: ReadonlySet<string> }): boolean {
  const session = notice.sessionId === null ? undefined : world.state.sessions[notice.sessionId]
  switch (notice.kind) {
    case 'session.stopped.idle':
    case 'session.stopped.branch':
    case 'session.stopped.push':
    case 'session.stopped.limit':
    case 'session.interrupted':
      return session === undefined || isLive(session)
    case 'context.changed':
      return session === undefined || !isLive(session) || (notice.words === 'branch' && notice.args.from === session.branch)
    case 'session.started':
      return session === undefined || !isLive(session) || world.startedHere.has(session.id)
    case 'session.idleWarning':
      return session?.state !== 'recording'
    default:
      return false
  }
}
