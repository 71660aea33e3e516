/** Who is connected and where programs connect. Asked when the pane is opened and when the window is looked at again; nothing ticks here. */
import { type ReactElement, useCallback, useEffect, useState } from 'react'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { plainText, span } from '../../shared/ui/format.ts'
import { t } from '../../shared/ui/text.ts'
import type { Stores } from '../stores/stores.ts'

type Access = CommandOutput<'access/get'>
type Client = CommandOutput<'client/list'>['clients'][number]

export function AccessSection({ stores }: { readonly stores: Stores }): ReactElement {
  const { bridge } = stores
  const [access, setAccess] = useState<Access | null>(null)
  const [clients, setClients] = useState<readonly Client[]>([])
  const look = useCallback(async (): Promise<void> => {
    const [doors, there] = await Promise.all([bridge.call('access/get', {}), bridge.call('client/list', {})])
    if (doors.ok) setAccess(doors.result)
    if (there.ok) setClients(there.result.clients)
  }, [bridge])
  useEffect(() => {
    void look()
    window.addEventListener('focus', look)
    return () => window.removeEventListener('focus', look)
  }, [look])

  const renew = async (): Promise<void> => {
    const reply = await bridge.call('access/renew', {})
    if (!reply.ok) return
    setAccess(reply.result)
    // This page came in with the old token.
    if (bridge.shell !== 'browser' || reply.result.token === null) return
    location.hash = reply.result.token
    location.reload()
  }
  return (
    <>
      <Door name={t('access.socket')} value={access?.socket ?? ''} />
      {access !== null && access.websocket !== null && <Door name={t('access.websocket')} value={access.websocket} />}
      {access !== null && access.token !== null && <Token token={access.token} onRenew={() => void renew()} />}
      <div className="setting">
        <span className="name" id="connected">
          {t('access.connected')}
        </span>
        <ul className="clients" aria-labelledby="connected">
          {clients.map((client) => (
            <li key={`${client.name} ${client.since} ${client.pid}`}>
              {plainText(client.name, 40)} <span className="hint">{told(client)}</span>
            </li>
          ))}
        </ul>
      </div>
    </>
  )
}

function Door({ name, value }: { readonly name: string; readonly value: string }): ReactElement {
  return (
    <div className="setting">
      <span className="name">{name}</span>
      <code className="path">{value}</code>
    </div>
  )
}

/** Shown only when asked for: it opens the door. */
function Token({ token, onRenew }: { readonly token: string; readonly onRenew: () => void }): ReactElement {
  const [shown, setShown] = useState(false)
  const [copied, setCopied] = useState(false)
  const copy = async (): Promise<void> => {
    await navigator.clipboard.writeText(token)
    setCopied(true)
  }
  return (
    <div className="setting">
      <span className="name">{t('access.token')}</span>
      <div>
        <code className="path">{shown ? token : '••••••••'}</code>
        <div className="buttons">
          <button type="button" className="bezel" onClick={() => void copy().catch(() => setShown(true))}>
            {t('access.copy')}
          </button>
          <button type="button" className="bezel" aria-pressed={shown} onClick={() => setShown(!shown)}>
            {t(shown ? 'access.hide' : 'access.reveal')}
          </button>
          <button type="button" className="bezel" onClick={onRenew}>
            {t('access.renew')}
          </button>
        </div>
        <p className="hint">{t('access.tokenHint')}</p>
        <p role="status">{copied ? t('access.copied') : ''}</p>
      </div>
    </div>
  )
}

function told({ kind, scopes, since }: Client): string {
  return `${kind} · ${scopes.map((scope) => t(`access.scope.${scope}`)).join(', ')} · ${span(Date.now() - since)}`
}
