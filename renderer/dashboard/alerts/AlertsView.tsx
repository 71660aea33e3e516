/** What is wrong now, and what was since Scribe started; each with what can be done about it. */
import { type ReactElement, useEffect, useState } from 'react'
import type { Alert, PastAlert } from '../../../shared/domain/alert.ts'
import { alertText } from '../../../shared/ui/alertStrip.ts'
import { agoText, longDuration } from '../../../shared/ui/format.ts'
import { joined } from '../../../shared/ui/text.ts'
import { type Stores, useDaemon, useNow } from '../../stores/stores.ts'
import { t } from '../text.ts'
import type { View } from '../view.ts'
import { MuteButton } from './MuteButton.tsx'

export interface AlertsViewProps {
  readonly stores: Stores
  readonly open: (view: View) => void
}

export function AlertsView({ stores, open }: AlertsViewProps): ReactElement {
  const { state } = useDaemon(stores)
  const now = useNow(stores)
  const alerts = state?.alerts ?? []
  const past = usePast(stores, alerts)
  return (
    <div className="alerts">
      <section aria-label={t('alerts.open')}>
        <header>
          <h2>{t('alerts.open')}</h2>
          <button type="button" onClick={() => stores.bridge.show('settings')}>
            {t('alerts.settings')}
          </button>
        </header>
        {alerts.length === 0 && <p className="caption">{t('alerts.none')}</p>}
        <ul>
          {alerts.map((alert) => (
            <OpenAlert key={alert.id} alert={alert} now={now} stores={stores} open={open} />
          ))}
        </ul>
      </section>
      {past.length > 0 && (
        <section aria-label={t('alerts.past')}>
          <h2>{t('alerts.past')}</h2>
          <ul>
            {past.map((alert) => (
              <li key={`${alert.id} ${alert.cleared_at}`}>
                <span className="said">{alertText(alert)}</span>
                <span className="from">{t('alerts.over', { ago: agoText(now - alert.cleared_at), lasted: longDuration(alert.cleared_at - alert.at) })}</span>
              </li>
            ))}
          </ul>
        </section>
      )}
    </div>
  )
}

interface OpenAlertProps extends AlertsViewProps {
  readonly alert: Alert
  readonly now: number
}

function OpenAlert({ alert, now, stores: { bridge }, open }: OpenAlertProps): ReactElement {
  const { session_id: session } = alert
  return (
    <li data-severity={alert.severity}>
      <span className="said">{alertText(alert)}</span>
      <span className="from">{joined([t(`severity.${alert.severity}`), agoText(now - alert.at)], 'separator.dot')}</span>
      {session !== undefined && (
        <button type="button" className="bezel" onClick={() => open({ kind: 'session', id: session, tab: 'timeline' })}>
          {t('alerts.session')}
        </button>
      )}
      <MuteButton bridge={bridge} code={alert.code} />
      <button type="button" className="bezel" onClick={() => void bridge.call('alert/dismiss', { id: alert.id })}>
        {t('alerts.dismiss')}
      </button>
    </li>
  )
}

/** Asked for anew whenever the open ones change. */
function usePast({ bridge }: Stores, alerts: readonly Alert[]): readonly PastAlert[] {
  const [past, setPast] = useState<readonly PastAlert[]>([])
  const ids = alerts.map(({ id }) => id).join('\n')
  // biome-ignore lint/correctness/useExhaustiveDependencies: other alerts mean another past.
  useEffect(() => {
    let isWanted = true
    void bridge.call('alert/list', {}).then((reply) => {
      if (isWanted && reply.ok) setPast(reply.result.past)
    })
    return () => {
      isWanted = false
    }
  }, [bridge, ids])
  return past
}
