/** How much each session recorded in equal spans of a time up to now; asked for anew while something is recorded, at most so often. */
import type { CommandOutput } from '../../../shared/protocol/commands.ts'
import type { Stores } from '../../stores/stores.ts'
import { useRecorded } from '../library/useLibrary.ts'
import { useFresh } from '../useFresh.ts'

const MOST_SESSIONS = 100

export interface Activity {
  /** When the first span began, ms since 1970. */
  readonly from: number
  readonly stepMs: number
  readonly steps: number
  /** Busiest first. */
  readonly sessions: CommandOutput<'session/activity'>['sessions']
}

export interface ActivityAsked {
  /** The time in all, ms, and into how many spans it is cut. */
  readonly ms: number
  readonly steps: number
  readonly everyMs: number
}

/** `null` until the first answer. */
export function useActivity(stores: Stores, { ms, steps, everyMs }: ActivityAsked): Activity | null {
  const stepMs = ms / steps
  const ask = async (): Promise<Activity | null> => {
    const from = Date.now() - ms
    const reply = await stores.bridge.call('session/activity', { from, step_ms: stepMs, steps, limit: MOST_SESSIONS })
    return reply.ok ? { from, stepMs, steps, sessions: reply.result.sessions } : null
  }
  return useFresh({ key: `${ms} ${steps}`, moves: useRecorded(stores), everyMs, ask })
}
