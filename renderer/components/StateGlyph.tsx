/** The state of a session as a shape with a name: never by colour alone. 16 px. */
import type { ReactElement } from 'react'
import type { ListedState } from '../../shared/ui/dashboardRows.ts'
import { t } from '../../shared/ui/text.ts'
import type { UiState } from '../../shared/ui/ui-contract.ts'

const SHAPES: Readonly<Record<UiState | ListedState, ReactElement>> = {
  recording: <circle cx="8" cy="8" r="5" fill="currentColor" />,
  starting: <circle cx="8" cy="8" r="4.4" fill="none" stroke="currentColor" strokeWidth="1.25" strokeDasharray="3.4 2.13" />,
  attention: <path d="M8 2 15 14H1z" fill="currentColor" />,
  error: <path d="M5.3 1.5h5.4l3.8 3.8v5.4l-3.8 3.8H5.3l-3.8-3.8V5.3z" fill="currentColor" />,
  queued: <path d="M8 3a5 5 0 1 1 0 10A5 5 0 0 1 8 3zm0 2.2V8l2 1.4" fill="none" stroke="currentColor" strokeWidth="1.25" strokeLinecap="round" />,
  paused: (
    <path
      d="M4.8 3h1.4a.8.8 0 0 1 .8.8v8.4a.8.8 0 0 1-.8.8H4.8a.8.8 0 0 1-.8-.8V3.8a.8.8 0 0 1 .8-.8zm5 0h1.4a.8.8 0 0 1 .8.8v8.4a.8.8 0 0 1-.8.8H9.8a.8.8 0 0 1-.8-.8V3.8a.8.8 0 0 1 .8-.8z"
      fill="currentColor"
    />
  ),
  completed: <path d="m3.4 8.6 3 3 6.2-7" fill="none" stroke="currentColor" strokeWidth="1.6" strokeLinecap="round" strokeLinejoin="round" />,
  interrupted: (
    <path d="M6.2 3.5a4.9 4.9 0 0 0 .6 9.3M9.8 12.5a4.9 4.9 0 0 0-.6-9.3" fill="none" stroke="currentColor" strokeWidth="1.5" strokeLinecap="round" />
  ),
  stopped: <rect x="3.6" y="3.6" width="8.8" height="8.8" rx="1.6" fill="none" stroke="currentColor" strokeWidth="1.25" />,
}

export function StateGlyph({ state }: { readonly state: UiState | ListedState }): ReactElement {
  return (
    <svg className={`glyph glyph-${state}`} width="16" height="16" viewBox="0 0 16 16" role="img" aria-label={t(`state.${state}`)}>
      {SHAPES[state]}
    </svg>
  )
}
