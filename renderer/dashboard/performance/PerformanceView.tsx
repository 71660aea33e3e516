/** What Scribe costs and how fast it is, as charts over a range of time; for one session what that session cost. */
import { type ReactElement, useEffect, useMemo, useState } from 'react'
import type { SessionMetrics } from '../../../shared/domain/metrics.ts'
import { latency } from '../../../shared/ui/format.ts'
import type { Stores } from '../../stores/stores.ts'
import { csvOf } from '../charts/csv.ts'
import { t } from '../text.ts'
import type { View } from '../view.ts'
import { ChartCard } from './ChartCard.tsx'
import { chartsOf, type Limits } from './figures.ts'
import { Recommendations } from './Recommendations.tsx'
import { RANGE_NAMES, type RangeName, spanOf } from './ranges.ts'
import { SessionActivity } from './SessionActivity.tsx'
import { SessionPicker } from './SessionPicker.tsx'
import { useHistory } from './useHistory.ts'

/** Until the settings are there: their defaults. */
const USUAL: Limits = { softMb: 220, gitRuns: 4 }

interface PerformanceProps {
  readonly stores: Stores
  /** Of this session; without it one can be picked. */
  readonly sessionId?: string
  readonly open: (view: View) => void
}

export function PerformanceView({ stores, sessionId, open }: PerformanceProps): ReactElement {
  const { bridge } = stores
  const [picked, setPicked] = useState<string | undefined>()
  const only = sessionId ?? picked
  const [range, setRange] = useState<RangeName>('1h')
  const [isLive, setLive] = useState(true)
  const history = useHistory(bridge, range, isLive)
  const limits = useLimits(stores)
  const charts = useMemo(() => (history === null ? [] : chartsOf(history.points, limits)), [history, limits])
  const span = useMemo(() => spanOf(range, history?.at ?? 0), [range, history?.at])
  return (
    <div className="performance">
      <div className="bar">
        <fieldset className="ranges">
          <legend className="unseen">{t('range.name')}</legend>
          {RANGE_NAMES.map((name) => (
            <button key={name} type="button" aria-pressed={name === range} onClick={() => setRange(name)}>
              {t(`range.${name}`)}
            </button>
          ))}
        </fieldset>
        {sessionId === undefined && <SessionPicker stores={stores} chosen={picked} choose={setPicked} />}
        <button type="button" className="bezel" aria-pressed={!isLive} onClick={() => setLive(!isLive)}>
          {t('chart.pause')}
        </button>
        <button type="button" className="bezel" aria-disabled={charts.length === 0} onClick={() => save(csvOf(charts))}>
          {t('chart.export')}
        </button>
      </div>
      {only === undefined ? <Recommendations bridge={bridge} /> : <SessionCost stores={stores} sessionId={only} />}
      <SessionActivity key={range} stores={stores} range={range} only={only} open={(id) => open({ kind: 'session', id, tab: 'timeline' })} />
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

function useLimits({ bridge }: Stores): Limits {
  const [limits, setLimits] = useState(USUAL)
  useEffect(() => {
    void bridge.call('settings/get', {}).then((reply) => {
      if (!reply.ok) return
      const { 'limits.memorySoft': softMb, 'limits.maxGitOps': gitRuns } = reply.result.settings
      setLimits({ softMb, gitRuns })
    })
  }, [bridge])
  return limits
}

/** Hands a file to the person, as a browser does. */
function save(text: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: 'text/csv' }))
  const link = document.createElement('a')
  Object.assign(link, { href: url, download: 'scribe-figures.csv' })
  link.click()
  setTimeout(() => URL.revokeObjectURL(url), 1_000)
}
