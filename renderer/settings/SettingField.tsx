/**
 * One setting: a switch, a pop-up or a field, by what the table says of it. A field applies on Return or when it is left;
 * what cannot be taken stays in it with the reason and is not applied.
 */
import { type KeyboardEvent, type ReactElement, useId, useState } from 'react'
import { controlOf, type SettingKey, type Settings, settingOf } from '../../shared/domain/settings.ts'
import { fieldText, readField, settingName, unitOf } from '../../shared/ui/settingsView.ts'
import { t } from '../../shared/ui/text.ts'

type Value = Settings[SettingKey]

export interface SettingFieldProps {
  readonly setting: SettingKey
  readonly value: Value
  /** The variable that sets it, so that nothing here can. */
  readonly lockedBy: string | null
  readonly refusal: string | null
  readonly onSet: (value: Value) => void
}

export function SettingField({ setting, value, lockedBy, refusal, onSet }: SettingFieldProps): ReactElement {
  const id = useId()
  const [error, setError] = useState<string | null>(null)
  const wrong = error ?? refusal
  const attributes = { id, disabled: lockedBy !== null, 'aria-describedby': `${id}-help`, 'aria-invalid': wrong !== null, 'aria-errormessage': `${id}-error` }
  return (
    <div className="setting">
      <label className="name" htmlFor={id}>
        {settingName(setting)}
      </label>
      <div>
        <ControlOf setting={setting} value={value} attributes={attributes} onSet={onSet} onError={setError} />
        <p id={`${id}-help`} className="hint">
          {settingOf(setting).help}
          {settingOf(setting).effect === 'daemon' && ` ${t('settings.nextStart')}`}
        </p>
        {lockedBy !== null && <p className="locked">{t('settings.locked', { variable: lockedBy })}</p>}
        <p id={`${id}-error`} className="error" role={wrong === null ? undefined : 'alert'}>
          {wrong}
        </p>
      </div>
    </div>
  )
}

interface ControlOfProps {
  readonly setting: SettingKey
  readonly value: Value
  readonly attributes: { readonly id: string; readonly disabled: boolean }
  readonly onSet: (value: Value) => void
  readonly onError: (error: string | null) => void
}

function ControlOf({ setting, value, attributes, onSet, onError }: ControlOfProps): ReactElement {
  const control = controlOf(setting)
  if (control.kind === 'toggle') return <input {...attributes} type="checkbox" checked={value === true} onChange={(event) => onSet(event.target.checked)} />
  if (control.kind !== 'choice') return <TextControl setting={setting} value={value} attributes={attributes} onSet={onSet} onError={onError} />
  return (
    <select {...attributes} className="bezel" value={String(value)} onChange={(event) => onSet(event.target.value as Value)}>
      {control.options.map((option) => (
        <option key={option} value={option}>
          {settingName(setting, option)}
        </option>
      ))}
    </select>
  )
}

function TextControl({ setting, value, attributes, onSet, onError }: ControlOfProps): ReactElement {
  const [draft, setDraft] = useState<string | null>(null)
  const shown = draft ?? fieldText(setting, value)
  const apply = (): void => {
    const answer = readField(setting, shown)
    if ('error' in answer) return onError(answer.error)
    onError(null)
    setDraft(null)
    onSet(answer.value)
  }
  const onKey = (event: KeyboardEvent): void => {
    if (event.key === 'Enter') apply()
    if (event.key !== 'Escape') return
    setDraft(null)
    onError(null)
  }
  return (
    <span className="text-control">
      <input
        {...attributes}
        type="text"
        className={controlOf(setting).kind === 'number' ? 'short' : ''}
        inputMode={controlOf(setting).kind === 'number' ? 'decimal' : 'text'}
        autoComplete="off"
        spellCheck={false}
        value={shown}
        onChange={(event) => setDraft(event.target.value)}
        onBlur={() => draft !== null && apply()}
        onKeyDown={onKey}
      />
      <span>{unitOf(setting)}</span>
    </span>
  )
}
