/** Takes a session along, as Markdown, JSON or CSV: onto the clipboard or into a file. The whole record is read when it is asked for. */
import { type ReactElement, useState } from 'react'
import type { Entry } from '../../../shared/domain/entry.ts'
import type { Session } from '../../../shared/domain/session.ts'
import { SelectField } from '../../popover/SelectField.tsx'
import type { Stores } from '../../stores/stores.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { t } from '../text.ts'
import { exportName, exportText, FORMATS, type Format } from './exportText.ts'

const PAGE = 1_000
/** Entries that are taken along at most. */
const MOST = 200_000

export function ExportSection({ stores, session }: { readonly stores: Stores; readonly session: Session }): ReactElement {
  const [format, setFormat] = useState<Format>('markdown')
  const [isReading, setReading] = useState(false)
  const [failure, setFailure] = useState<string | null>(null)
  const textOf = async (): Promise<string | null> => {
    setReading(true)
    const found = await allEntries(stores, session.id)
    setReading(false)
    setFailure(found.failure)
    return found.failure === null ? exportText(format, session, found.entries) : null
  }
  const save = async (): Promise<void> => {
    const text = await textOf()
    if (text !== null) await stores.bridge.save(exportName(format, session), text)
  }
  return (
    <section className="export" aria-label={t('export.title')}>
      <h2>{t('export.title')}</h2>
      <SelectField label={t('export.format')} value={format} options={FORMATS} nameOf={(each) => t(`export.${each}`)} onChange={setFormat} />
      <div className="acts">
        <CopyButton label={t('export.copy')} disabled={isReading} text={textOf} />
        <button type="button" className="bezel" aria-disabled={isReading} aria-busy={isReading} onClick={() => void (isReading || save())}>
          {t('export.save')}
        </button>
      </div>
      {failure !== null && (
        <p className="error" role="alert">
          {failure}
        </p>
      )}
    </section>
  )
}

/** Oldest first. */
async function allEntries({ bridge }: Stores, session: string): Promise<{ readonly entries: readonly Entry[]; readonly failure: string | null }> {
  const entries: Entry[] = []
  for (;;) {
    const reply = await bridge.call('worklog/read', { session, since_seq: entries.at(-1)?.seq ?? 0, limit: PAGE })
    if (!reply.ok) return { entries: [], failure: reply.error.message }
    entries.push(...reply.result.entries)
    if (!reply.result.more || entries.length >= MOST) return { entries, failure: null }
  }
}
