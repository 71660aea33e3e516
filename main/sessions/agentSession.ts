/** The session of an agent: the one that records where it works, or one begun for it, if the person wants that of agents. */
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { Logger } from '../base/logger.ts'
import type { Recorder } from './recorder.ts'
import type { Sessions } from './sessions.ts'

export interface AgentSessionParts {
  readonly sessions: Pick<Sessions, 'start'>
  readonly recorder: Pick<Recorder, 'all'>
  readonly settings: () => Settings
  readonly log: Logger
}

/** What records in `root`; of several the one that changed last, since nobody says which of them an agent works for. */
export function recordingIn(recorder: Pick<Recorder, 'all'>, root: string): Session | null {
  const there = recorder.all().filter(({ repo, state }) => repo === root && state === 'recording')
  return there.sort((a, b) => b.last_activity_at - a.last_activity_at)[0] ?? null
}

/** Begins a session in `root` for an agent that has come, where nothing records and the person wants it; `null` otherwise. */
export async function beginForAgent({ sessions, recorder, settings, log }: AgentSessionParts, root: string): Promise<Session | null> {
  const wanted = settings()['recording.autoStart']
  const known = recorder.all().filter(({ repo }) => repo === root)
  if (wanted === 'off' || (wanted === 'knownRepos' && known.length === 0)) return null
  // What the person has paused stays so.
  if (known.some(({ state }) => state === 'recording' || state === 'paused')) return null
  return await sessions.start({ cwd: root, on_limit: 'ask' }).then(
    ({ session }) => session,
    (error: unknown) => {
      log.info('a session was not begun for an agent', { root, error })
      return null
    },
  )
}
