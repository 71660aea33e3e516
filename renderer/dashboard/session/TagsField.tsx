/** The tags of a session: each can be taken away, another is added with Return. */
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'
import { plainText } from '../../../shared/ui/format.ts'
import { IconButton } from '../../components/IconButton.tsx'
import { t } from '../text.ts'

export interface TagsFieldProps {
  readonly tags: readonly string[]
  readonly enabled: boolean
  /** True if it was taken. */
  readonly onAdd: (tag: string) => Promise<boolean>
  readonly onRemove: (tag: string) => void
}

const LONGEST = 64

export function TagsField({ tags, enabled, onAdd, onRemove }: TagsFieldProps): ReactElement {
  const id = useId()
  const [draft, setDraft] = useState('')
  const add = async (): Promise<void> => {
    const tag = draft.trim()
    if (tag !== '' && (await onAdd(tag))) setDraft('')
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') void add()
    else if (event.key === 'Escape') setDraft('')
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="field">
      <label htmlFor={id}>{t('info.tags')}</label>
      <div className="control tags">
        {tags.map((tag) => (
          <span key={tag} className="tag">
            {plainText(tag, 40)}
            <IconButton icon="dismiss" name={t('info.removeTag', { tag: plainText(tag, 40) })} disabled={!enabled} onPress={() => onRemove(tag)} />
          </span>
        ))}
        <input
          id={id}
          type="text"
          maxLength={LONGEST}
          autoComplete="off"
          spellCheck={false}
          placeholder={t('detail.addTag')}
          value={draft}
          onChange={(event) => setDraft(event.target.value)}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  )
}
