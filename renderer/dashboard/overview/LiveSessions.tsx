/** What records now: state, branch, who works on it, and when in the last 24 hours something was recorded. A press opens the session. */
import type { ReactElement } from 'react'
import { isLive, type Session } from '../../../shared/domain/session.ts'
import { agentLines } from '../../../shared/ui/agentLines.ts'
import { byLastActivity, listRow } from '../../../shared/ui/dashboardRows.ts'
import { joined } from '../../../shared/ui/text.ts'
import { StateGlyph } from '../../components/StateGlyph.tsx'
import { type Stores, useDaemon, useNow } from '../../stores/stores.ts'
import { HeatStrip } from '../parts/HeatStrip.tsx'
import type { Activity } from '../parts/useActivity.ts'
import { t } from '../text.ts'
import type { View } from '../view.ts'
import type { Day } from './useToday.ts'

interface LiveSessionsProps {
  readonly stores: Stores
  readonly activity: Activity | null
  /** `null` while it is not known. */
  readonly today: Day | null
  readonly open: (view: View) => void
}

export function LiveSessions({ stores, activity, today, open }: LiveSessionsProps): ReactElement {
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
          const recorded = [...todayOf(session, today), row.age]
          return (
            <li key={session.id} className="cited">
              <button type="button" title={row.name} onClick={() => open({ kind: 'session', id: session.id, tab: 'timeline' })}>
                <StateGlyph state={row.state} />
                <b>{row.backlogId}</b>
                <span className="said">{joined([row.repo, row.branch], 'separator.dot')}</span>
                {agent !== undefined && <span data-agent={agent.state}>{joined([agent.says, agent.age], 'separator.dot')}</span>}
                <span className="from">{joined(recorded, 'separator.dot')}</span>
              </button>
              {activity !== null && <HeatStrip activity={activity} of={session} />}
            </li>
          )
        })}
      </ul>
    </section>
  )
}

/** Files and notes of the day; nothing of what there was none. */
function todayOf({ id }: Session, today: Day | null): string[] {
  const { files = 0, notes = 0 } = today?.sessions.find(({ session_id }) => session_id === id) ?? {}
  return [files === 0 ? '' : t('overview.files', { count: files }), notes === 0 ? '' : t('overview.notes', { count: notes })]
}
