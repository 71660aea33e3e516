/** The day in a few figures: what was worked on since midnight, out of the standup of today. */
import type { StandupItem } from '../../../shared/summaries/rollUps.ts'
import { t } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { useRecorded } from '../library/useLibrary.ts'
import { useFresh } from '../useFresh.ts'

const EVERY_MS = 3_000

export interface Figure {
  readonly name: string
  readonly value: string
}

export function useToday(stores: Stores): readonly Figure[] {
  const { bridge } = stores
  const ask = async (): Promise<readonly StandupItem[] | null> => {
    const reply = await bridge.call('standup/get', { since: new Date().setHours(0, 0, 0, 0) })
    return reply.ok ? reply.result.items : null
  }
  return figuresOf(useFresh({ key: '', moves: useRecorded(stores), everyMs: EVERY_MS, ask }) ?? [])
}

/** Of one day: sessions, what was done, files, what comes next. Pure. */
export function figuresOf(items: readonly StandupItem[]): Figure[] {
  const count = (of: (item: StandupItem) => readonly unknown[]): string => String(items.reduce((sum, item) => sum + of(item).length, 0))
  return [
    { name: t('today.sessions'), value: String(items.length) },
    { name: t('today.done'), value: count(({ done }) => done) },
    { name: t('today.files'), value: count(({ files }) => files) },
    { name: t('today.next'), value: count(({ next }) => next) },
  ]
}
