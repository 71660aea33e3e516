// biome-ignore-all lint/a11y/useSemanticElements: the results belong to the field, which has the focus and walks through them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the field's keys do the same.
/** What was found, session by session, with what was looked for marked. Where nothing was, the nearest broader search is offered. */
import { type ReactElement, useEffect, useState } from 'react'
import { useStore } from 'zustand'
import { plainText } from '../../../shared/ui/format.ts'
import { t } from '../../../shared/ui/text.ts'
import { Bones, Nothing } from '../parts/Blank.tsx'
import { Marked } from '../parts/Marked.tsx'
import { partsByPlaces } from '../parts/marks.ts'
import { dateTimeText } from '../timeline/times.ts'
import { kindName } from './kindName.ts'
import { forgetSearches, recentSearches } from './recentSearches.ts'
import type { Hit, SearchModel } from './searchModel.ts'

export const RESULTS = 'search-results'

export function resultId(index: number): string {
  return `hit-${index}`
}

export interface SearchViewProps {
  readonly model: SearchModel
  readonly query: string
  /** The session it is limited to, or `null`. */
  readonly session: string | null
  /** Another scope there is: the session that was looked at last, with its backlog id. */
  readonly near: { readonly id: string; readonly backlogId: string } | null
  readonly onSearch: (query: string, session: string | null) => void
  readonly onHit: (hit: Hit) => void
}

export function SearchView({ model, query, session, near, onSearch, onHit }: SearchViewProps): ReactElement {
  const { answered, hits, more, active, failure } = useStore(model.store)
  useEffect(() => document.getElementById(resultId(active))?.scrollIntoView({ block: 'nearest' }), [active])
  const isOf = answered !== null && answered.text === query && answered.session === session
  return (
    <div className="search-view">
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
      {hits.length > 0 && <Results hits={hits} active={active} more={more} onHit={onHit} />}
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

interface ResultsProps {
  readonly hits: readonly Hit[]
  readonly active: number
  readonly more: boolean
  readonly onHit: (hit: Hit) => void
}

function Results({ hits, active, more, onHit }: ResultsProps): ReactElement {
  const groups = Map.groupBy(
    hits.map((hit, index) => ({ hit, index })),
    ({ hit }) => hit.session_id,
  )
  return (
    <>
      <div id={RESULTS} className="results" role="listbox" aria-label={t('search.results')}>
        {[...groups].map(([id, own]) => (
          <div key={id} role="group" aria-labelledby={`of-${id}`} className="found">
            <div id={`of-${id}`} className="found-head">
              <b>{plainText(own[0]?.hit.backlog_id ?? '', 60)}</b>
              <span className="grow">{plainText(own[0]?.hit.repo_name ?? '', 60)}</span>
              <span>{t('search.found', { count: own.length })}</span>
            </div>
            {own.map(({ hit, index }) => (
              <Result key={`${hit.kind} ${hit.seq}`} hit={hit} index={index} isActive={index === active} onHit={onHit} />
            ))}
          </div>
        ))}
      </div>
      {more && <p className="hint">{t('search.more', { count: hits.length })}</p>}
    </>
  )
}

function Result({
  hit,
  index,
  isActive,
  onHit,
}: {
  readonly hit: Hit
  readonly index: number
  readonly isActive: boolean
  readonly onHit: (hit: Hit) => void
}): ReactElement {
  const text = plainText(hit.snippet.replaceAll('\n', ' '), 2_000)
  const [time, kind] = [dateTimeText(hit.at), kindName(hit.kind)]
  return (
    <div id={resultId(index)} role="option" className="hit" aria-selected={isActive} onClick={() => onHit(hit)}>
      <time>{time}</time>
      <span className="kind">{kind}</span>
      <span className="said">
        <Marked parts={partsByPlaces(text, hit.marks)} />
      </span>
    </div>
  )
}
