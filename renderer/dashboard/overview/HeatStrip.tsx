/** The last 24 hours in one strip, an hour a cell: how much was recorded when. A sentence says the same. */
import { type ReactElement, useEffect, useState } from 'react'
import type { MetricsPoint } from '../../../shared/domain/metrics.ts'
import { clockTime } from '../../../shared/ui/format.ts'
import { t } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { HeatCells } from '../parts/HeatCells.tsx'
import { HOUR, HOURS, hoursOf } from './hours.ts'

const EVERY_MS = 60_000

export function HeatStrip({ stores: { bridge } }: { readonly stores: Stores }): ReactElement {
  const [points, setPoints] = useState<readonly MetricsPoint[]>([])
  useEffect(() => {
    let isWanted = true
    const ask = async (): Promise<void> => {
      const to = Date.now()
      const reply = await bridge.call('metrics/history', { grain: 'hour', from: to - HOURS * HOUR, to })
      if (isWanted && reply.ok) setPoints(reply.result.points)
    }
    void ask()
    const timer = setInterval(() => document.hidden || void ask(), EVERY_MS)
    return () => {
      isWanted = false
      clearInterval(timer)
    }
  }, [bridge])
  const hours = hoursOf(points, Date.now())
  const counts = hours.map(({ changes }) => changes)
  const all = counts.reduce((sum, count) => sum + count, 0)
  return <HeatCells counts={counts} from={hours[0]?.at ?? 0} stepMs={HOUR} when={clockTime} name={t('heat.name', { count: all })} />
}
