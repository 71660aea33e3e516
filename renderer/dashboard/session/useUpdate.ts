/** Changes what is known of a session. What was refused is said until the next change; the visible change arrives as an event. */
import { useCallback, useState } from 'react'
import type { CommandInput } from '../../../shared/protocol/commands.ts'
import type { Stores } from '../../stores/stores.ts'

export interface UpdateOf {
  /** True if the daemon has taken it. */
  readonly update: (edit: Omit<CommandInput<'session/update'>, 'session' | 'cwd'>) => Promise<boolean>
  readonly refusal: string | null
}

export function useUpdate({ bridge }: Stores, session: string): UpdateOf {
  const [refusal, setRefusal] = useState<string | null>(null)
  const update = useCallback<UpdateOf['update']>(
    async (edit) => {
      const reply = await bridge.call('session/update', { session, ...edit })
      setRefusal(reply.ok ? null : reply.error.message)
      return reply.ok
    },
    [bridge, session],
  )
  return { update, refusal }
}
