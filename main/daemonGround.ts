/** What a daemon stands on: its data folder, the store, the settings, the numbers of its events. A part of the composition root. */
import { chmod, mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { ScribeError } from '../shared/domain/error.ts'
import { LastSeen, SEEN_FILE } from './agents/lastSeen.ts'
import type { Clock } from './base/clock.ts'
import type { Logger } from './base/logger.ts'
import type { Opened } from './base/opened.ts'
import { retried } from './base/retried.ts'
import type { Dispatch } from './commands/dispatch.ts'
import { CLIENT, type Spooled } from './commands/hookSpool.ts'
import { SpoolWatch } from './commands/spoolWatch.ts'
import { requireKind } from './demo/demoHome.ts'
import { bootTime } from './events/epochFile.ts'
import type { EventHub } from './events/eventHub.ts'
import { EventLog } from './events/eventLog.ts'
import { askForHandOver } from './server/handOver.ts'
import { SettingsStore } from './settings/settingsStore.ts'
import { openStore, type Store } from './store/store.ts'

/** A daemon that hands over has drained by then. */
const HAND_OVER_MS = 10_000

export interface StoreOptions {
  readonly host: 'app' | 'headless'
  readonly home: string
  readonly storeWorker: URL
}

/** The store, taken over from a headless daemon where an app comes. Throws `store.owned` where nobody gives it up. */
export async function openOwned({ host, home, storeWorker }: StoreOptions): Promise<Store> {
  const folder = join(home, 'data')
  try {
    return await openStore(storeWorker, folder)
  } catch (error) {
    const isOwned = error instanceof ScribeError && error.code === 'store.owned'
    if (!isOwned || host !== 'app' || !(await askForHandOver(home))) throw error
    return await retried(() => openStore(storeWorker, folder), HAND_OVER_MS)
  }
}

/** Its numbers begin when it is started. */
export function eventsIn(home: string, since: number, log: Logger): EventLog {
  return new EventLog({ folder: join(home, 'events'), bootedAt: bootTime(since), now: since, log })
}

/** Numbers go on where an earlier life left off, before anything is announced. */
export async function beginEvents(hub: EventHub, events: EventLog): Promise<void> {
  hub.goOn(await events.start())
  hub.subscribe((envelope) => events.append(envelope))
}

/** The settings of a data folder; `damaged` is told the name under which a file that could not be read is kept. */
export function settingsIn(home: string, clock: Clock, damaged: (file: string) => void): SettingsStore {
  const path = join(home, 'settings.json')
  return new SettingsStore({ path, environment: process.env, now: () => clock.wall(), damaged: (setAside) => damaged(setAside ?? path) })
}

/** Who was heard of when. */
export function seenIn(home: string, clock: Clock, log: Logger): LastSeen {
  return new LastSeen({ path: join(home, SEEN_FILE), now: () => clock.wall(), log })
}

/** The data folder, readable by this user only. Throws `store.failed` where there can be none, `store.demo` for a demo's where none is meant. */
export async function ownFolder({ home, demo = false }: { readonly home: string; readonly demo?: boolean | undefined }): Promise<void> {
  requireKind(home, demo)
  try {
    await mkdir(home, { recursive: true, mode: 0o700 })
    await chmod(home, 0o700)
  } catch (cause) {
    throw new ScribeError('store.failed', `The data folder ${home} cannot be used.`, { cause })
  }
}

/** Records what agents' hooks left while nobody answered, or not in time, behind everything else. */
export async function watchSpool(home: string, dispatch: Dispatch, log: Logger): Promise<Opened> {
  const take = async (spooled: Spooled): Promise<'taken' | 'waits'> => {
    const isNote = spooled.agent === CLIENT
    const [method, input] = isNote ? (['worklog/append', spooled.input] as const) : (['agent/hook', { ...spooled, late: true }] as const)
    const reply = await dispatch(method, input, { kind: 'hook', scopes: ['append'] })
    if (!reply.ok && reply.error.data?.retryable === true) throw new ScribeError('limit.overloaded', reply.error.message)
    // What is refused for good would be refused again; a note waits until its session is there.
    return !reply.ok && isNote && reply.error.data?.code === 'session.notFound' ? 'waits' : 'taken'
  }
  const spool = new SpoolWatch({ folder: join(home, 'spool'), take, log })
  await spool.start()
  return { name: 'spool', close: () => spool.close() }
}
