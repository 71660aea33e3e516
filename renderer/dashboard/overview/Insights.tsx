/** What stands out over all sessions: files that keep coming back, decisions taken back, ideas and work that were left. */
import { type ReactElement, useEffect, useState } from 'react'
import type { Insights as Found } from '../../../shared/summaries/rollUps.ts'
import { plainText, shortDuration } from '../../../shared/ui/format.ts'
import { useNow } from '../../stores/stores.ts'
import { CitedRow } from '../library/CitedRow.tsx'
import { t } from '../text.ts'
import type { OverviewProps } from './OverviewView.tsx'

const SHOWN = 4

export function Insights({ stores, open }: OverviewProps): ReactElement | null {
  const { bridge } = stores
  const now = useNow(stores)
  const [found, setFound] = useState<Found | null>(null)
  useEffect(() => {
    void bridge.call('insights/get', {}).then((reply) => reply.ok && setFound(reply.result))
  }, [bridge])
  if (found === null || found.recurring.length + found.reversed.length + found.ideas_left.length + found.stalled.length === 0) return null
  const session = (id: string, seq?: number) => open({ kind: 'session', id, tab: 'timeline', ...(seq === undefined ? {} : { seq }) })
  return (
    <section aria-label={t('insights.title')}>
      <h2>{t('insights.title')}</h2>
      <ul>
        {found.recurring.slice(0, SHOWN).map(({ repo, path, changes, session_id, seq, backlog_ids }) => (
          <li key={`${repo} ${path}`} className="cited">
            <button type="button" onClick={() => session(session_id, seq)}>
              <span className="said">{t('insights.recurring', { path: plainText(path, 120), changes, sessions: backlog_ids.length })}</span>
            </button>
          </li>
        ))}
        {found.reversed.slice(0, SHOWN).map(({ after }) => (
          <CitedRow key={`${after.session_id} ${after.line.at}`} item={prefixed(after, t('insights.reversed'))} now={now} open={open} />
        ))}
        {found.ideas_left.slice(0, SHOWN).map((item) => (
          <CitedRow key={`${item.session_id} ${item.line.at}`} item={prefixed(item, t('insights.idea'))} now={now} open={open} />
        ))}
        {found.stalled.slice(0, SHOWN).map(({ session_id, backlog_id, repo_name, since }) => (
          <li key={session_id} className="cited">
            <button type="button" onClick={() => session(session_id)}>
              <span className="said">
                {t('insights.stalled', { id: plainText(backlog_id, 60), repo: plainText(repo_name, 60), time: shortDuration(now - since) })}
              </span>
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

function prefixed(item: Found['ideas_left'][number], words: string): Found['ideas_left'][number] {
  return { ...item, line: { ...item.line, text: `${words} ${item.line.text}` } }
}
