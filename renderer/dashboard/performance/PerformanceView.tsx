/** What Scribe costs and how fast it is, as charts over a range of time; for one session what that session cost. */
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import type { SessionMetrics } from '../../../shared/domain/metrics.ts'
import { latency } from '../../../shared/ui/format.ts'
import { t } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { csvOf } from '../charts/csv.ts'
import { ChartCard } from './ChartCard.tsx'
import { chartsOf } from './figures.ts'
import { Recommendations } from './Recommendations.tsx'
import { RANGE_NAMES, type RangeName, spanOf } from './ranges.ts'
import { useHistory } from './useHistory.ts'

/** Until the settings are there: their default, megabytes. */
const SOFT_MB = 220

export function PerformanceView({ stores, sessionId }: { readonly stores: Stores; readonly sessionId?: string }): ReactElement {
  const { bridge } = stores
  const [range, setRange] = useState<RangeName>('1h')
  const [isLive, setLive] = useState(true)
  const history = useHistory(bridge, range, isLive)
  const softMb = useSoftLimit(stores)
  const charts = useMemo(() => (history === null ? [] : chartsOf(history.points, softMb)), [history, softMb])
  const span = useMemo(() => spanOf(range, history?.at ?? 0), [range, history?.at])
  return (
    <div className="performance">
      <div className="bar">
        <fieldset className="ranges">
          <legend>{t('range.name')}</legend>
          {RANGE_NAMES.map((name) => (
            <button key={name} type="button" aria-pressed={name === range} onClick={() => setRange(name)}>
              {t(`range.${name}`)}
            </button>
          ))}
        </fieldset>
        <button type="button" className="bezel" aria-pressed={!isLive} onClick={() => setLive(!isLive)}>
          {t('chart.pause')}
        </button>
        <button type="button" className="bezel" aria-disabled={charts.length === 0} onClick={() => save(csvOf(charts))}>
          {t('chart.export')}
        </button>
      </div>
      {sessionId === undefined ? <Recommendations bridge={bridge} /> : <SessionCost stores={stores} sessionId={sessionId} />}
      <div className="charts">
        {charts.map((data) => (
          <ChartCard key={data.id} data={data} span={span} />
        ))}
      </div>
    </div>
  )
}

function SessionCost({ stores: { bridge }, sessionId }: { readonly stores: Stores; readonly sessionId: string }): ReactElement | null {
  const [cost, setCost] = useState<SessionMetrics | null>(null)
  useEffect(() => {
    let isWanted = true
    void bridge.call('metrics/sessions', {}).then((reply) => {
      if (isWanted && reply.ok) setCost(reply.result.sessions.find(({ session_id }) => session_id === sessionId) ?? null)
    })
    return () => {
      isWanted = false
    }
  }, [bridge, sessionId])
  if (cost === null) return <p className="caption">{t('cost.none')}</p>
  const { changes, entries, git_runs, git_ms, change_ms } = cost
  return <p className="caption">{t('cost.session', { changes, entries, runs: git_runs, git: latency(git_ms), p95: latency(change_ms.p95) })}</p>
}

function useSoftLimit({ bridge }: Stores): number {
  const [soft, setSoft] = useState(SOFT_MB)
  useEffect(() => {
    void bridge.call('settings/get', {}).then((reply) => reply.ok && setSoft(reply.result.settings['limits.memorySoft']))
  }, [bridge])
  return soft
}

/** Hands a file to the person, as a browser does. */
function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  Object.assign(link, { href: url, download: 'scribe-figures.csv' })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
