/** The last line: how the daemon is, or for a moment what has just been done; and the way to the dashboard. */
import type { ReactElement } from 'react'
import { t } from '../../shared/ui/text.ts'
import { type Stores, useNotes } from '../stores/stores.ts'

export function Footer({ stores, text }: { readonly stores: Stores; readonly text: string }): ReactElement {
  const { added } = useNotes(stores)
  return (
    <footer className="footer">
      <span role="status">{added === null ? '' : t('note.added', { id: added })}</span>
      {added === null && <span>{text}</span>}
      <button type="button" title={t('footer.dashboardKeys')} onClick={() => stores.bridge.show('dashboard')}>
        {t('menu.dashboard')}
      </button>
    </footer>
  )
}
