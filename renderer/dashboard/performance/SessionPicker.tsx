/** Which session the figures are narrowed down to; all of them at first. The newest that anything was recorded in are offered. */
import { type ReactElement, useId } from 'react'
import { joined } from '../../../shared/ui/text.ts'
import type { Stores } from '../../stores/stores.ts'
import { useRecorded } from '../library/useLibrary.ts'
import { t } from '../text.ts'
import { useFresh } from '../useFresh.ts'

const OFFERED = 50
const EVERY_MS = 5_000

interface SessionPickerProps {
  readonly stores: Stores
  readonly chosen: string | undefined
  readonly choose: (sessionId: string | undefined) => void
}

export function SessionPicker({ stores, chosen, choose }: SessionPickerProps): ReactElement {
  const id = useId()
  const ask = async () => {
    const reply = await stores.bridge.call('session/list', { order: 'activity', limit: OFFERED })
    return reply.ok ? reply.result.sessions : null
  }
  const sessions = useFresh({ key: '', moves: useRecorded(stores), everyMs: EVERY_MS, ask }) ?? []
  return (
    <div className="picker">
      <label htmlFor={id}>{t('chart.session')}</label>
      <select id={id} value={chosen ?? ''} onChange={({ target }) => choose(target.value === '' ? undefined : target.value)}>
        <option value="">{t('chart.session.all')}</option>
        {sessions.map((session) => (
          <option key={session.id} value={session.id}>
            {joined([session.backlog_id, session.repo_name], 'separator.dot')}
          </option>
        ))}
      </select>
    </div>
  )
}
