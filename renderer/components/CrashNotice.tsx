/** A mistake while drawing must not leave an empty window: says so and offers to draw it anew. */
import { Component, type ReactNode } from 'react'
import { t } from '../../shared/ui/text.ts'

export class CrashNotice extends Component<{ readonly children: ReactNode }, { readonly crashed: boolean }> {
  override state = { crashed: false }

  static getDerivedStateFromError(): { crashed: boolean } {
    return { crashed: true }
  }

  override render(): ReactNode {
    if (!this.state.crashed) return this.props.children
    return (
      <main className="popover" aria-label={t('app.name')}>
        <div className="empty" role="alert">
          <p>{t('crash.text')}</p>
          <button type="button" className="bezel" onClick={() => location.reload()}>
            {t('crash.reload')}
          </button>
        </div>
      </main>
    )
  }
}
