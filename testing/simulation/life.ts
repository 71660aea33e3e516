/**
 * One life of a simulated daemon: the product's real sessions, captures, pipeline, recorder and events, joined as the daemon joins
 * them, on a clock that the simulation moves. What is simulated: Git's answers, the watch host, the store's thread; the files that are
 * projected have tests of their own and are left out.
 */
import type { Clock } from '../../main/base/clock.ts'
import { silentLogger } from '../../main/base/logger.ts'
import { Moves } from '../../main/context/moves.ts'
import { Alerts } from '../../main/events/alerts.ts'
import { EventHub } from '../../main/events/eventHub.ts'
import type { GitClient, GitRun } from '../../main/git/gitClient.ts'
import type { RegistryProjection } from '../../main/registry/registry.ts'
import { AgentEdits } from '../../main/sessions/agentEdits.ts'
import { Captures } from '../../main/sessions/captures.ts'
import { Recorder } from '../../main/sessions/recorder.ts'
import { recover } from '../../main/sessions/recover.ts'
import { Sessions } from '../../main/sessions/sessions.ts'
import type { Store } from '../../main/store/store.ts'
import { Watcher } from '../../main/watch/watcher.ts'
import type { WorklogProjection } from '../../main/worklog/projection.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { ScriptedHost } from '../scriptedHost.ts'
import type { SimulatedRepository } from './simulatedRepository.ts'
import type { SimulatedStore } from './simulatedStore.ts'

export interface World {
  readonly clock: Clock
  readonly repositories: readonly SimulatedRepository[]
  readonly settings: () => Settings
  readonly store: SimulatedStore
}

export interface Life {
  readonly sessions: Sessions
  readonly captures: Captures
  readonly recorder: Recorder
  readonly hub: EventHub
  readonly host: ScriptedHost
  /** The state in which it began, and every event since. */
  readonly seeded: () => AppState
  readonly events: readonly Envelope[]
  start(): Promise<void>
  /** As SIGKILL does: nothing is told, nothing is written any more. */
  die(): void
}

export function createLife({ clock, repositories, settings, store: simulated }: World): Life {
  // Each stands in for a class whose fields are private; the parts use nothing but what is here.
  const store = simulated as unknown as Store
  const git = { run: (run: GitRun) => of(repositories, run.cwd).answer(run) } as unknown as GitClient
  const worklogs = { touch: () => undefined } as unknown as WorklogProjection
  const registry = { touch: () => undefined, flush: async () => undefined } as unknown as RegistryProjection
  const log = silentLogger
  const hub = new EventHub({ epoch: 'sim', daemon: { version: '0', pid: 1, since: 0, host: 'headless' }, clock, log })
  const events: Envelope[] = []
  hub.subscribe((envelope) => void events.push(envelope))
  const alerts = new Alerts(hub, clock)
  const host = new ScriptedHost(4_194_304)
  host.alive = true
  host.ready = true
  const watcher = new Watcher({ start: () => host, clock, log })
  const heeded = { settings, settingsIn: settings, moves: new Moves(), agentEdits: new AgentEdits() }
  const recorder = new Recorder({ store, hub, worklogs, registry, ...heeded })
  const onRoom = (): void => void sessions.admit().catch(() => undefined)
  const captures = new Captures({ git, hub, alerts, recorder, clock, watcher, log, onRoom, ...heeded })
  const parts = { git, hub, alerts, recorder, clock, watcher, log, captures, store, worklogs, registry, onRoom, ...heeded }
  const sessions = new Sessions(parts)
  let seeded = hub.state
  return {
    ...{ sessions, captures, recorder, hub, host, events },
    seeded: () => seeded,
    start: async () => {
      watcher.start()
      await recover(parts)
      // What is announced while sessions are taken over is announced of the state they were taken over into.
      seeded = { ...hub.state, ...(events.length === 0 ? {} : { seq: seeded.seq }) }
      // As the daemon does: who waits is let in behind the start, whatever its repository's Git does.
      onRoom()
    },
    die: () => {
      simulated.die()
      void watcher.close()
    },
  }
}

function of(repositories: readonly SimulatedRepository[], folder: string): SimulatedRepository {
  const found = repositories.find(({ root }) => root === folder)
  if (found === undefined) throw new Error(`no repository at ${folder}`)
  return found
}
