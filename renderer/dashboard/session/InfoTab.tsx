/**
 * Session > Info: what is known of a session besides its record. Type, priority, tags and description can be changed while it is on
 * the lists; everything can be selected and copied.
 */
import type { ReactElement } from 'react'
import { PRIORITIES, SESSION_TYPES, type Session } from '../../../shared/domain/session.ts'
import { longDuration, plainText } from '../../../shared/ui/format.ts'
import { SelectField } from '../../popover/SelectField.tsx'
import type { Stores } from '../../stores/stores.ts'
import { CopyButton } from '../parts/CopyButton.tsx'
import { t } from '../text.ts'
import { dateTimeText } from '../timeline/times.ts'
import { ExportSection } from './ExportSection.tsx'
import { TagsField } from './TagsField.tsx'
import { TextField } from './TextField.tsx'
import { useUpdate } from './useUpdate.ts'

export interface InfoTabProps {
  readonly stores: Stores
  readonly session: Session
  readonly enabled: boolean
}

export function InfoTab({ stores, session, enabled }: InfoTabProps): ReactElement {
  const { bridge } = stores
  const { update, refusal } = useUpdate(stores, session.id)
  const facts = factsOf(session)
  return (
    <div className="info">
      <fieldset className="edits" aria-label={t('info.editable')}>
        <SelectField
          label={t('start.type')}
          value={session.type}
          options={SESSION_TYPES}
          nameOf={(type) => t(`type.${type}`)}
          onChange={(type) => void update({ type })}
        />
        <SelectField
          label={t('start.priority')}
          value={session.priority}
          options={PRIORITIES}
          nameOf={(priority) => t(`priority.${priority}`)}
          onChange={(priority) => void update({ priority })}
        />
        <TagsField tags={session.tags} enabled={enabled} onAdd={(tag) => update({ tags_add: [tag] })} onRemove={(tag) => void update({ tags_remove: [tag] })} />
        <TextField
          key={session.description}
          label={t('info.description')}
          value={session.description ?? ''}
          onSet={(text) => void update({ description: text === '' ? null : text })}
        />
        {refusal !== null && (
          <p className="error" role="alert">
            {refusal}
          </p>
        )}
      </fieldset>
      <dl className="facts">
        {facts.map(([name, value]) => (
          <div key={name} className="fact">
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
      </dl>
      <div className="acts">
        <CopyButton label={t('info.copy')} text={() => facts.map(([name, value]) => `${name}: ${value}`).join('\n')} />
        {bridge.shell === 'app' && (
          <button type="button" className="bezel" onClick={() => bridge.reveal(session.id)}>
            {t('detail.reveal')}
          </button>
        )}
      </div>
      <ExportSection stores={stores} session={session} />
    </div>
  )
}

/** The registry's fields, worded. */
function factsOf(session: Session): (readonly [name: string, value: string])[] {
  const { repo, branch, head, worklog, started_at, ended_at, related, id, stop_reason } = session
  const facts = [
    [t('info.repository'), plainText(repo)],
    [t('info.branch'), branch === null ? t('row.noBranch') : plainText(branch)],
    [t('info.head'), head ?? ''],
    [t('info.started'), dateTimeText(started_at)],
    [t('info.ended'), ended_at === null ? '' : dateTimeText(ended_at)],
    [t('info.reason'), stop_reason === null ? '' : t(`reason.${stop_reason}`)],
    [t('info.idle'), session.idle_timeout_s === 0 ? t('info.never') : longDuration(session.idle_timeout_s * 1_000)],
    [t('info.changes'), t('side.count', { count: session.changes })],
    [t('info.entries'), t('side.count', { count: session.entries })],
    [t('info.related'), related.map((other) => plainText(other, 60)).join(', ')],
    [t('info.worklog'), plainText(worklog)],
    [t('info.id'), id],
  ] as const
  return facts.filter(([, value]) => value !== '')
}
