/** The quick note: to which session, and the words. The words stay until the daemon has them. */
import { type KeyboardEvent, type ReactElement, type Ref, useId } from 'react'
import { noteKind } from '../../shared/ui/noteGrammar.ts'
import type { NoteTargets } from '../../shared/ui/noteTargets.ts'
import { t } from '../../shared/ui/text.ts'
import { Icon } from '../components/Icon.tsx'
import { type Stores, useNotes } from '../stores/stores.ts'

export interface NoteBarProps {
  readonly stores: Stores
  readonly targets: NoteTargets
  readonly enabled: boolean
  readonly field: Ref<HTMLTextAreaElement>
  /** From now on notes go to this session; also called when writing begins, so that nothing moves under the words. */
  readonly onTarget: (id: string) => void
  /** Leaves the field, which keeps what was written. */
  readonly onLeave: () => void
}

export function NoteBar({ stores, targets, enabled, field, onTarget, onLeave }: NoteBarProps): ReactElement | null {
  const { drafts, sending, failures, later } = useNotes(stores)
  const hint = useId()
  const session = targets.options.find((option) => option.id === targets.target)
  if (session === undefined) return null
  const text = drafts[session.id]?.text ?? ''
  const failure = failures[session.id]
  const kind = noteKind(text)
  const isLater = later?.id === session.id
  const send = (): void => void stores.notes.send(session, enabled)
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Escape') onLeave()
    else if (event.key === 'Enter' && !event.altKey && !event.shiftKey) send()
    else if (event.key === 'Enter' && event.altKey) insertLineBreak(event.currentTarget)
    else if (event.key === 'ArrowUp' && text === '' && stores.notes.lastSent !== '') stores.notes.write(session.id, stores.notes.lastSent)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <form className="note" onSubmit={(event) => event.preventDefault()}>
      <div className="chip">
        <select className="bezel" aria-label={t('note.target')} value={session.id} onChange={(event) => onTarget(event.target.value)}>
          {targets.options.map((option) => (
            <option key={option.id} value={option.id}>
              {option.label}
            </option>
          ))}
        </select>
        <Icon name="choose" />
      </div>
      <textarea
        ref={field}
        rows={1}
        aria-label={t('note.field', { id: session.backlogId })}
        placeholder={t(enabled ? 'note.placeholder' : 'note.placeholderDown')}
        value={text}
        aria-busy={sending === session.id}
        aria-invalid={failure !== undefined}
        aria-describedby={failure !== undefined || isLater ? hint : undefined}
        onFocus={() => onTarget(session.id)}
        onChange={(event) => stores.notes.write(session.id, event.target.value)}
        onKeyDown={onKeyDown}
      />
      {kind !== null && <span className="kind">{t(`note.kind.${kind}`)}</span>}
      {failure !== undefined && (
        <div className="problem">
          <p id={hint} role="alert">
            {failure}
          </p>
          <button type="button" onClick={send}>
            {t('note.tryAgain')}
          </button>
        </div>
      )}
      {isLater && (
        <p id={hint} className="hint" role="status">
          {t('note.later')}
        </p>
      )}
    </form>
  )
}

/** The change reaches the draft as an input event, as if it had been typed. */
function insertLineBreak(field: HTMLTextAreaElement): void {
  field.setRangeText('\n', field.selectionStart, field.selectionEnd, 'end')
  field.dispatchEvent(new Event('input', { bubbles: true }))
}
