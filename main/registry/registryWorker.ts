/**
 * Entry of the registry's thread: reading, merging and writing 10,000 sessions takes a tenth of a second, which the main
 * thread has not. Ends when it has closed.
 */
import { setPriority } from 'node:os'
import { parentPort } from 'node:worker_threads'
import { systemClock } from '../base/clock.ts'
import { RegistryKeeper } from './keeper.ts'
import type { FromKeeper, ToKeeper } from './keeperMessages.ts'

/** Behind every thread that somebody waits for. On Linux this is a thread's own; on macOS it would be the whole process's. */
const NICENESS = 10

if (parentPort !== null) {
  const port = parentPort
  if (process.platform === 'linux') setPriority(NICENESS)
  const say = (message: FromKeeper): void => {
    port.postMessage(message)
    if (message.kind === 'closed') port.close()
  }
  const keeper = new RegistryKeeper({ clock: systemClock, say })
  port.on('message', (message: ToKeeper) => keeper.handle(message))
}
