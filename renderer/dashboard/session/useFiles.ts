/** The files of a session as the daemon tells them; asked for again a moment after the session has changed more. */
import { useCallback, useEffect, useRef, useState } from 'react'
import type { Session } from '../../../shared/domain/session.ts'
import type { Stores } from '../../stores/stores.ts'
import type { FileRow } from './fileRows.ts'

const APART_MS = 1_500
const MOST = 5_000

export interface FilesOf {
  /** `null` until the daemon has answered. */
  readonly files: readonly FileRow[] | null
  readonly more: boolean
  readonly failure: string | null
  readonly reload: () => void
}

export function useFiles({ bridge }: Stores, session: Session): FilesOf {
  const [found, setFound] = useState<Omit<FilesOf, 'reload'>>({ files: null, more: false, failure: null })
  const life = useRef(0)
  const reload = useCallback(async (): Promise<void> => {
    const own = ++life.current
    const reply = await bridge.call('session/files', { session: session.id, limit: MOST })
    if (own !== life.current) return
    if (reply.ok) setFound({ files: reply.result.files, more: reply.result.more, failure: null })
    else setFound((before) => ({ ...before, failure: reply.error.message }))
  }, [bridge, session.id])
  useEffect(() => void reload(), [reload])
  const seen = useRef(session.changes)
  useEffect(() => {
    if (seen.current === session.changes) return
    const timer = setTimeout(() => {
      seen.current = session.changes
      void reload()
    }, APART_MS)
    return () => clearTimeout(timer)
  }, [session.changes, reload])
  return { ...found, reload: () => void reload() }
}
