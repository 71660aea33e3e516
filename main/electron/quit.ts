/**
 * Quitting: the daemon drains first, then the app ends. Invariant: it ends, at the latest after the deadline, and
 * drains once however often and by whomever quitting is asked for.
 */
import type { App, Event, PowerMonitor } from 'electron'
import type { Logger } from '../daemon.ts'

/** Pausing sessions and flushing takes well under a second; past this, what is acknowledged is on disk anyway. */
const DRAIN_DEADLINE_MS = 5000

export interface Drain {
  readonly drain: () => Promise<void>
  readonly log: Logger
  readonly deadlineMs?: number
}

/** Makes `app.quit()`, Cmd-Q, signals and the system's shutdown drain before the process ends. */
export function drainOnQuit(app: Pick<App, 'on' | 'exit'>, power: Pick<PowerMonitor, 'on'>, options: Drain): void {
  let begun = false
  let systemEnds = false
  const begin = (): void => {
    if (begun) return
    begun = true
    void drained(options).then((complete) => app.exit(complete ? 0 : 1))
  }
  app.on('before-quit', (event: Event) => {
    // A prevented quit would make macOS report that Scribe stopped the shutdown; the drain has begun by then.
    if (!systemEnds) event.preventDefault()
    begin()
  })
  power.on('shutdown', () => {
    systemEnds = true
    begin()
  })
}

/** True if the drain ended well and in time. */
async function drained({ drain, log, deadlineMs = DRAIN_DEADLINE_MS }: Drain): Promise<boolean> {
  let timer: NodeJS.Timeout | undefined
  const expired = new Promise<never>((_resolve, reject) => {
    timer = setTimeout(() => reject(new Error(`not drained after ${deadlineMs} ms`)), deadlineMs)
  })
  try {
    await Promise.race([drain(), expired])
    return true
  } catch (error) {
    log.error('quit without draining', { error })
    return false
  } finally {
    clearTimeout(timer)
  }
}
