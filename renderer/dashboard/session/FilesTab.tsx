/**
 * Session > Files: what the session changed, how often, when, and how many lines of it. Owns the order; the files are asked for anew
 * when the session has changed more.
 */
import { type ReactElement, useMemo, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import { plainText } from '../../../shared/ui/format.ts'
import { type Stores, useNow } from '../../stores/stores.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { type Cell, FileGrid } from '../parts/FileGrid.tsx'
import { nextOrder, type Order } from '../parts/fileOrder.ts'
import { t } from '../text.ts'
import { dateTimeText, whenText } from '../timeline/times.ts'
import type { View } from '../view.ts'
import { COLUMNS, type Column, type FileRow, sortedFiles } from './fileRows.ts'
import { useFiles } from './useFiles.ts'

export interface FilesTabProps {
  readonly stores: Stores
  readonly session: Session
  readonly onOpen: (view: View) => void
}

export function FilesTab({ stores: { bridge }, stores, session, onOpen }: FilesTabProps): ReactElement {
  const { files: found, more, failure, reload } = useFiles(stores, session)
  const now = useNow(stores)
  const [order, setOrder] = useState<Order<Column>>({ by: 'last', descending: true })
  const files = useMemo(() => sortedFiles(found ?? [], order), [found, order])
  if (found === null) return failure === null ? <Bones /> : <Nothing text={failure} action={{ label: t('blank.tryAgain'), run: reload }} />
  if (files.length === 0) return <Nothing text={t('files.empty')} />
  return (
    <FileGrid
      name={t('files.name', { id: plainText(session.backlog_id, 60) })}
      count={t(more ? 'files.first' : 'files.count', { count: files.length })}
      layout="session"
      columns={COLUMNS.map((key) => ({ key, name: t(`column.${key}`) }))}
      order={order}
      onOrder={(by) => setOrder(nextOrder(order, by, ['path']))}
      files={files}
      keyOf={({ path }) => path}
      cellsOf={(file) => cellsOf(file, now)}
      onShow={(_file, seq) => onOpen({ kind: 'session', id: session.id, tab: 'timeline', seq })}
      onReveal={bridge.shell === 'app' ? ({ path }) => bridge.reveal(session.id, path) : null}
    />
  )
}

function cellsOf({ changes, first_at, last_at, added, deleted }: FileRow, now: number): Cell[] {
  return [
    { text: t('side.count', { count: changes }) },
    { text: whenText(first_at, now), hint: dateTimeText(first_at) },
    { text: whenText(last_at, now), hint: dateTimeText(last_at) },
    { text: added === null && deleted === null ? t('files.uncounted') : t('files.lines', { added: added ?? 0, deleted: deleted ?? 0 }) },
  ]
}
