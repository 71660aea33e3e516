/** A notifier on a hub of its own, at a time the test sets, with what it shows kept in order. Timers are the test's (`vi.useFakeTimers`). */
import { vi } from 'vitest'
import { createLogger } from '../main/base/logger.ts'
import { Alerts } from '../main/events/alerts.ts'
import { EventHub } from '../main/events/eventHub.ts'
import { Notifier, type Presented } from '../main/notifications/notifier.ts'
import { DEFAULT_SETTINGS, type Settings } from '../shared/domain/settings.ts'
import { NOON } from './sampleNotice.ts'

export interface NotifierRig {
  readonly hub: EventHub
  readonly alerts: Alerts
  readonly notifier: Notifier
  readonly shown: Presented[]
  readonly removed: string[]
  /** Changes settings and says so, as the daemon does. */
  set(changed: Partial<Settings>): void
  /** Lets time pass; what is due in it happens. */
  pass(ms: number): void
}

/** Call `vi.useFakeTimers` first. */
export function notifierRig(): NotifierRig {
  vi.setSystemTime(NOON)
  const clock = { wall: () => Date.now(), monotonic: () => performance.now() }
  const daemon = { version: '0', pid: 1, since: NOON, host: 'app' } as const
  const hub = new EventHub({ epoch: 'epoch', daemon, clock, log: createLogger(() => undefined) })
  let settings: Settings = DEFAULT_SETTINGS
  const shown: Presented[] = []
  const removed: string[] = []
  const notifier = new Notifier({
    daemon: { snapshot: () => hub.state, subscribe: (sink) => hub.subscribe(sink) },
    settings: () => settings,
    now: () => Date.now(),
    show: (presented) => shown.push(presented),
    remove: (id) => removed.push(id),
  })
  notifier.start()
  const set = (changed: Partial<Settings>): void => {
    settings = { ...settings, ...changed }
    notifier.settingsChanged()
  }
  return { hub, alerts: new Alerts(hub, clock), notifier, shown, removed, set, pass: (ms) => void vi.advanceTimersByTime(ms) }
}
