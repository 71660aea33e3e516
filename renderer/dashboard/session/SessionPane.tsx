/** One session: its parts as tabs. Owns the tabs; each part loads what it shows by itself. */
import type { KeyboardEvent, ReactElement } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { plainText } from '../../../shared/ui/format.ts'
import { type Stores, useDaemon } from '../../stores/stores.ts'
import { useCommand } from '../commands.ts'
import { PLUGS } from '../plugs.tsx'
import { t } from '../text.ts'
import { TimelineTab } from '../timeline/TimelineTab.tsx'
import { SESSION_TABS, type SessionTab, type SessionView, type View } from '../view.ts'
import { FilesTab } from './FilesTab.tsx'
import { InfoTab } from './InfoTab.tsx'
import { SummaryTab } from './SummaryTab.tsx'

export interface SessionPaneProps {
  readonly stores: Stores
  readonly session: Session
  readonly view: SessionView
  /** What was searched for last, in lower case. */
  readonly words: readonly string[]
  readonly onOpen: (view: View, instead?: boolean) => void
}

const TABS = SESSION_TABS.filter((tab) => tab !== 'performance' || PLUGS.performance !== undefined)

export function SessionPane({ stores, session, view, words, onOpen }: SessionPaneProps): ReactElement {
  const tab = TABS.includes(view.tab) ? view.tab : 'timeline'
  const beside = (step: 1 | -1): SessionTab => TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length] ?? tab
  const show = (next: SessionTab): void => onOpen({ kind: 'session', id: session.id, tab: next }, true)
  useCommand('nextTab', () => show(beside(1)))
  useCommand('previousTab', () => show(beside(-1)))
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = ({ ArrowRight: 1, ArrowLeft: -1 } as const)[event.key as 'ArrowRight']
    if (step === undefined) return
    show(beside(step))
    document.getElementById(`tab-${beside(step)}`)?.focus()
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={t('tabs.name', { id: plainText(session.backlog_id, 60) })} onKeyDown={onKeyDown}>
        {TABS.map((each) => (
          <button
            key={each}
            id={`tab-${each}`}
            type="button"
            role="tab"
            aria-selected={each === tab}
            aria-controls="part"
            tabIndex={each === tab ? 0 : -1}
            onClick={() => show(each)}
          >
            {t(`tab.${each}`)}
          </button>
        ))}
      </div>
      <div id="part" className="part" role="tabpanel" aria-labelledby={`tab-${tab}`}>
        <Part key={session.id} tab={tab} {...{ stores, session, view, words, onOpen }} />
      </div>
    </>
  )
}

function Part({ tab, stores, session, view, words, onOpen }: SessionPaneProps & { readonly tab: SessionTab }): ReactElement | null {
  const enabled = useDaemon(stores).link === 'up'
  switch (tab) {
    case 'timeline':
      return <TimelineTab stores={stores} session={session} seq={view.seq ?? null} words={words} />
    case 'summary':
      return <SummaryTab stores={stores} session={session} enabled={enabled} onOpen={onOpen} />
    case 'files':
      return <FilesTab stores={stores} session={session} onOpen={onOpen} />
    case 'performance': {
      const Plug = PLUGS.performance
      return Plug === undefined ? null : <Plug stores={stores} view={view} open={onOpen} />
    }
    case 'info':
      return <InfoTab stores={stores} session={session} enabled={enabled} />
  }
}
