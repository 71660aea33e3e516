/** What all sessions say of one kind, asked for anew when a summary has changed. */
import type { CitedOf, LibraryKind } from '../../../shared/summaries/rollUps.ts'
import { type Stores, useDaemon } from '../../stores/stores.ts'
import { useFresh } from '../useFresh.ts'

/** Every note makes a summary anew; a list that jumps is not read. */
const EVERY_MS = 3_000

export interface Library {
  readonly items: readonly CitedOf[]
  readonly more: number
}

/** `null` until the first answer. */
export function useLibrary(stores: Stores, kind: LibraryKind, limit: number): Library | null {
  const { bridge } = stores
  const ask = async (): Promise<Library | null> => {
    const reply = await bridge.call('library/list', { kind, limit })
    return reply.ok ? reply.result : null
  }
  return useFresh({ key: `${kind} ${limit}`, moves: useRecorded(stores), everyMs: EVERY_MS, ask })
}

/** How much was recorded so far: another number means that something new may be said. */
export function useRecorded(stores: Stores): number {
  const { state } = useDaemon(stores)
  return Object.values(state?.sessions ?? {}).reduce((sum, session) => sum + session.entries, 0)
}
