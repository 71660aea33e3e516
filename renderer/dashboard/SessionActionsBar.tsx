/** What can be done with the session on show, in the toolbar: pause or resume, stop, and for a while take the stop back. */
import type { ReactElement } from 'react'
import { isLive, type Session } from '../../shared/domain/session.ts'
import { plainText } from '../../shared/ui/format.ts'
import { IconButton } from '../components/IconButton.tsx'
import { type Stores, useActions, useNow } from '../stores/stores.ts'
import { t } from './text.ts'

export interface SessionActionsBarProps {
  readonly stores: Stores
  readonly session: Session
  readonly enabled: boolean
}

export function SessionActionsBar({ stores, session, enabled }: SessionActionsBarProps): ReactElement | null {
  const { actions } = stores
  const { busy, undoUntil } = useActions(stores)
  const now = useNow(stores)
  const ordered = { id: session.id, backlogId: plainText(session.backlog_id) }
  const disabled = !enabled || busy.has(session.id)
  if (!isLive(session)) {
    if ((undoUntil[session.id] ?? 0) <= now) return null
    return (
      <button
        type="button"
        className="bezel"
        aria-label={t('row.undoStop', { id: ordered.backlogId })}
        onClick={() => void (disabled || actions.resume(ordered))}
      >
        {t('row.undo')}
      </button>
    )
  }
  const verb = session.state === 'paused' ? 'resume' : 'pause'
  return (
    <>
      <IconButton icon={verb} name={t(`row.${verb}`, { id: ordered.backlogId })} disabled={disabled} bezel onPress={() => void actions[verb](ordered)} />
      <IconButton icon="stop" name={t('row.stop', { id: ordered.backlogId })} disabled={disabled} bezel onPress={() => void actions.stop(ordered)} />
    </>
  )
}
