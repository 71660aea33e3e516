/** The files that any session changed, in every repository, by how far one looks back; each opens its last change in the session. */
import { type ReactElement, useMemo, useState } from 'react'
import { plainText } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import { type Stores, useNow } from '../../stores/stores.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { type Cell, FileGrid } from '../parts/FileGrid.tsx'
import { nextOrder, type Order } from '../parts/fileOrder.ts'
import { t } from '../text.ts'
import { dateTimeText, whenText } from '../timeline/times.ts'
import { useFresh } from '../useFresh.ts'
import type { View } from '../view.ts'
import { COLUMNS, type Column, type LibraryFile, NAMES, SPAN_NAMES, type Span, sinceOf, sortedFiles } from './libraryFiles.ts'
import { useRecorded } from './useLibrary.ts'

const MOST = 5_000
/** A list that jumps is not read. */
const EVERY_MS = 5_000

interface Found {
  readonly files: readonly LibraryFile[]
  readonly more: boolean
}

export interface LibraryFilesProps {
  readonly stores: Stores
  readonly open: (view: View) => void
}

export function LibraryFiles({ stores: { bridge }, stores, open }: LibraryFilesProps): ReactElement {
  const now = useNow(stores)
  const [span, setSpan] = useState<Span>('week')
  const [order, setOrder] = useState<Order<Column>>({ by: 'last', descending: true })
  const [failure, setFailure] = useState<string | null>(null)
  const [tries, setTries] = useState(0)
  const ask = async (): Promise<Found | null> => {
    const reply = await bridge.call('library/files', { since: sinceOf(span, Date.now()), limit: MOST })
    setFailure(reply.ok ? null : reply.error.message)
    return reply.ok ? reply.result : null
  }
  const found = useFresh({ key: `${span} ${tries}`, moves: useRecorded(stores), everyMs: EVERY_MS, ask })
  const files = useMemo(() => sortedFiles(found?.files ?? [], order), [found, order])
  return (
    <div className="library-files">
      <fieldset className="chips" aria-label={t('library.span')}>
        {SPAN_NAMES.map((each) => (
          <button key={each} type="button" aria-pressed={each === span} onClick={() => setSpan(each)}>
            {t(`library.span.${each}`)}
          </button>
        ))}
      </fieldset>
      {found !== null && files.length === 0 && <Nothing text={t('library.empty.files')} />}
      {found === null && failure === null && <Bones />}
      {found === null && failure !== null && <Nothing text={failure} action={{ label: t('blank.tryAgain'), run: () => setTries(tries + 1) }} />}
      {files.length > 0 && (
        <FileGrid
          name={t('library.filesName')}
          count={t(found?.more === true ? 'files.first' : 'files.count', { count: files.length })}
          layout="library"
          columns={COLUMNS.map((key) => ({ key, name: t(`column.${key}`) }))}
          order={order}
          onOrder={(by) => setOrder(nextOrder(order, by, NAMES))}
          files={files}
          keyOf={({ repo, path }) => `${repo} ${path}`}
          cellsOf={(file) => cellsOf(file, now)}
          onShow={({ session_id }, seq) => open({ kind: 'session', id: session_id, tab: 'timeline', seq })}
          onReveal={bridge.shell === 'app' ? ({ session_id, path }) => bridge.reveal(session_id, path) : null}
        />
      )}
    </div>
  )
}

function cellsOf({ repo, repo_name, backlog_id, sessions, changes, last_at }: LibraryFile, now: number): Cell[] {
  const others = sessions > 1 ? t('library.others', { count: sessions - 1 }) : ''
  return [
    { text: plainText(repo_name, 60), hint: plainText(repo, 400) },
    { text: joined([plainText(backlog_id, 60), others], 'separator.comma') },
    { text: t('side.count', { count: changes }) },
    { text: whenText(last_at, now), hint: dateTimeText(last_at) },
  ]
}
