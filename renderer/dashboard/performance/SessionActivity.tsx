/** How much each of the busiest sessions recorded over a range: one strip a session, all on one scale. A press opens the session. */
import type { ReactElement } from 'react'
import { clockTime } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { HeatCells } from '../parts/HeatCells.tsx'
import { sumOf } from '../parts/heat.ts'
import { useActivity } from '../parts/useActivity.ts'
import { t } from '../text.ts'
import { RANGES, type RangeName } from './ranges.ts'

/** More strips than this nobody compares. */
const SESSIONS = 6
const STEPS = 60
const DAY_MS = 86_400_000

export interface SessionActivityProps {
  readonly stores: Stores
  /** The life of this is one range: another one begins with nothing (`key`). */
  readonly range: RangeName
  /** This one alone. */
  readonly only: string | undefined
  readonly open: (sessionId: string) => void
}

export function SessionActivity({ stores, range, only, open }: SessionActivityProps): ReactElement {
  const { ms, everyMs } = RANGES[range]
  const activity = useActivity(stores, { ms, steps: STEPS, everyMs })
  const sessions = (activity?.sessions ?? []).filter(({ session_id }) => only === undefined || session_id === only).slice(0, SESSIONS)
  const most = Math.max(1, ...sessions.flatMap(({ counts }) => counts))
  const when = (at: number): string => (ms > DAY_MS ? new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' }) : clockTime(at))
  return (
    <section className="chart strips" aria-label={t('chart.sessions')}>
      <h2>{t('chart.sessions')}</h2>
      <p className="caption">{sessions.length === 0 ? t('chart.nothing') : t('chart.sessions.caption')}</p>
      <ul>
        {sessions.map(({ session_id, backlog_id, repo_name, counts }) => {
          const count = sumOf(counts)
          return (
            <li key={session_id}>
              <button type="button" title={joined([backlog_id, repo_name], 'separator.dot')} onClick={() => open(session_id)}>
                <b>{backlog_id}</b>
                <span className="from">{repo_name}</span>
              </button>
              <HeatCells
                counts={counts}
                most={most}
                from={activity?.from ?? 0}
                stepMs={activity?.stepMs ?? 0}
                when={when}
                name={t('heat.session', { name: backlog_id, count })}
              />
              <span className="from">{t('heat.entries', { count })}</span>
            </li>
          )
        })}
      </ul>
    </section>
  )
}
