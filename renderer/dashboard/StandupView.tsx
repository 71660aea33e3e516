/** What was done, what is open and what comes next, for each item of a time: to be read, or copied for others. */
import { type ReactElement, useEffect, useState } from 'react'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { plainText } from '../../shared/ui/format.ts'
import { type Stores, useDaemon, useNow } from '../stores/stores.ts'
import { Bones, Nothing } from './parts/Blank.tsx'
import { CitedSection } from './parts/CitedSection.tsx'
import { CopyButton } from './parts/CopyButton.tsx'
import { t } from './text.ts'
import type { View } from './view.ts'

type Standup = CommandOutput<'standup/get'>

const SPANS = ['today', 'yesterday', 'week'] as const
type Span = (typeof SPANS)[number]
const DAYS_BACK: Readonly<Record<Span, number>> = { today: 0, yesterday: 1, week: 7 }

export function StandupView({ stores, onOpen }: { readonly stores: Stores; readonly onOpen: (view: View) => void }): ReactElement {
  const { bridge } = stores
  const { link } = useDaemon(stores)
  const [span, setSpan] = useState<Span>('yesterday')
  const [found, setFound] = useState<Standup | null>(null)
  const [failure, setFailure] = useState<string | null>(null)
  const today = new Date(useNow(stores)).setHours(0, 0, 0, 0)
  useEffect(() => {
    if (link !== 'up') return
    let isCurrent = true
    void bridge.call('standup/get', { since: daysBefore(today, DAYS_BACK[span]) }).then((reply) => {
      if (!isCurrent) return
      setFailure(reply.ok ? null : reply.error.message)
      if (reply.ok) setFound(reply.result)
    })
    return () => {
      isCurrent = false
    }
  }, [bridge, link, span, today])
  return (
    <div className="standup">
      <div className="part-head">
        <fieldset className="chips" aria-label={t('standup.span')}>
          {SPANS.map((each) => (
            <button key={each} type="button" aria-pressed={each === span} onClick={() => setSpan(each)}>
              {t(`standup.${each}`)}
            </button>
          ))}
        </fieldset>
        <CopyButton label={t('summary.copy')} disabled={found === null} text={() => found?.markdown ?? null} />
      </div>
      <Items found={found} failure={failure} onOpen={onOpen} />
    </div>
  )
}

function Items({
  found,
  failure,
  onOpen,
}: {
  readonly found: Standup | null
  readonly failure: string | null
  readonly onOpen: (view: View) => void
}): ReactElement {
  if (failure !== null) return <Nothing text={failure} />
  if (found === null) return <Bones />
  if (!found.items.some(hasSomething)) return <Nothing text={t('standup.empty')} />
  return (
    <div className="reading">
      {found.items.filter(hasSomething).map(({ session_id, backlog_id, repo_name, done, open, next, files }) => (
        <article key={session_id} className="item" aria-label={plainText(backlog_id, 60)}>
          <h2>
            <button type="button" onClick={() => onOpen({ kind: 'session', id: session_id, tab: 'summary' })}>
              {plainText(backlog_id, 60)}
            </button>
            <span>{plainText(repo_name, 60)}</span>
          </h2>
          {(
            [
              ['standup.done', done],
              ['standup.open', open],
              ['standup.next', next],
            ] as const
          ).map(
            ([key, lines]) =>
              lines.length > 0 && <CitedSection key={key} title={t(key)} lines={lines} more={0} level={3} session={session_id} onOpen={onOpen} />,
          )}
          {files.length > 0 && <p className="hint">{t('standup.files', { files: files.map((path) => plainText(path, 120)).join(', ') })}</p>}
        </article>
      ))}
    </div>
  )
}

/** A session that was only begun tells others nothing. */
function hasSomething({ done, open, next, files }: Standup['items'][number]): boolean {
  return done.length + open.length + next.length + files.length > 0
}

function daysBefore(midnight: number, days: number): number {
  const day = new Date(midnight)
  return day.setDate(day.getDate() - days)
}
