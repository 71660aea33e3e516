/** Everything a window holds, built once around its bridge, and the hooks through which components read it. */
import { useStore } from 'zustand'
import type { ScribeBridge } from '../../shared/protocol/bridge.ts'
import { Clock } from './clock.ts'
import { type DaemonFacts, DaemonStore } from './daemonStore.ts'
import { type NoteFacts, Notes } from './notes.ts'
import { type ActionFacts, SessionActions } from './sessionActions.ts'

export interface Stores {
  readonly bridge: ScribeBridge
  readonly daemon: DaemonStore
  readonly clock: Clock
  readonly actions: SessionActions
  readonly notes: Notes
}

/** The stores of this page, already listening to the daemon. */
export function createStores(bridge: ScribeBridge): Stores {
  const now = (): number => Date.now()
  const clock = new Clock(now, document)
  const notes = new Notes({ bridge, storage: localStorage, now })
  const daemon = new DaemonStore(bridge, { onFrame: (run) => void requestAnimationFrame(run), after: cancellableTimeout })
  daemon.store.subscribe(({ link }, before) => {
    clock.touch()
    if (link === 'up' && before.link !== 'up') void notes.sendLater()
  })
  daemon.start()
  return { bridge, daemon, clock, actions: new SessionActions(bridge, now), notes }
}

export function useDaemon({ daemon }: Stores): DaemonFacts {
  return useStore(daemon.store)
}

export function useNow({ clock }: Stores): number {
  return useStore(clock.store).now
}

export function useActions({ actions }: Stores): ActionFacts {
  return useStore(actions.store)
}

export function useNotes({ notes }: Stores): NoteFacts {
  return useStore(notes.store)
}

function cancellableTimeout(ms: number, run: () => void): () => void {
  const timer = setTimeout(run, ms)
  return () => clearTimeout(timer)
}
