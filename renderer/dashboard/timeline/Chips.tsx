/** Which kinds of entries the timeline shows. */
import type { ReactElement } from 'react'
import { t } from '../text.ts'
import { FILTERS, type Filter } from './timelineEntry.ts'

export function Chips({ filter, onFilter }: { readonly filter: Filter; readonly onFilter: (filter: Filter) => void }): ReactElement {
  return (
    <fieldset className="chips" aria-label={t('chips.name')}>
      {FILTERS.map((each) => (
        <button key={each} type="button" aria-pressed={each === filter} onClick={() => onFilter(each)}>
          {t(`chips.${each}`)}
        </button>
      ))}
    </fieldset>
  )
}
