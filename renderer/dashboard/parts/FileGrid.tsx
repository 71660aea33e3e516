// biome-ignore-all lint/a11y/useSemanticElements: a table's elements bring a table's layout; the roles are what counts.
// biome-ignore-all lint/a11y/useFocusableInteractive: the grid has the focus and says which row is current.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the grid's keys do the same.
/**
 * Files as a table of which only the rows on show are drawn: walked through with arrows, Return opens one, Space reveals it, a press on a
 * column's name orders by it. Owns the current row; which files, columns and order there are is its user's.
 */
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'
import { plainText } from '../../../shared/ui/format.ts'
import { t } from '../text.ts'
import { rowPlace, useRows } from '../virtual/useRows.ts'
import { rowByKey } from '../virtual/virtualWindow.ts'
import type { Order } from './fileOrder.ts'

const HEIGHT = 26

export interface GridFile {
  readonly path: string
  /** How it changed last. */
  readonly kind: string
  /** The entry that tells of its last change. */
  readonly seq: number | null
}

export interface FileColumn<C extends string> {
  readonly key: C
  readonly name: string
}

/** What stands in one column of one row, and what it says when it is pointed at. */
export interface Cell {
  readonly text: string
  readonly hint?: string
}

export interface FileGridProps<F extends GridFile, C extends string> {
  readonly name: string
  /** How many there are, in words. */
  readonly count: string
  /** `session` or `library`: which widths the columns have. */
  readonly layout: string
  readonly columns: readonly FileColumn<C>[]
  readonly order: Order<C>
  readonly onOrder: (by: C) => void
  /** In the order they are shown in. */
  readonly files: readonly F[]
  readonly keyOf: (file: F) => string
  /** Of the columns after the first, which is the path. */
  readonly cellsOf: (file: F) => readonly Cell[]
  readonly onShow: (file: F, seq: number) => void
  /** `null` where nothing can be revealed. */
  readonly onReveal: ((file: F) => void) | null
}

export function FileGrid<F extends GridFile, C extends string>(props: FileGridProps<F, C>): ReactElement {
  const { name, count, layout, columns, order, files, keyOf, onShow, onReveal, onOrder } = props
  const prefix = useId()
  const [current, setCurrent] = useState<string | null>(null)
  const { scroller, range, onScroll, extent, reveal } = useRows({ rowHeight: HEIGHT, count: files.length })
  const here = files.findIndex((file) => keyOf(file) === current)
  const file = files[here]
  const show = (row: F | undefined): void => {
    if (row !== undefined && row.seq !== null) onShow(row, row.seq)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    // A key on a column's button is that button's own.
    if (event.target !== event.currentTarget) return
    const next = rowByKey(event.key, here, extent())
    if (next !== null) {
      const row = files[next]
      setCurrent(row === undefined ? null : keyOf(row))
      reveal(next)
    } else if (event.key === 'Enter') show(file)
    else if (event.key === ' ' && file !== undefined) onReveal?.(file)
    else return
    event.preventDefault()
  }
  const { from, to } = range
  return (
    <div className="files" data-layout={layout}>
      <div className="part-head">
        <p className="grow">{count}</p>
        <button type="button" className="bezel" aria-disabled={file === undefined || file.seq === null} onClick={() => show(file)}>
          {t('files.timeline')}
        </button>
        {onReveal !== null && (
          <button type="button" className="bezel" aria-disabled={file === undefined} onClick={() => file !== undefined && onReveal(file)}>
            {t('files.reveal')}
          </button>
        )}
      </div>
      <div
        className="grid"
        role="grid"
        tabIndex={0}
        aria-label={name}
        aria-rowcount={files.length + 1}
        aria-activedescendant={here >= from && here < to ? `${prefix}${here}` : undefined}
        onKeyDown={onKeyDown}
      >
        <Head columns={columns} order={order} onOrder={onOrder} />
        <div className="scroller" role="rowgroup" ref={scroller} onScroll={onScroll}>
          <div role="presentation" style={{ blockSize: files.length * HEIGHT }}>
            {files.slice(from, to).map((row, offset) => (
              <Line
                key={keyOf(row)}
                id={`${prefix}${from + offset}`}
                row={row}
                cells={props.cellsOf(row)}
                index={from + offset}
                isCurrent={keyOf(row) === current}
                onSelect={() => setCurrent(keyOf(row))}
                onShow={() => show(row)}
              />
            ))}
          </div>
        </div>
      </div>
    </div>
  )
}

function Head<C extends string>({ columns, order, onOrder }: Pick<FileGridProps<GridFile, C>, 'columns' | 'order' | 'onOrder'>): ReactElement {
  return (
    <div role="rowgroup">
      <div role="row" className="file head" aria-rowindex={1}>
        {columns.map(({ key, name }) => {
          const isBy = order.by === key
          return (
            <div key={key} role="columnheader" aria-sort={isBy ? (order.descending ? 'descending' : 'ascending') : 'none'}>
              <button type="button" onClick={() => onOrder(key)}>
                {name}
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
  readonly row: GridFile
  readonly cells: readonly Cell[]
  readonly index: number
  readonly isCurrent: boolean
  readonly onSelect: () => void
  readonly onShow: () => void
}

function Line({ id, row: { path, kind }, cells, index, isCurrent, onSelect, onShow }: LineProps): ReactElement {
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
      {cells.map(({ text, hint }, column) => (
        // biome-ignore lint/suspicious/noArrayIndexKey: a column stays where it is.
        <div key={column} role="gridcell" title={hint}>
          {text}
        </div>
      ))}
    </div>
  )
}
