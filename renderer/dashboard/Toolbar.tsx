/** The toolbar: the way back and forward, what is shown, and what can be done with it. The window is dragged by it. */
import type { ReactElement, ReactNode } from 'react'
import { IconButton } from '../components/IconButton.tsx'
import { t } from './text.ts'

export interface ToolbarProps {
  readonly title: string
  readonly subtitle: string
  readonly canGoBack: boolean
  readonly canGoForward: boolean
  readonly hasSidebar: boolean
  readonly onSidebar: () => void
  readonly onBack: () => void
  readonly onForward: () => void
  /** Buttons and the search field. */
  readonly children: ReactNode
}

export function Toolbar({ title, subtitle, canGoBack, canGoForward, hasSidebar, onSidebar, onBack, onForward, children }: ToolbarProps): ReactElement {
  return (
    <header className="toolbar">
      <IconButton icon="sidebar" name={t(hasSidebar ? 'toolbar.hideSidebar' : 'toolbar.showSidebar')} onPress={onSidebar} />
      <IconButton icon="back" name={t('toolbar.back')} disabled={!canGoBack} onPress={onBack} />
      <IconButton icon="forward" name={t('toolbar.forward')} disabled={!canGoForward} onPress={onForward} />
      <div className="grow titles">
        <h1 title={title}>{title}</h1>
        {subtitle !== '' && <p title={subtitle}>{subtitle}</p>}
      </div>
      {children}
    </header>
  )
}
