/**
 * The sessions: one stop for Tab, walked through with the arrow keys. Owns which row is current and where the focus
 * goes; orders go to `actions`, and every change of a row comes back as an event.
 */
import { Fragment, type KeyboardEvent, type ReactElement, useRef, useState } from 'react'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'
import { t } from '../../shared/ui/text.ts'
import type { SessionRow as Row } from '../../shared/ui/ui-contract.ts'
import type { SessionActions } from '../stores/sessionActions.ts'
import { listOrder } from './listKeys.ts'
import { RowDetail } from './RowDetail.tsx'
import { SessionRow } from './SessionRow.tsx'
import { useHeldOrder } from './useHeldOrder.ts'

/** More rows than anybody reads; the rest is counted. */
const ROWS_SHOWN = 50

export interface SessionListProps {
  readonly rows: readonly Row[]
  readonly enabled: boolean
  readonly actions: SessionActions
  readonly bridge: ScribeBridge
  /** The person wants to write a note for this session. */
  readonly onNote: (id: string) => void
}

export function SessionList({ rows: sorted, enabled, actions, bridge, onNote }: SessionListProps): ReactElement {
  const list = useRef<HTMLDivElement>(null)
  const [opened, setOpened] = useState<string | null>(null)
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
  const open = (row: Row): void => setOpened(opened === row.id ? null : row.id)
  const onKeyDown = (event: KeyboardEvent): void => {
    const element = rowOf(event.target)
    const index = rows.findIndex((row) => row.id === element?.dataset.id)
    const row = rows[index]
    const order = listOrder({ ...modifiers(event), key: event.key, onRow: event.target === element })
    if (element === null || row === undefined || order === null || (order === 'close' && opened === null)) return
    event.preventDefault()
    event.stopPropagation()
    if (order === 'previous') focusRow(index - 1)
    else if (order === 'next') focusRow(index + 1)
    else if (order === 'first') focusRow(0)
    else if (order === 'last') focusRow(rows.length - 1)
    else if (order === 'into') step(element, 1)
    else if (order === 'outOf') step(element, -1)
    else if (order === 'toggle') toggle(row)
    else if (order === 'stop') stop(row)
    else if (order === 'open') open(row)
    else if (order === 'close') setOpened(null)
    else onNote(row.id)
  }

  return (
    <>
      <div
        className="list"
        role="treegrid"
        aria-label={t('list.name')}
        aria-rowcount={sorted.length}
        ref={list}
        onKeyDown={onKeyDown}
        {...held.hold}
        onFocusCapture={(event) => setChosen(rowOf(event.target)?.dataset.id ?? null)}
      >
        {rows.map((row, index) => (
          <Fragment key={row.id}>
            <SessionRow
              row={row}
              index={index}
              isCurrent={row.id === current}
              isOpen={row.id === opened}
              enabled={enabled}
              onToggle={toggle}
              onStop={stop}
              onOpen={open}
            />
            {row.id === opened && <RowDetail row={row} bridge={bridge} enabled={enabled} />}
          </Fragment>
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
