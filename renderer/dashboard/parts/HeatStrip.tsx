/** The last 24 hours in one strip, of one session or of all: how much was recorded when. A sentence says the same. */
import type { ReactElement } from 'react'
import { clockTime } from '../../../shared/ui/format.ts'
import { t } from '../text.ts'
import { HeatCells } from './HeatCells.tsx'
import { addedUp, sumOf } from './heat.ts'
import type { Activity } from './useActivity.ts'

interface HeatStripProps {
  /** Of the last 24 hours. */
  readonly activity: Activity
  readonly of?: { readonly id: string; readonly backlog_id: string }
}

export function HeatStrip({ activity: { from, stepMs, steps, sessions }, of }: HeatStripProps): ReactElement {
  const counts = addedUp(
    sessions.filter(({ session_id }) => of === undefined || session_id === of.id).map((session) => session.counts),
    steps,
  )
  const count = sumOf(counts)
  const name = of === undefined ? t('heat.all', { count }) : t('heat.day', { name: of.backlog_id, count })
  return <HeatCells counts={counts} from={from} stepMs={stepMs} when={clockTime} name={name} />
}
