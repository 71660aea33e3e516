// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says which row is current.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid's keys do the same.
/**
 * Session > Files: what the session changed, how often, when, and how many lines of it. Owns order and current row; the files are asked
 * for anew when the session has changed more.
 */
import { type KeyboardEvent, type ReactElement, useId, useMemo, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { plainText } from '../../../shared/ui/format.ts'
import { t } from '../../../shared/ui/text.ts'
import { type Stores, useNow } from '../../stores/stores.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { dateTimeText, whenText } from '../timeline/times.ts'
import type { View } from '../view.ts'
import { rowPlace, useRows } from '../virtual/useRows.ts'
import { rowByKey } from '../virtual/virtualWindow.ts'
import { COLUMNS, type Column, type FileRow, nextOrder, type Order, sortedFiles } from './fileRows.ts'
import { useFiles } from './useFiles.ts'

const HEIGHT = 26

export interface FilesTabProps {
  readonly stores: Stores
  readonly session: Session
  readonly onOpen: (view: View) => void
}

export function FilesTab({ stores, session, onOpen }: FilesTabProps): ReactElement {
  const prefix = useId()
  const { files: found, more, failure, reload } = useFiles(stores, session)
  const now = useNow(stores)
  const [order, setOrder] = useState<Order>({ by: 'last', descending: true })
  const [current, setCurrent] = useState<string | null>(null)
  const files = useMemo(() => sortedFiles(found ?? [], order), [found, order])
  const { scroller, range, onScroll, extent, reveal } = useRows({ rowHeight: HEIGHT, count: files.length })
  const here = files.findIndex(({ path }) => path === current)
  const file = files[here]
  const show = (row: FileRow | undefined): void => {
    if (row !== undefined && row.seq !== null) onOpen({ kind: 'session', id: session.id, tab: 'timeline', seq: row.seq })
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // A key on a column's button is that button's own.
    if (event.target !== event.currentTarget) return
    const next = rowByKey(event.key, here, extent())
    if (next !== null) {
      setCurrent(files[next]?.path ?? null)
      reveal(next)
    } else if (event.key === 'Enter') show(file)
    else if (event.key === ' ' && file !== undefined) stores.bridge.reveal(session.id, file.path)
    else return
    event.preventDefault()
  }
  if (found === null) return failure === null ? <Bones /> : <Nothing text={failure} action={{ label: t('blank.tryAgain'), run: reload }} />
  if (files.length === 0) return <Nothing text={t('files.empty')} />
  const { from, to } = range
  return (
    <div className="files">
      <div className="part-head">
        <p className="grow">{more ? t('files.first', { count: files.length }) : t('files.count', { count: files.length })}</p>
        <button type="button" className="bezel" aria-disabled={file === undefined || file.seq === null} onClick={() => show(file)}>
          {t('files.timeline')}
        </button>
        {stores.bridge.shell === 'app' && (
          <button
            type="button"
            className="bezel"
            aria-disabled={file === undefined}
            onClick={() => file !== undefined && stores.bridge.reveal(session.id, file.path)}
          >
            {t('files.reveal')}
          </button>
        )}
      </div>
      <div
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label={t('files.name', { id: plainText(session.backlog_id, 60) })}
        aria-rowcount={files.length + 1}
        aria-activedescendant={here >= from && here < to ? `${prefix}${here}` : undefined}
        onKeyDown={onKeyDown}
      >
        <Head order={order} onOrder={(by) => setOrder(nextOrder(order, by))} />
        <div className="scroller" role="rowgroup" ref={scroller} onScroll={onScroll}>
          <div role="presentation" style={{ blockSize: files.length * HEIGHT }}>
            {files.slice(from, to).map((row, offset) => (
              <Line
                key={row.path}
                id={`${prefix}${from + offset}`}
                row={row}
                index={from + offset}
                isCurrent={row.path === current}
                now={now}
                onSelect={() => setCurrent(row.path)}
                onShow={() => show(row)}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

function Head({ order, onOrder }: { readonly order: Order; readonly onOrder: (by: Column) => void }): ReactElement {
  return (
    <div role="rowgroup">
      <div role="row" className="file head" aria-rowindex={1}>
        {COLUMNS.map((column) => {
          const isBy = order.by === column
          return (
            <div key={column} role="columnheader" aria-sort={isBy ? (order.descending ? 'descending' : 'ascending') : 'none'}>
              <button type="button" onClick={() => onOrder(column)}>
                {t(`column.${column}`)}
                <span className="sorted" aria-hidden="true" data-by={isBy} data-descending={order.descending} />
              </button>
            </div>
          )
        })}
      </div>
    </div>
  )
}

interface LineProps {
  readonly id: string
  readonly row: FileRow
  readonly index: number
  readonly isCurrent: boolean
  readonly now: number
  readonly onSelect: () => void
  readonly onShow: () => void
}

function Line({ id, row, index, isCurrent, now, onSelect, onShow }: LineProps): ReactElement {
  const { path, changes, first_at, last_at, added, deleted, kind } = row
  const name = plainText(path, 400)
  return (
    <div
      role="row"
      id={id}
      className="file"
      style={rowPlace(index, HEIGHT)}
      aria-rowindex={index + 2}
      aria-selected={isCurrent}
      onClick={onSelect}
      onDoubleClick={onShow}
    >
      <div role="gridcell" className="path" title={name} data-kind={kind}>
        <bdi>{name}</bdi>
      </div>
      <div role="gridcell">{t('side.count', { count: changes })}</div>
      <div role="gridcell" title={dateTimeText(first_at)}>
        {whenText(first_at, now)}
      </div>
      <div role="gridcell" title={dateTimeText(last_at)}>
        {whenText(last_at, now)}
      </div>
      <div role="gridcell">{added === null && deleted === null ? t('files.uncounted') : t('files.lines', { added: added ?? 0, deleted: deleted ?? 0 })}</div>
    </div>
  )
}
