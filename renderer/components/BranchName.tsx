/** A branch that is shortened in its middle where there is no room, so that its id and its tail stay to be read. */
import type { ReactElement } from 'react'
import type { BranchParts } from '../../shared/ui/format.ts'

export function BranchName({ parts, title }: { readonly parts: BranchParts; readonly title: string }): ReactElement {
  return (
    <code className="branch" title={title}>
      <span className="gives">{parts.before}</span>
      <span>{parts.id}</span>
      <span className="gives first">{parts.between}</span>
      <span>{parts.end}</span>
    </code>
  )
}
