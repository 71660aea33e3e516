/** What all sessions say of one kind, asked for anew when a summary has changed. */
import { useEffect, useState } from 'react'
import type { CitedOf, LibraryKind } from '../../../shared/summaries/rollUps.ts'
import { type Stores, useDaemon } from '../../stores/stores.ts'

/** Every note makes a summary anew; a list that jumps is not read. */
const EVERY_MS = 3_000

export interface Library {
  readonly items: readonly CitedOf[]
  readonly more: number
}

/** `null` until the first answer. */
export function useLibrary(stores: Stores, kind: LibraryKind, limit: number): Library | null {
  const [library, setLibrary] = useState<Library | null>(null)
  const { state } = useDaemon(stores)
  const { bridge } = stores
  // What was recorded so far: another sum means something new may be said.
  const entries = Object.values(state?.sessions ?? {}).reduce((sum, session) => sum + session.entries, 0)
  // biome-ignore lint/correctness/useExhaustiveDependencies: another kind begins with nothing.
  useEffect(() => setLibrary(null), [kind])
  // biome-ignore lint/correctness/useExhaustiveDependencies: another sum means another answer.
  useEffect(() => {
    let isWanted = true
    const ask = async (): Promise<void> => {
      const reply = await bridge.call('library/list', { kind, limit })
      if (isWanted && reply.ok) setLibrary(reply.result)
    }
    const timer = setTimeout(() => void ask(), library === null ? 0 : EVERY_MS)
    return () => {
      isWanted = false
      clearTimeout(timer)
    }
  }, [bridge, kind, limit, entries])
  return library
}
