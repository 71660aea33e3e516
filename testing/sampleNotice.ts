/** A notice and circumstances in which it is shown, for tests. Every field can be overridden. */
import type { Notice } from '../main/notifications/notice.ts'
import type { World } from '../main/notifications/plan.ts'
import { DEFAULT_SETTINGS } from '../shared/domain/settings.ts'
import { sampleSession, sampleState } from './electronDouble/sampleState.ts'

/** A Sunday afternoon, in the time zone of the machine. */
export const NOON = new Date(2026, 10, 22, 14, 0).getTime()

/** A notice that nothing holds back by itself, about the sample session. */
export function sampleNotice(differences: Partial<Notice> = {}): Notice {
  const session = sampleSession()
  return {
    kind: 'session.interrupted',
    subject: session.id,
    sessionId: session.id,
    words: 'interrupted',
    args: { id: session.backlog_id },
    subtitle: session.repo_name,
    actions: [],
    alerted: false,
    at: NOON,
    ...differences,
  }
}

/** Somebody at work, no window in front, defaults. The sample session is over, so that a notice about its end is true. */
export function sampleWorld(differences: Partial<World> = {}): World {
  const state = sampleState([sampleSession({ state: 'completed' })])
  return { settings: DEFAULT_SETTINGS, now: NOON, pausedUntil: 0, away: false, looking: false, state, startedHere: new Set(), ...differences }
}
