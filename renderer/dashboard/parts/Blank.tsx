/** What stands where there is nothing to show: the reason, one way on, or the shape of what is being loaded. */
import type { ReactElement } from 'react'
import { t } from '../text.ts'

export interface NothingProps {
  readonly text: string
  readonly hint?: string
  readonly action?: { readonly label: string; readonly run: () => void }
}

export function Nothing({ text, hint, action }: NothingProps): ReactElement {
  return (
    <div className="nothing">
      <p>{text}</p>
      {action !== undefined && (
        <button type="button" className="bezel" onClick={action.run}>
          {action.label}
        </button>
      )}
      {hint !== undefined && <p className="hint">{hint}</p>}
    </div>
  )
}

/** Rows of the final height; the style sheet shows them only when loading takes long enough to notice. */
export function Bones(): ReactElement {
  return (
    <div className="bones" role="img" aria-label={t('loading')}>
      {[0, 1, 2, 3, 4].map((row) => (
        <div key={row} className="bone" />
      ))}
    </div>
  )
}
