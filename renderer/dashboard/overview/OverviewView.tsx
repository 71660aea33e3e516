/** Where everything stands: what records now and who works on it, what was done today, when, and what is to be decided next. */
import type { ReactElement } from 'react'
import { alertText } from '../../../shared/ui/alertStrip.ts'
import { type Stores, useDaemon, useNow } from '../../stores/stores.ts'
import { CitedRow } from '../library/CitedRow.tsx'
import { type Library, useLibrary } from '../library/useLibrary.ts'
import { HeatStrip } from '../parts/HeatStrip.tsx'
import { useActivity } from '../parts/useActivity.ts'
import { t } from '../text.ts'
import type { View } from '../view.ts'
import { Insights } from './Insights.tsx'
import { LiveSessions } from './LiveSessions.tsx'
import { figuresOf, useToday } from './useToday.ts'

const SHOWN = 5
const ALERTS_SHOWN = 3
const EVERY_MS = 10_000
const DAY_MS = 86_400_000
/** Half an hour a cell. */
const STEPS = 48

export interface OverviewProps {
  readonly stores: Stores
  readonly open: (view: View) => void
}

export function OverviewView({ stores, open }: OverviewProps): ReactElement {
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const decisions = useLibrary(stores, 'decisions', SHOWN)
  const steps = useLibrary(stores, 'nextSteps', SHOWN)
  const today = useToday(stores)
  const activity = useActivity(stores, { ms: DAY_MS, steps: STEPS, everyMs: EVERY_MS })
  const alerts = state?.alerts ?? []
  return (
    <div className="overview">
      <dl className="today" aria-label={t('overview.today')}>
        {(today === null ? [] : figuresOf(today)).map(({ name, value }) => (
          <div key={name}>
            <dd>{value}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      {activity !== null && <HeatStrip activity={activity} />}
      <LiveSessions stores={stores} activity={activity} today={today} open={open} />
      {alerts.length > 0 && (
        <section aria-label={t('side.alerts')}>
          <h2>{t('side.alerts')}</h2>
          <ul>
            {alerts.slice(0, ALERTS_SHOWN).map((alert) => (
              <li key={alert.id} className="cited" data-severity={alert.severity}>
                <button type="button" onClick={() => open({ kind: 'alerts' })}>
                  <span className="said">{alertText(alert)}</span>
                </button>
              </li>
            ))}
          </ul>
        </section>
      )}
      <div className="halves">
        <Said name={t('overview.decisions')} library={decisions} now={now} open={open} none={t('library.empty.decisions')} />
        <Said name={t('overview.nextSteps')} library={steps} now={now} open={open} none={t('library.empty.nextSteps')} />
      </div>
      <Insights stores={stores} open={open} />
    </div>
  )
}

interface SaidProps {
  readonly name: string
  readonly library: Library | null
  readonly none: string
  readonly now: number
  readonly open: (view: View) => void
}

function Said({ name, library, none, now, open }: SaidProps): ReactElement {
  return (
    <section aria-label={name}>
      <h2>{name}</h2>
      {library?.items.length === 0 && <p className="caption">{none}</p>}
      <ul>
        {(library?.items ?? []).map((item) => (
          <CitedRow key={`${item.session_id} ${item.line.at} ${item.line.text}`} item={item} now={now} open={open} />
        ))}
      </ul>
    </section>
  )
}
