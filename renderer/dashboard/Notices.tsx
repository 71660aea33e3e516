/** What has to be known before all else: the daemon is away, or an order that was given here was refused. */
import type { ReactElement } from 'react'
import { alertStrip } from '../../shared/ui/alertStrip.ts'
import { AlertStrip } from '../popover/AlertStrip.tsx'
import { type Stores, useActions, useDaemon } from '../stores/stores.ts'
import { t } from './text.ts'

export function Notices({ stores }: { readonly stores: Stores }): ReactElement {
  const { state, link } = useDaemon(stores)
  const { refusal } = useActions(stores)
  const strip = alertStrip([], { refusal, shell: stores.bridge.shell })
  return (
    <>
      <div role="status">
        {link === 'down' && (
          <p className="away">
            <b>{t(state === null ? 'title.unreachable' : 'title.restarting')}</b>
            <span>{t(state === null ? `unreachable.${stores.bridge.shell}` : 'subtitle.restarting')}</span>
          </p>
        )}
      </div>
      {strip !== null && <AlertStrip strip={strip} enabled onAct={() => undefined} onDismiss={() => void stores.actions.dismiss(null)} />}
    </>
  )
}
