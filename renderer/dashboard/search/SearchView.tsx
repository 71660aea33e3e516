/** What was found, session by session, with what was looked for marked. Where nothing was, the nearest broader search is offered. */
import { type ReactElement, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/ui/format.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { t } from '../text.ts'
import { Results, resultId } from './Results.tsx'
import { forgetSearches, recentSearches } from './recentSearches.ts'
import type { Hit, SearchModel } from './searchModel.ts'

export interface SearchViewProps {
  readonly model: SearchModel
  readonly query: string
  /** The session it is limited to, or `null`. */
  readonly session: string | null
  /** Another scope there is: the session that was looked at last, with its backlog id. */
  readonly near: { readonly id: string; readonly backlogId: string } | null
  readonly now: number
  readonly onSearch: (query: string, session: string | null) => void
  readonly onHit: (hit: Hit) => void
}

export function SearchView({ model, query, session, near, now, onSearch, onHit }: SearchViewProps): ReactElement {
  const { answered, hits, more, active, failure } = useStore(model.store)
  useEffect(() => {
    document.getElementById(resultId(active))?.scrollIntoView({ block: 'nearest' })
  }, [active])
  const isOf = answered !== null && answered.text === query && answered.session === session
  return (
    <div className="search-view" data-answered={answered?.text}>
      {near !== null && (
        <fieldset className="chips" aria-label={t('search.scope')}>
          <button type="button" aria-pressed={session !== null} onClick={() => onSearch(query, near.id)}>
            {t('search.here', { id: near.backlogId })}
          </button>
          <button type="button" aria-pressed={session === null} onClick={() => onSearch(query, null)}>
            {t('search.everywhere')}
          </button>
        </fieldset>
      )}
      {failure !== null && <Nothing text={failure} />}
      {hits.length > 0 && <Results {...{ hits, active, more, now, onHit }} />}
      {hits.length === 0 && failure === null && <NoResults query={query} isOf={isOf} isHere={session !== null} onSearch={onSearch} />}
      <p role="status" className="unseen">
        {isOf ? t('search.found', { count: hits.length }) : ''}
      </p>
    </div>
  )
}

interface NoResultsProps {
  readonly query: string
  /** The daemon has answered this question. */
  readonly isOf: boolean
  readonly isHere: boolean
  readonly onSearch: (query: string, session: string | null) => void
}

function NoResults({ query, isOf, isHere, onSearch }: NoResultsProps): ReactElement {
  if (query.trim() === '') return <Recent onSearch={(text) => onSearch(text, null)} />
  if (!isOf) return <Bones />
  const said = plainText(query, 60)
  if (!isHere) return <Nothing text={t('search.none', { query: said })} hint={t('search.tokens')} />
  return <Nothing text={t('search.noneHere', { query: said })} action={{ label: t('search.all'), run: () => onSearch(query, null) }} />
}

function Recent({ onSearch }: { readonly onSearch: (text: string) => void }): ReactElement {
  const [recent, setRecent] = useState(() => recentSearches(localStorage))
  if (recent.length === 0) return <Nothing text={t('search.begin')} hint={t('search.tokens')} />
  return (
    <section className="recent-searches" aria-label={t('search.recent')}>
      <h2>{t('search.recent')}</h2>
      <ul>
        {recent.map((text) => (
          <li key={text}>
            <button type="button" onClick={() => onSearch(text)}>
              {plainText(text, 120)}
            </button>
          </li>
        ))}
      </ul>
      <button
        type="button"
        className="bezel"
        onClick={() => {
          forgetSearches(localStorage)
          setRecent([])
        }}
      >
        {t('search.forget')}
      </button>
      <p className="hint">{t('search.tokens')}</p>
    </section>
  )
}
