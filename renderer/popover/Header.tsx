/** The first line of the popover: how things stand, and what can be done with all of it. */
import type { ReactElement, Ref } from 'react'
import { t } from '../../shared/ui/text.ts'
import type { PopoverView } from '../../shared/ui/ui-contract.ts'
import { DemoBadge } from '../components/DemoBadge.tsx'
import { IconButton } from '../components/IconButton.tsx'

export interface HeaderProps {
  readonly view: PopoverView
  readonly demo: boolean
  readonly startButton: Ref<HTMLButtonElement>
  readonly onToggleAll: () => void
  readonly onStart: () => void
  readonly onMore: () => void
}

export function Header({ view, demo, startButton, onToggleAll, onStart, onMore }: HeaderProps): ReactElement {
  const { toggleAll, enabled } = view
  return (
    <header className="header">
      <div className="grow">
        <div className="title">
          <h1>{view.title}</h1>
          {demo && <DemoBadge />}
        </div>
        {view.subtitle !== '' && <p>{view.subtitle}</p>}
      </div>
      {toggleAll !== null && (
        <IconButton icon={toggleAll} name={t(toggleAll === 'pause' ? 'header.pauseAll' : 'header.resumeAll')} disabled={!enabled} bezel onPress={onToggleAll} />
      )}
      {view.body !== 'firstUse' && (
        <button type="button" className="bezel" ref={startButton} aria-disabled={!enabled} onClick={() => enabled && onStart()}>
          {t('header.start')}
        </button>
      )}
      <IconButton icon="more" name={t('header.more')} bezel onPress={onMore} />
    </header>
  )
}
