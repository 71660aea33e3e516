/** Small pictures on buttons; the button carries the name. 14 px. */
import type { ReactElement } from 'react'

const ICONS = {
  pause: 'M4 2h1a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1zm5 0h1a1 1 0 0 1 1 1v8a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1V3a1 1 0 0 1 1-1z',
  resume: 'M4 2.6a.8.8 0 0 1 1.2-.7l6.6 4.4a.8.8 0 0 1 0 1.4l-6.6 4.4a.8.8 0 0 1-1.2-.7z',
  stop: 'M4.5 3h5A1.5 1.5 0 0 1 11 4.5v5A1.5 1.5 0 0 1 9.5 11h-5A1.5 1.5 0 0 1 3 9.5v-5A1.5 1.5 0 0 1 4.5 3z',
  dismiss: 'M3.2 2.3a.65.65 0 0 0-.9.9L6.1 7l-3.8 3.8a.65.65 0 0 0 .9.9L7 7.9l3.8 3.8a.65.65 0 0 0 .9-.9L7.9 7l3.8-3.8a.65.65 0 0 0-.9-.9L7 6.1z',
  choose: 'M3.4 5h7.2a.5.5 0 0 1 .4.8L7.4 10a.5.5 0 0 1-.8 0L3 5.8a.5.5 0 0 1 .4-.8z',
  more: 'M3 5.7a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zm4 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6zm4 0a1.3 1.3 0 1 1 0 2.6 1.3 1.3 0 0 1 0-2.6z',
  back: 'M9.3 1.9a.7.7 0 0 1 0 1L5.2 7l4.1 4.1a.7.7 0 0 1-1 1L3.7 7.5a.7.7 0 0 1 0-1l4.6-4.6a.7.7 0 0 1 1 0z',
  search: 'M6 1.2a4.8 4.8 0 1 1 0 9.6 4.8 4.8 0 0 1 0-9.6zm0 1.3a3.5 3.5 0 1 0 0 7 3.5 3.5 0 0 0 0-7zm3.6 6.2 3.4 3.4a.65.65 0 0 1-.9.9L8.7 9.6z',
  forward: 'M4.7 1.9a.7.7 0 0 0 0 1L8.8 7l-4.1 4.1a.7.7 0 0 0 1 1L10.3 7.5a.7.7 0 0 0 0-1L5.7 1.9a.7.7 0 0 0-1 0z',
  sidebar:
    'M3 1.5h8A2.5 2.5 0 0 1 13.5 4v6a2.5 2.5 0 0 1-2.5 2.5H3A2.5 2.5 0 0 1 .5 10V4A2.5 2.5 0 0 1 3 1.5zm2.6 1.2v8.6H11A1.3 1.3 0 0 0 12.3 10V4A1.3 1.3 0 0 0 11 2.7zM4.4 2.7H3A1.3 1.3 0 0 0 1.7 4v6A1.3 1.3 0 0 0 3 11.3h1.4z',
} as const
export type IconName = keyof typeof ICONS

export function Icon({ name }: { readonly name: IconName }): ReactElement {
  return (
    <svg className={`icon icon-${name}`} width="14" height="14" viewBox="0 0 14 14" fill="currentColor" aria-hidden="true">
      <path d={ICONS[name]} />
    </svg>
  )
}
