/** What a connection needs around it: a hub, its event log in a folder of the test, places for clients, settings that a test may change. */
import { join } from 'node:path'
import { silentLogger } from '../main/base/logger.ts'
import { EventHub } from '../main/events/eventHub.ts'
import { EventLog } from '../main/events/eventLog.ts'
import { Clients } from '../main/server/clients.ts'
import { DEFAULT_SETTINGS, type Settings } from '../shared/domain/settings.ts'

export interface ConnectionGround {
  readonly hub: EventHub
  readonly events: EventLog
  readonly clients: Clients
  readonly settings: () => Settings
  /** Changes settings, which otherwise are the defaults. */
  set(values: Partial<Settings>): void
}

/** `home` is a folder that the test removes; a log that was there is gone on with. */
export async function connectionGround(home: string, clock = { wall: () => Date.now(), monotonic: () => performance.now() }): Promise<ConnectionGround> {
  let settings = DEFAULT_SETTINGS
  const hub = new EventHub({ epoch: '', daemon: { version: '1', pid: 2, since: 3, host: 'headless' }, clock, log: silentLogger })
  const events = new EventLog({ folder: join(home, 'events'), bootedAt: 0, now: 1_000, log: silentLogger })
  hub.goOn(await events.start())
  hub.subscribe((envelope) => events.append(envelope))
  return {
    ...{ hub, events, clients: new Clients(() => settings['limits.maxClients']), settings: () => settings },
    set: (values) => {
      settings = { ...settings, ...values }
    },
  }
}
