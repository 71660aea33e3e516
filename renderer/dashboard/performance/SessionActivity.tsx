/** How much each of the busiest sessions recorded over a range: one strip a session, all on one scale. A press opens the session. */
import type { ReactElement } from 'react'
import { clockTime } from '../../../shared/ui/format.ts'
import { joined, t } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { useRecorded } from '../library/useLibrary.ts'
import { HeatCells } from '../parts/HeatCells.tsx'
import { useFresh } from '../useFresh.ts'

/** More strips than this nobody compares. */
const SESSIONS = 6
const STEPS = 60
const EVERY_MS = 3_000
const DAY_MS = 86_400_000

interface SessionActivityProps {
  readonly stores: Stores
  /** ms. */
  readonly rangeMs: number
  /** This one alone. */
  readonly only?: string | undefined
  readonly open?: ((sessionId: string) => void) | undefined
}

export function SessionActivity({ stores, rangeMs, only, open }: SessionActivityProps): ReactElement {
  const stepMs = rangeMs / STEPS
  const ask = async () => {
    const from = Date.now() - rangeMs
    const reply = await stores.bridge.call('session/activity', { from, step_ms: stepMs, steps: STEPS, limit: 100 })
    return reply.ok ? { from, sessions: reply.result.sessions } : null
  }
  const found = useFresh({ key: String(rangeMs), moves: useRecorded(stores), everyMs: EVERY_MS, ask })
  const wanted = (found?.sessions ?? []).filter(({ session_id }) => only === undefined || session_id === only).slice(0, SESSIONS)
  const most = Math.max(1, ...wanted.flatMap(({ counts }) => counts))
  const when = (at: number): string => (rangeMs > DAY_MS ? new Date(at).toLocaleString([], { dateStyle: 'short', timeStyle: 'short' }) : clockTime(at))
  return (
    <section className="chart strips" aria-label={t('chart.sessions')}>
      <header>
        <h2>{t('chart.sessions')}</h2>
      </header>
      <p className="caption">{wanted.length === 0 ? t('chart.nothing') : t('chart.sessions.caption')}</p>
      <ul>
        {wanted.map(({ session_id, backlog_id, repo_name, counts }) => {
          const count = counts.reduce((sum, one) => sum + one, 0)
          return (
            <li key={session_id}>
              <button type="button" title={joined([backlog_id, repo_name], 'separator.dot')} onClick={() => open?.(session_id)}>
                <b>{backlog_id}</b>
                <span className="from">{repo_name}</span>
              </button>
              <HeatCells
                counts={counts}
                most={most}
                from={found?.from ?? 0}
                stepMs={stepMs}
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
