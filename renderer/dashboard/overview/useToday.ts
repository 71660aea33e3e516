/** The day in a few figures: what was recorded since midnight, in all sessions and in each. */
import type { CommandOutput } from '../../../shared/protocol/commands.ts'
import { span } from '../../../shared/ui/format.ts'
import type { Stores } from '../../stores/stores.ts'
import { useRecorded } from '../library/useLibrary.ts'
import { t } from '../text.ts'
import { useFresh } from '../useFresh.ts'

const EVERY_MS = 3_000

export type Day = CommandOutput<'day/get'>

export interface Figure {
  readonly name: string
  readonly value: string
}

/** `null` until the first answer. */
export function useToday(stores: Stores): Day | null {
  const { bridge } = stores
  const ask = async (): Promise<Day | null> => {
    const reply = await bridge.call('day/get', { since: new Date().setHours(0, 0, 0, 0) })
    return reply.ok ? reply.result : null
  }
  return useFresh({ key: '', moves: useRecorded(stores), everyMs: EVERY_MS, ask })
}

/** Of one day: sessions, time, files, decisions. Pure. */
export function figuresOf({ sessions, active_ms, files, decisions }: Day): Figure[] {
  return [
    { name: t('today.sessions', { count: sessions.length }), value: String(sessions.length) },
    { name: t('today.active'), value: span(active_ms) },
    { name: t('today.files', { count: files }), value: String(files) },
    { name: t('today.decisions', { count: decisions }), value: String(decisions) },
  ]
}
