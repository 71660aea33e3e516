// biome-ignore-all lint/a11y/useSemanticElements: the results belong to the field, which has the focus and walks through them.
// biome-ignore-all lint/a11y/useFocusableInteractive: the field has the focus.
// biome-ignore-all lint/a11y/useKeyWithClickEvents: the field's keys do the same.
/** The results of a search, session by session; the current one is the one that Return in the field opens. */
import type { ReactElement } from 'react'
import { plainText } from '../../../shared/ui/format.ts'
import { Marked } from '../parts/Marked.tsx'
import { partsByPlaces } from '../parts/marks.ts'
import { t } from '../text.ts'
import { dateTimeText, whenText } from '../timeline/times.ts'
import { withoutBullet } from './hitText.ts'
import { kindName } from './kindName.ts'
import type { Hit } from './searchModel.ts'

export const RESULTS = 'search-results'

export function resultId(index: number): string {
  return `hit-${index}`
}

interface ResultsProps {
  readonly hits: readonly Hit[]
  readonly active: number
  readonly more: boolean
  readonly now: number
  readonly onHit: (hit: Hit) => void
}

export function Results({ hits, active, more, now, onHit }: ResultsProps): ReactElement {
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
              <Result key={`${hit.kind} ${hit.seq}`} hit={hit} index={index} isActive={index === active} now={now} onHit={onHit} />
            ))}
          </div>
        ))}
      </div>
      {more && <p className="hint">{t('search.more', { count: hits.length })}</p>}
    </>
  )
}

interface ResultProps {
  readonly hit: Hit
  readonly index: number
  readonly isActive: boolean
  readonly now: number
  readonly onHit: (hit: Hit) => void
}

function Result({ hit, index, isActive, now, onHit }: ResultProps): ReactElement {
  const { text, marks } = withoutBullet(hit)
  return (
    <div id={resultId(index)} role="option" className="hit" aria-selected={isActive} onClick={() => onHit(hit)}>
      <time title={dateTimeText(hit.at)}>{whenText(hit.at, now)}</time>
      <span className="kind">{kindName(hit.kind)}</span>
      <span className="said">
        <Marked parts={partsByPlaces(text, marks)} />
      </span>
    </div>
  )
}
