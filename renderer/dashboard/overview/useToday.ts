/** The day in a few figures: what was worked on since midnight, out of the standup of today. */
import { useEffect, useState } from 'react'
import type { StandupItem } from '../../../shared/summaries/rollUps.ts'
import { t } from '../../../shared/ui/text.ts'
import { type Stores, useDaemon } from '../../stores/stores.ts'

const SETTLES_MS = 1_000

export interface Figure {
  readonly name: string
  readonly value: string
}

export function useToday(stores: Stores): readonly Figure[] {
  const [items, setItems] = useState<readonly StandupItem[]>([])
  const { state } = useDaemon(stores)
  const { bridge } = stores
  const entries = Object.values(state?.sessions ?? {}).reduce((sum, session) => sum + session.entries, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sum means another day.
  useEffect(() => {
    let isWanted = true
    const ask = async (): Promise<void> => {
      const reply = await bridge.call('standup/get', { since: new Date().setHours(0, 0, 0, 0) })
      if (isWanted && reply.ok) setItems(reply.result.items)
    }
    const timer = setTimeout(() => void ask(), items.length === 0 ? 0 : SETTLES_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [bridge, entries])
  return figuresOf(items)
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
