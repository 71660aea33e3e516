/** One session: its parts as tabs. Owns the tabs; each part loads what it shows by itself. */
import type { KeyboardEvent, ReactElement } from 'react'
import type { Session } from '../../shared/domain/session.ts'
import { plainText } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'
import { InfoTab } from './InfoTab.tsx'
import type { SessionTab, SessionView, View } from './view.ts'

export interface SessionPaneProps {
  readonly session: Session
  readonly view: SessionView
  readonly onOpen: (view: View) => void
}

const TABS: readonly SessionTab[] = ['info']

export function SessionPane({ session, view, onOpen }: SessionPaneProps): ReactElement {
  const tab = TABS.includes(view.tab) ? view.tab : 'info'
  const show = (next: SessionTab | undefined): void => {
    if (next === undefined) return
    onOpen({ kind: 'session', id: session.id, tab: next })
    document.getElementById(`tab-${next}`)?.focus()
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key]
    if (step !== undefined) show(TABS[(TABS.indexOf(tab) + step + TABS.length) % TABS.length])
  }
  return (
    <>
      <div className="tabs" role="tablist" aria-label={t('tabs.name', { id: plainText(session.backlog_id) })} onKeyDown={onKeyDown}>
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
        <InfoTab session={session} />
      </div>
    </>
  )
}
