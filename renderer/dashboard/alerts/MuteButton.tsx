/** Whether the system is told of alerts of this kind; not there for those that only windows show, or that are always told. */
import { type ReactElement, useEffect, useState } from 'react'
import type { AlertCode } from '../../../shared/domain/alert.ts'
import { isCritical, noticeOfAlert } from '../../../shared/domain/noticeKinds.ts'
import { SETTINGS } from '../../../shared/domain/settings.ts'
import type { ScribeBridge } from '../../../shared/protocol/bridge.ts'
import { t } from '../text.ts'

export function MuteButton({ bridge, code }: { readonly bridge: ScribeBridge; readonly code: AlertCode }): ReactElement | null {
  const kind = noticeOfAlert(code)
  const [isMuted, setMuted] = useState(false)
  const key = kind === null ? null : (`notify.kind.${kind}` as const)
  useEffect(() => {
    if (key !== null) void bridge.call('settings/get', {}).then((reply) => reply.ok && setMuted(reply.result.settings[key] === 'off'))
  }, [bridge, key])
  if (key === null || kind === null || isCritical(kind)) return null
  const change = async (): Promise<void> => {
    const reply = await bridge.call('settings/update', { values: { [key]: isMuted ? SETTINGS[key].default : 'off' } })
    if (reply.ok) setMuted(reply.result.settings[key] === 'off')
  }
  return (
    <button type="button" className="bezel" aria-pressed={isMuted} onClick={() => void change()}>
      {t('alerts.mute')}
    </button>
  )
}
