/** A button that puts text on the clipboard and says that it has. */
import { type ReactElement, useEffect, useState } from 'react'
import { t } from '../text.ts'
import { copyText } from './copyText.ts'

const SAID_MS = 4_000

export interface CopyButtonProps {
  readonly label: string
  /** Asked for when it is pressed; `null` if there is nothing to copy after all. */
  readonly text: () => string | null | Promise<string | null>
  readonly disabled?: boolean
}

export function CopyButton({ label, text, disabled = false }: CopyButtonProps): ReactElement {
  const [said, setSaid] = useState('')
  useEffect(() => {
    if (said === '') return
    const timer = setTimeout(() => setSaid(''), SAID_MS)
    return () => clearTimeout(timer)
  }, [said])
  const copy = async (): Promise<void> => {
    const found = await text()
    if (found !== null) setSaid(t((await copyText(found)) ? 'copy.done' : 'copy.failed'))
  }
  return (
    <>
      <button type="button" className="bezel" aria-disabled={disabled} onClick={() => void (disabled || copy())}>
        {said === '' ? label : said}
      </button>
      <span role="status" className="unseen">
        {said}
      </span>
    </>
  )
}
