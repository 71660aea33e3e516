// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
/** The sessions of a list. The grid has the focus and says which row is current, since a row that is scrolled away is not there. */
import { type KeyboardEvent, type ReactElement, useId } from 'react'
import type { Alert } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import { listRow } from '../../shared/ui/dashboardRows.ts'
import { t } from '../../shared/ui/text.ts'
import { BranchName } from '../components/BranchName.tsx'
import { StateGlyph } from '../components/StateGlyph.tsx'

export interface SessionListProps {
  readonly sessions: readonly Session[]
  readonly alerts: readonly Alert[]
  readonly now: number
  readonly current: string | null
  readonly empty: string
  readonly onOpen: (session: Session) => void
}

export function SessionList({ sessions, alerts, now, current, empty, onOpen }: SessionListProps): ReactElement {
  const id = useId()
  const here = sessions.findIndex((session) => session.id === current)
  const onKeyDown = (event: KeyboardEvent): void => {
    const next = { ArrowDown: here + 1, ArrowUp: here - 1, Home: 0, End: sessions.length - 1 }[event.key]
    const session = next === undefined ? undefined : sessions[Math.max(0, Math.min(next, sessions.length - 1))]
    if (session === undefined) return
    event.preventDefault()
    onOpen(session)
  }
  if (sessions.length === 0) return <p className="nothing">{empty}</p>
  return (
    <div
      className="rows"
      role="grid"
      tabIndex={0}
      aria-label={t('list.name')}
      aria-rowcount={sessions.length}
      aria-activedescendant={here === -1 ? undefined : `${id}-${current}`}
      onKeyDown={onKeyDown}
    >
      {sessions.map((session, index) => {
        const row = listRow(session, alerts, now)
        return (
          <div
            key={row.id}
            id={`${id}-${row.id}`}
            role="row"
            tabIndex={-1}
            className="row"
            aria-rowindex={index + 1}
            aria-selected={row.id === current}
            aria-label={row.name}
            onClick={() => onOpen(session)}
            onKeyDown={() => undefined}
          >
            <div role="gridcell" className="what" tabIndex={-1}>
              <StateGlyph state={row.state} />
              <div className="names">
                <div className="line">
                  <b>{row.backlogId}</b>
                  <span>{row.repo}</span>
                </div>
                <BranchName parts={row.branchParts} title={row.branch} />
              </div>
            </div>
            <div role="gridcell" className="when" tabIndex={-1}>
              <div>{row.age}</div>
              <div>{row.standing}</div>
            </div>
          </div>
        )
      })}
    </div>
  )
}
