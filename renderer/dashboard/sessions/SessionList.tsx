// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
/**
 * The sessions of a list, however many. One stop for Tab: the grid has the focus and says which row is current, since a row that is
 * scrolled away is not there. Walking with the keys opens, as a click does.
 */
import { type KeyboardEvent, type ReactElement, useEffect, useId, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { listRow } from '../../../shared/ui/dashboardRows.ts'
import { type Stores, useDaemon, useNow } from '../../stores/stores.ts'
import { t } from '../text.ts'
import type { ListView } from '../view.ts'
import { useRows } from '../virtual/useRows.ts'
import { rowByKey } from '../virtual/virtualWindow.ts'
import { ROW_HEIGHT, SessionRow } from './SessionRow.tsx'
import { useSessionList } from './useSessionList.ts'

export interface SessionListProps {
  readonly stores: Stores
  readonly list: ListView
  /** Id of the session that is open. */
  readonly current: string | null
  /** `by` the keys, each step takes the place of the one before. */
  readonly onOpen: (session: Session, by: 'pointer' | 'keys') => void
  /** Return: on to what is open. */
  readonly onEnter: () => void
}

export function SessionList({ stores, list, current, onOpen, onEnter }: SessionListProps): ReactElement {
  const prefix = useId()
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const sessions = useSessionList(stores, list)
  const { count, at, need } = sessions
  const { scroller, range, onScroll, extent, reveal } = useRows({ rowHeight: ROW_HEIGHT, count })
  /** A row that keys led to and that is not there yet. */
  const [wanted, setWanted] = useState<number | null>(null)
  const here = wanted ?? (current === null ? -1 : sessions.indexOf(current))
  const found = wanted === null ? undefined : at(wanted)

  // biome-ignore lint/correctness/useExhaustiveDependencies: a new range is what matters; `need` is another function each time.
  useEffect(() => need(range), [range, count])
  useEffect(() => {
    if (found === undefined) return
    setWanted(null)
    onOpen(found, 'keys')
  }, [found, onOpen])
  const go = (index: number): void => {
    reveal(index)
    const session = at(index)
    if (session === undefined) return setWanted(index)
    setWanted(null)
    onOpen(session, 'keys')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.metaKey || event.ctrlKey || event.altKey) return
    const next = rowByKey(event.key, here, extent())
    if (next !== null) go(next)
    else if (event.key === 'Enter' && current !== null) onEnter()
    else return
    event.preventDefault()
  }

  if (sessions.failure !== null && count === 0) return <Trouble text={sessions.failure} />
  if (count === 0) return sessions.isLoading ? <Bones /> : <p className="nothing">{emptyText(list)}</p>
  const indexes = Array.from({ length: range.to - range.from }, (_, offset) => range.from + offset)
  return (
    <div className="scroller" ref={scroller} onScroll={onScroll}>
      <div
        className="rows"
        role="grid"
        tabIndex={0}
        aria-label={t('list.name')}
        aria-rowcount={count}
        aria-activedescendant={here >= range.from && here < range.to ? `${prefix}${here}` : undefined}
        style={{ blockSize: count * ROW_HEIGHT }}
        onKeyDown={onKeyDown}
        {...sessions.hold}
      >
        {indexes.map((index) => {
          const session = at(index)
          const row = session === undefined ? null : listRow(session, state?.alerts ?? [], now)
          return (
            <SessionRow
              key={session?.id ?? index}
              id={`${prefix}${index}`}
              index={index}
              row={row}
              isCurrent={index === here}
              onOpen={() => session !== undefined && onOpen(session, 'pointer')}
            />
          )
        })}
      </div>
    </div>
  )
}

function emptyText(list: ListView): string {
  return list.kind === 'repository' ? t('empty.sessions.repository') : t(`empty.sessions.${list.group}`)
}

function Trouble({ text }: { readonly text: string }): ReactElement {
  return (
    <p className="nothing" role="alert">
      {text}
    </p>
  )
}

/** Rows of the final height; the style sheet shows them only when loading takes long enough to notice. */
function Bones(): ReactElement {
  return (
    <div className="bones" role="img" aria-label={t('loading')}>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="bone" />
      ))}
    </div>
  )
}
