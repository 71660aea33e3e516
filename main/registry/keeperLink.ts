/** How the main thread reaches the keeper: on a thread of its own, or (in tests of its parts) on the same one. */
import { Worker } from 'node:worker_threads'
import type { Clock } from '../base/clock.ts'
import { SMALL_THREAD } from '../base/smallThread.ts'
import { RegistryKeeper } from './keeper.ts'
import type { FromKeeper, ToKeeper } from './keeperMessages.ts'

export interface KeeperLink {
  send(message: ToKeeper): void
  /** After `closed` was heard, or instead of it. */
  end(): Promise<void>
}

export function keeperHere(clock: Clock, hear: (message: FromKeeper) => void): KeeperLink {
  const keeper = new RegistryKeeper({ clock, say: hear })
  return { send: (message) => keeper.handle(message), end: async () => undefined }
}

export function keeperThread(entry: URL, on: { hear(message: FromKeeper): void; died(error: unknown): void }): KeeperLink {
  const worker = new Worker(entry, { name: 'scribe-registry', resourceLimits: SMALL_THREAD })
  let ended = false
  let reason: unknown = new Error('the thread that writes the registry ended')
  worker.on('message', (message: FromKeeper) => on.hear(message))
  worker.on('error', (error) => {
    reason = error
  })
  worker.on('exit', () => ended || on.died(reason))
  return {
    send: (message) => worker.postMessage(message),
    end: async () => {
      ended = true
      await worker.terminate()
    },
  }
}
