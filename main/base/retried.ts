/** Tries again what something else holds up for a moment. */
import { setTimeout as sleep } from 'node:timers/promises'

const PAUSE_MS = 100

/** The result of the first try that succeeds; the last failure once `ms` have passed. */
export async function retried<T>(work: () => Promise<T>, ms: number): Promise<T> {
  const until = performance.now() + ms
  for (;;) {
    try {
      return await work()
    } catch (error) {
      if (performance.now() >= until) throw error
      await sleep(PAUSE_MS)
    }
  }
}
