/** The search field of the toolbar: typing searches, Up and Down walk the results, Return opens one, Escape goes back. */
import { type KeyboardEvent, type ReactElement, type RefObject, useEffect } from 'react'
import { useStore } from 'zustand'
import { Icon } from '../../components/Icon.tsx'
import { t } from '../text.ts'
import { RESULTS, resultId } from './Results.tsx'
import type { Hit, SearchModel } from './searchModel.ts'

export interface SearchFieldProps {
  readonly model: SearchModel
  readonly field: RefObject<HTMLInputElement | null>
  /** `null` where the search is not on show. */
  readonly query: string | null
  readonly session: string | null
  readonly onQuery: (query: string) => void
  readonly onHit: (hit: Hit) => void
  readonly onLeave: () => void
}

export function SearchField({ model, field, query, session, onQuery, onHit, onLeave }: SearchFieldProps): ReactElement {
  const { hits, active } = useStore(model.store)
  useEffect(() => {
    if (query !== null) model.look(query, session)
  }, [model, query, session])
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    const hit = hits[active]
    if (event.key === 'ArrowDown') model.move(1)
    else if (event.key === 'ArrowUp') model.move(-1)
    else if (event.key === 'Enter' && query !== null && hit !== undefined) onHit(hit)
    else if (event.key === 'Escape') onLeave()
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  const hasResults = query !== null && hits.length > 0
  return (
    <span className="search-box">
      <Icon name="search" />
      <input
        ref={field}
        className="search"
        type="search"
        role="combobox"
        aria-label={t('search.field')}
        aria-expanded={hasResults}
        aria-controls={hasResults ? RESULTS : undefined}
        aria-autocomplete="list"
        aria-activedescendant={hasResults ? resultId(active) : undefined}
        placeholder={t('search.field')}
        autoComplete="off"
        spellCheck={false}
        maxLength={400}
        value={query ?? ''}
        onChange={(event) => onQuery(event.target.value)}
        onKeyDown={onKeyDown}
      />
    </span>
  )
}
