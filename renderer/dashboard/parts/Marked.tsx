/** Text in which what was looked for is marked. Foreign text goes in as text only. */
import type { ReactElement } from 'react'
import type { Part } from './marks.ts'

export function Marked({ parts }: { readonly parts: readonly Part[] }): ReactElement {
  return (
    <>
      {parts.map(({ text, isMarked }, index) =>
        // biome-ignore lint/suspicious/noArrayIndexKey: the parts of a text have no other name, and are drawn anew as a whole.
        isMarked ? <mark key={index}>{text}</mark> : text,
      )}
    </>
  )
}
