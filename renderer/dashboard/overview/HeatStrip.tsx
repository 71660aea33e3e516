/** The last 24 hours in one strip, an hour a cell: how much was recorded when. A sentence says the same. */
import { type ReactElement, useEffect, useState } from 'react'
import type { MetricsPoint } from '../../../shared/domain/metrics.ts'
import { clockTime } from '../../../shared/ui/format.ts'
import { t } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'

const HOUR = 3_600_000
const HOURS = 24
const EVERY_MS = 60_000
const STEPS = 4

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
  const all = hours.reduce((sum, { changes }) => sum + changes, 0)
  return (
    <div className="heat" role="img" aria-label={t('heat.name', { count: all })}>
      {hours.map(({ at, changes, heat }) => (
        <span key={at} data-heat={heat} title={t('heat.hour', { time: clockTime(at), count: changes })} />
      ))}
    </div>
  )
}

interface Hour {
  readonly at: number
  readonly changes: number
  /** 0 for nothing, to `STEPS` for the busiest hour. */
  readonly heat: number
}

/** The last 24 hours, oldest first; hours nobody measured are quiet ones. Pure. */
export function hoursOf(points: readonly MetricsPoint[], now: number): Hour[] {
  const last = Math.floor(now / HOUR)
  const sums = new Map<number, number>()
  for (const { at, counters } of points) sums.set(Math.floor(at / HOUR), (sums.get(Math.floor(at / HOUR)) ?? 0) + counters.changes)
  const most = Math.max(1, ...sums.values())
  return Array.from({ length: HOURS }, (_, index) => {
    const hour = last - HOURS + 1 + index
    const changes = sums.get(hour) ?? 0
    return { at: hour * HOUR, changes, heat: Math.ceil((changes / most) * STEPS) }
  })
}
