/** The popover's view of now, and the clock's next tick for it. */
import { useEffect } from 'react'
import { popoverView } from '../../shared/ui/popoverView.ts'
import type { PopoverView } from '../../shared/ui/ui-contract.ts'
import { type Stores, useActions, useDaemon, useNow } from '../stores/stores.ts'

export function usePopoverView(stores: Stores): PopoverView {
  const { link, state } = useDaemon(stores)
  const { busy, undoUntil, refusal } = useActions(stores)
  const now = useNow(stores)
  const view = popoverView({ state, link, shell: stores.bridge.shell, now, undoUntil, busy, refusal })
  const { nextTickIn } = view
  // A new moment needs a new tick even if it is as far away as the last one was.
  // biome-ignore lint/correctness/useExhaustiveDependencies: `now` stands for that moment.
  useEffect(() => stores.clock.plan(nextTickIn), [stores, nextTickIn, now])
  return view
}
