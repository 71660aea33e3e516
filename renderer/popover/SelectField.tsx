/** A choice among the words of one of the contract's lists. */
import type { ReactElement } from 'react'
import { Field } from '../components/Field.tsx'

export interface SelectFieldProps<Value extends string> {
  readonly label: string
  readonly value: Value
  readonly options: readonly Value[]
  readonly nameOf: (value: Value) => string
  readonly onChange: (value: Value) => void
}

export function SelectField<Value extends string>({ label, value, options, nameOf, onChange }: SelectFieldProps<Value>): ReactElement {
  const choose = (text: string): void => {
    const option = options.find((known) => known === text)
    if (option !== undefined) onChange(option)
  }
  return (
    <Field label={label} error={null}>
      {(control) => (
        <select {...control} value={value} onChange={(event) => choose(event.target.value)}>
          {options.map((option) => (
            <option key={option} value={option}>
              {nameOf(option)}
            </option>
          ))}
        </select>
      )}
    </Field>
  )
}
