/** What stands in place of the list when there is nothing to list: first use, nothing live, nobody there, still loading. */
import type { ReactElement, Ref } from 'react'
import { t } from '../../shared/ui/text.ts'
import type { RecentRow } from '../../shared/ui/ui-contract.ts'
import { BranchName } from '../components/BranchName.tsx'

export interface FirstUseProps {
  /** There is a system dialog for folders. */
  readonly canChoose: boolean
  readonly enabled: boolean
  readonly button: Ref<HTMLButtonElement>
  readonly onStart: () => void
  readonly onWelcome: () => void
}

export function FirstUse({ canChoose, enabled, button, onStart, onWelcome }: FirstUseProps): ReactElement {
  return (
    <div className="empty">
      <svg width="40" height="40" viewBox="0 0 40 40" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinejoin="round" aria-hidden="true">
        <path d="M20 4 31 22l-5 11H14L9 22z M20 4v18 M14 36h12" />
        <circle cx="20" cy="24" r="2.2" />
      </svg>
      <p>{t('firstUse.text')}</p>
      <button type="button" className="bezel" ref={button} aria-disabled={!enabled} onClick={() => enabled && onStart()}>
        {t(canChoose ? 'firstUse.choose' : 'firstUse.start')}
      </button>
      <button type="button" className="link" onClick={onWelcome}>
        {t('firstUse.welcome')}
      </button>
    </div>
  )
}

export interface NothingLiveProps {
  readonly recents: readonly RecentRow[]
  readonly enabled: boolean
  readonly onStart: (root: string) => void
}

export function NothingLive({ recents, enabled, onStart }: NothingLiveProps): ReactElement {
  return (
    <section className="recents" aria-labelledby="recents">
      <h2 id="recents">{t('recent.name')}</h2>
      <ul>
        {recents.map((recent) => (
          <li key={recent.root} className="recent" title={recent.root}>
            <div className="names">
              <div className="line">
                <b>{recent.name}</b>
                <span>{recent.backlogId}</span>
              </div>
              <BranchName parts={recent.branchParts} title={recent.branch} />
            </div>
            <button
              type="button"
              className="bezel"
              aria-label={t('recent.startNamed', { repo: recent.name })}
              aria-disabled={!enabled}
              onClick={() => enabled && onStart(recent.root)}
            >
              {t('recent.start')}
            </button>
          </li>
        ))}
      </ul>
    </section>
  )
}

/** Rows of the final height; the style sheet shows them only when loading takes long enough to notice. */
export function Skeleton(): ReactElement {
  return (
    <div className="skeleton" role="img" aria-label={t('loading')}>
      {[0, 1, 2].map((row) => (
        <div key={row} className="bone" />
      ))}
    </div>
  )
}
