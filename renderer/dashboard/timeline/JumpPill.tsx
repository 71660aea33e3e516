/** The way back to what is recorded now, and how much has come meanwhile. Spoken as a count, at most every ten seconds. */
import { type ReactElement, useEffect, useRef, useState } from 'react'
import { joined } from '../../../shared/ui/text.ts'
import { t } from '../text.ts'

export interface JumpPillProps {
  readonly fresh: number
  readonly isAway: boolean
  readonly onJump: () => void
}

const QUIET_MS = 10_000

export function JumpPill({ fresh, isAway, onJump }: JumpPillProps): ReactElement {
  const spoken = useSeldom(fresh)
  return (
    <>
      {isAway && (
        <button type="button" className="pill" onClick={onJump}>
          {joined([fresh > 0 ? t('timeline.fresh', { count: fresh }) : '', t('timeline.jump')], 'separator.dot')}
        </button>
      )}
      <p role="status" className="unseen">
        {spoken > 0 ? t('timeline.freshSpoken', { count: spoken }) : ''}
      </p>
    </>
  )
}

/** The newest of values that come quickly. */
function useSeldom(value: number): number {
  const [shown, setShown] = useState(value)
  const last = useRef(0)
  useEffect(() => {
    const wait = Math.max(0, last.current + QUIET_MS - Date.now())
    const timer = setTimeout(() => {
      last.current = Date.now()
      setShown(value)
    }, wait)
    return () => clearTimeout(timer)
  }, [value])
  return shown
}
