/** The figures of a range, asked for anew as long as they are looked at and not paused. */
import { useEffect, useState } from 'react'
import type { MetricsPoint } from '../../../shared/domain/metrics.ts'
import type { ScribeBridge } from '../../../shared/protocol/bridge.ts'
import { RANGES, type RangeName } from './ranges.ts'

export interface History {
  readonly points: readonly MetricsPoint[]
  /** Up to when they tell, ms since 1970. */
  readonly at: number
}

/** `null` until the first answer. */
export function useHistory(bridge: ScribeBridge, range: RangeName, isLive: boolean): History | null {
  const [history, setHistory] = useState<History | null>(null)
  useEffect(() => {
    let isWanted = true
    const { ms, grain, everyMs } = RANGES[range]
    const ask = async (): Promise<void> => {
      const at = Date.now()
      const reply = await bridge.call('metrics/history', { grain, from: at - ms, to: at })
      if (isWanted && reply.ok) setHistory({ points: reply.result.points, at })
    }
    void ask()
    // A page that nobody sees asks nothing.
    const timer = isLive ? setInterval(() => document.hidden || void ask(), everyMs) : undefined
    return () => {
      isWanted = false
      clearInterval(timer)
    }
  }, [bridge, range, isLive])
  return history
}
