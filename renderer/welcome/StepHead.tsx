/** The head of a step: what it is about, in a line, and a sentence more. */
import type { ReactElement, Ref } from 'react'

export interface StepHeadProps {
  readonly heading: Ref<HTMLHeadingElement>
  readonly title: string
  readonly text: string
}

export function StepHead({ heading, title, text }: StepHeadProps): ReactElement {
  return (
    <header className="step-head">
      <h1 ref={heading} tabIndex={-1}>
        {title}
      </h1>
      <p>{text}</p>
    </header>
  )
}
