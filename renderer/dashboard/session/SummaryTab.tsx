/**
 * Session > Summary: what the record says, each line with the entry it rests on a press away. Generated text is never edited here; what
 * is not shown is counted.
 */
import { type ReactElement, useEffect, useMemo } from 'react'
import { useStore } from 'zustand'
import type { Session } from '../../../shared/domain/session.ts'
import type { CitedSummary } from '../../../shared/summaries/citedSummary.ts'
import { clockTime } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { CitedSection } from '../parts/CitedSection.tsx'
import { CopyButton } from '../parts/CopyButton.tsx'
import { t } from '../text.ts'
import type { View } from '../view.ts'
import { CitedModel } from './citedModel.ts'

export interface SummaryTabProps {
  readonly stores: Stores
  readonly session: Session
  readonly enabled: boolean
  readonly onOpen: (view: View) => void
}

export function SummaryTab({ stores, session, enabled, onOpen }: SummaryTabProps): ReactElement {
  const model = useCited(stores, session.id)
  const { cited, isMaking, failure } = useStore(model.store)
  if (cited === null) {
    if (failure !== null) return <Nothing text={failure} action={{ label: t('blank.tryAgain'), run: () => void model.load() }} />
    return <Bones />
  }
  const { summary, markdown } = cited
  const isBehind = isMaking || summary.entries < session.entries
  return (
    <div className="summary">
      <div className="part-head">
        <p className="grow" role="status">
          {joined(
            [t('summary.made', { time: clockTime(summary.generated_at), count: summary.entries }), isBehind ? t('summary.updating') : ''],
            'separator.dot',
          )}
        </p>
        <CopyButton label={t('summary.copy')} text={() => markdown} />
        <button type="button" className="bezel" aria-disabled={!enabled || isMaking} onClick={() => void (enabled && !isMaking && model.regenerate())}>
          {t('summary.regenerate')}
        </button>
      </div>
      {failure !== null && (
        <p className="error" role="alert">
          {failure}
        </p>
      )}
      <Sections summary={summary} session={session} onOpen={onOpen} />
    </div>
  )
}

function Sections({
  summary,
  session,
  onOpen,
}: {
  readonly summary: CitedSummary
  readonly session: Session
  readonly onOpen: (view: View) => void
}): ReactElement {
  const { decisions, ideas, blockers, progress, next_steps, commits, left_out } = summary
  const committed = commits.items.map(({ id, subject, at, evidence }) => ({ text: `${id.slice(0, 9)}  ${subject}`, at, evidence }))
  const sections = [
    ['decisions', decisions.items, decisions.more],
    ['ideas', ideas.items, ideas.more],
    ['nextSteps', next_steps, 0],
    ['blockers', blockers.items, blockers.more],
    ['inProgress', progress.in_progress.items, progress.in_progress.more],
    ['done', progress.done.items, progress.done.more],
    ['commits', committed, commits.more],
  ] as const
  const filled = sections.filter(([, lines]) => lines.length > 0)
  if (filled.length === 0) return <Nothing text={t('summary.empty')} />
  const left = left_out.items.length + left_out.more
  return (
    <>
      {filled.map(([key, lines, more]) => (
        <CitedSection key={key} title={t(`summary.${key}`, { count: lines.length + more })} lines={lines} more={more} session={session.id} onOpen={onOpen} />
      ))}
      {left > 0 && <p className="hint">{t('summary.leftOut', { count: left })}</p>}
    </>
  )
}

function useCited({ bridge, daemon }: Stores, session: string): CitedModel {
  const model = useMemo(() => new CitedModel({ bridge, session, after: cancellable }), [bridge, session])
  useEffect(() => {
    void model.load()
    const end = daemon.listen((message) => model.hear(message))
    return () => {
      end()
      model.close()
    }
  }, [daemon, model])
  return model
}

function cancellable(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
