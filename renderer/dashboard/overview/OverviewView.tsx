/** Where everything stands: what records now and who works on it, what was done today, when, and what is to be decided next. */
import type { ReactElement } from 'react'
import { isLive } from '../../../shared/domain/session.ts'
import { agentLines } from '../../../shared/ui/agentLines.ts'
import { alertText } from '../../../shared/ui/alertStrip.ts'
import { byLastActivity, listRow } from '../../../shared/ui/dashboardRows.ts'
import { joined, t } from '../../../shared/ui/text.ts'
import { StateGlyph } from '../../components/StateGlyph.tsx'
import { type Stores, useDaemon, useNow } from '../../stores/stores.ts'
import { CitedRow } from '../library/CitedRow.tsx'
import { type Library, useLibrary } from '../library/useLibrary.ts'
import type { View } from '../view.ts'
import { HeatStrip } from './HeatStrip.tsx'
import { Insights } from './Insights.tsx'
import { useToday } from './useToday.ts'

const SHOWN = 5
const ALERTS_SHOWN = 3

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
  const alerts = state?.alerts ?? []
  return (
    <div className="overview">
      <dl className="today" aria-label={t('overview.today')}>
        {today.map(({ name, value }) => (
          <div key={name}>
            <dd>{value}</dd>
            <dt>{name}</dt>
          </div>
        ))}
      </dl>
      <HeatStrip stores={stores} />
      <Live stores={stores} open={open} />
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

function Live({ stores, open }: OverviewProps): ReactElement {
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const agents = Object.values(state?.agents ?? {})
  const live = Object.values(state?.sessions ?? {})
    .filter(isLive)
    .sort(byLastActivity)
  return (
    <section aria-label={t('overview.live')}>
      <h2>{t('overview.live')}</h2>
      {live.length === 0 && <p className="caption">{t('overview.noLive')}</p>}
      <ul className="live">
        {live.map((session) => {
          const row = listRow(session, state?.alerts ?? [], now)
          const [agent] = agentLines(session, agents, now)
          return (
            <li key={session.id} className="cited">
              <button type="button" title={row.name} onClick={() => open({ kind: 'session', id: session.id, tab: 'timeline' })}>
                <StateGlyph state={row.state} />
                <b>{row.backlogId}</b>
                <span className="said">{joined([row.repo, row.branch], 'separator.dot')}</span>
                {agent !== undefined && <span data-agent={agent.state}>{joined([agent.says, agent.age], 'separator.dot')}</span>}
                <span className="from">{joined([t('overview.notes', { changes: session.changes, entries: session.entries }), row.age], 'separator.dot')}</span>
              </button>
            </li>
          )
        })}
      </ul>
    </section>
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
