/** Says that everything on show is sample data. In each window's first line, so that no picture of it is taken for work that was done. */
import type { ReactElement } from 'react'
import { t } from '../../shared/ui/text.ts'

export function DemoBadge(): ReactElement {
  return (
    <span className="demo-badge" title={t('demo.hint')}>
      {t('demo.badge')}
    </span>
  )
}
