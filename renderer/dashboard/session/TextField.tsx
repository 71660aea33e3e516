/** A line of text that applies on Return or when it is left, and goes back with Escape. */
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'

export interface TextFieldProps {
  readonly label: string
  readonly value: string
  readonly onSet: (text: string) => void
}

const LONGEST = 1_000

export function TextField({ label, value, onSet }: TextFieldProps): ReactElement {
  const id = useId()
  const [draft, setDraft] = useState<string | null>(null)
  const apply = (): void => {
    if (draft !== null && draft !== value) onSet(draft)
    setDraft(null)
  }
  const onKeyDown = (event: KeyboardEvent): void => {
    if (event.nativeEvent.isComposing) return
    if (event.key === 'Enter') apply()
    else if (event.key === 'Escape') setDraft(null)
    else return
    event.preventDefault()
    event.stopPropagation()
  }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="control">
        <input
          id={id}
          type="text"
          maxLength={LONGEST}
          autoComplete="off"
          value={draft ?? value}
          onChange={(event) => setDraft(event.target.value)}
          onBlur={apply}
          onKeyDown={onKeyDown}
        />
      </div>
    </div>
  )
}
