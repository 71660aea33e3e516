/** A labelled line of a form, with what is wrong with it below. */
import { type ReactElement, useId } from 'react'

/** What the control inside has to carry. */
export interface ControlProps {
  readonly id: string
  readonly 'aria-invalid': boolean
  readonly 'aria-describedby': string | undefined
}

export interface FieldProps {
  readonly label: string
  readonly error: string | null
  readonly hint?: string
  readonly children: (control: ControlProps) => ReactElement
}

export function Field({ label, error, hint, children }: FieldProps): ReactElement {
  const id = useId()
  const note = error ?? hint
  const control = { id, 'aria-invalid': error !== null, 'aria-describedby': note === undefined ? undefined : `${id}-note` }
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <div className="control">{children(control)}</div>
      {note !== undefined && (
        <p id={`${id}-note`} className={error === null ? 'hint' : 'error'} role={error === null ? undefined : 'alert'}>
          {note}
        </p>
      )}
    </div>
  )
}
