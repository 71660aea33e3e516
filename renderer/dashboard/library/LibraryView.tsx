/** Decisions, ideas or next steps of all sessions, by repository or by day; each opens what it rests on. */
import { type ReactElement, useState } from 'react'
import type { CitedOf, LibraryKind } from '../../../shared/summaries/rollUps.ts'
import { plainText } from '../../../shared/ui/format.ts'
import { type Stores, useNow } from '../../stores/stores.ts'
import { t } from '../text.ts'
import type { View } from '../view.ts'
import { CitedRow } from './CitedRow.tsx'
import { keyOf, readChecked, withChecked } from './checked.ts'
import { useLibrary } from './useLibrary.ts'

const MOST = 500
type By = 'date' | 'repository'

export interface LibraryViewProps {
  readonly stores: Stores
  readonly kind: LibraryKind
  readonly open: (view: View) => void
}

export function LibraryView({ stores, kind, open }: LibraryViewProps): ReactElement {
  const [by, setBy] = useState<By>('date')
  const library = useLibrary(stores, kind, MOST)
  const now = useNow(stores)
  const [checked, setChecked] = useState(() => readChecked(localStorage))
  if (library === null) return <p className="nothing">{t('library.loading')}</p>
  if (library.items.length === 0) return <p className="nothing">{t(`library.empty.${kind}`)}</p>
  const groups = Map.groupBy(library.items, (item) => (by === 'date' ? dayOf(item) : plainText(item.repo_name, 60)))
  return (
    <div className="library">
      <div className="bar">
        {(['date', 'repository'] as const).map((each) => (
          <button key={each} type="button" aria-pressed={by === each} onClick={() => setBy(each)}>
            {t(`library.by.${each}`)}
          </button>
        ))}
      </div>
      {[...groups].map(([name, items]) => (
        <section key={name} aria-label={name}>
          <h2>{name}</h2>
          <ul>
            {items.map((item) => {
              const key = keyOf(item.session_id, item.line.text)
              return (
                <CitedRow key={`${key} ${item.line.at}`} item={item} now={now} open={open}>
                  {kind === 'nextSteps' && (
                    <input
                      type="checkbox"
                      checked={checked.has(key)}
                      aria-label={t('library.done', { text: plainText(item.line.text, 80) })}
                      onChange={() => setChecked(withChecked(localStorage, checked, key))}
                    />
                  )}
                </CitedRow>
              )
            })}
          </ul>
        </section>
      ))}
      {library.more > 0 && <p className="caption">{t('library.more', { count: library.more })}</p>}
    </div>
  )
}

function dayOf({ line: { at } }: CitedOf): string {
  return at === null ? t('library.noDate') : new Date(at).toLocaleDateString('en', { weekday: 'long', day: 'numeric', month: 'long', year: 'numeric' })
}
