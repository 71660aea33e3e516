/**
 * The sessions: one stop for Tab, walked through with the arrow keys. Owns which row is current and where the focus
 * goes; orders go to `actions`, and every change of a row comes back as an event.
 */
import { type KeyboardEvent, type ReactElement, useRef, useState } from 'react'
import { t } from '../../shared/ui/text.ts'
import type { SessionRow as Row } from '../../shared/ui/ui-contract.ts'
import type { SessionActions } from '../stores/sessionActions.ts'
import { listOrder } from './listKeys.ts'
import { SessionRow } from './SessionRow.tsx'
import { useHeldOrder } from './useHeldOrder.ts'

/** More rows than anybody reads; the rest is counted. */
const ROWS_SHOWN = 50

export interface SessionListProps {
  readonly rows: readonly Row[]
  readonly enabled: boolean
  readonly actions: SessionActions
  /** The person wants to write a note for this session. */
  readonly onNote: (id: string) => void
}

export function SessionList({ rows: sorted, enabled, actions, onNote }: SessionListProps): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const [chosen, setChosen] = useState<string | null>(null)
  const held = useHeldOrder(sorted)
  const rows = held.rows.slice(0, ROWS_SHOWN)
  const current = rows.some((row) => row.id === chosen) ? chosen : rows[0]?.id

  const focusRow = (index: number): void => {
    const row = rows[Math.max(0, Math.min(index, rows.length - 1))]
    const elements = [...(list.current?.querySelectorAll<HTMLElement>('[role=row]') ?? [])]
    elements.find((element) => element.dataset.id === row?.id)?.focus()
  }
  const toggle = (row: Row): void => {
    if (enabled) void (row.verb === 'pause' ? actions.pause(row) : actions.resume(row))
  }
  /** The row's buttons go away with the session, so the focus moves on before it is lost. */
  const stop = (row: Row): void => {
    if (!enabled || row.verb === null) return
    if (list.current?.contains(document.activeElement)) focusRow(rows.indexOf(row) + 1)
    void actions.stop(row)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    const element = rowOf(event.target)
    const index = rows.findIndex((row) => row.id === element?.dataset.id)
    const row = rows[index]
    const order = listOrder({ ...modifiers(event), key: event.key, onRow: event.target === element })
    if (element === null || row === undefined || order === null) return
    event.preventDefault()
    if (order === 'previous') focusRow(index - 1)
    else if (order === 'next') focusRow(index + 1)
    else if (order === 'first') focusRow(0)
    else if (order === 'last') focusRow(rows.length - 1)
    else if (order === 'into') step(element, 1)
    else if (order === 'outOf') step(element, -1)
    else if (order === 'toggle') toggle(row)
    else if (order === 'stop') stop(row)
    else onNote(row.id)
  }

  return (
    <>
      {/* biome-ignore lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts. */}
      <div
        className="list"
        role="grid"
        aria-label={t('list.name')}
        aria-rowcount={sorted.length}
        ref={list}
        onKeyDown={onKeyDown}
        {...held.hold}
        onFocusCapture={(event) => setChosen(rowOf(event.target)?.dataset.id ?? null)}
      >
        {rows.map((row, index) => (
          <SessionRow key={row.id} row={row} index={index} isCurrent={row.id === current} enabled={enabled} onToggle={toggle} onStop={stop} />
        ))}
      </div>
      {sorted.length > rows.length && <p className="count">{t('list.more', { shown: rows.length, count: sorted.length })}</p>}
    </>
  )
}

function rowOf(target: EventTarget): HTMLElement | null {
  return target instanceof Element ? target.closest<HTMLElement>('[role=row]') : null
}

function modifiers({ metaKey, ctrlKey, altKey }: KeyboardEvent): { metaKey: boolean; ctrlKey: boolean; altKey: boolean } {
  return { metaKey, ctrlKey, altKey }
}

/** Moves the focus through a row: the row itself, then its buttons. */
function step(row: HTMLElement, by: 1 | -1): void {
  const stops = [row, ...row.querySelectorAll('button')]
  const here = document.activeElement instanceof HTMLElement ? stops.indexOf(document.activeElement) : 0
  stops[Math.max(0, Math.min(here + by, stops.length - 1))]?.focus()
}
