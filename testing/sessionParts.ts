/**
 * The parts that record sessions, joined as the daemon joins them, over a real store and real Git. What a test wants
 * to decide is its own: the time (`clock.now`) and what the watch host says (`host`).
 */
import { join } from 'node:path'
import type { Clock } from '../main/base/clock.ts'
import { createLogger } from '../main/base/logger.ts'
import { Moves } from '../main/context/moves.ts'
import { Alerts } from '../main/events/alerts.ts'
import { EventHub } from '../main/events/eventHub.ts'
import { findGit } from '../main/git/findGit.ts'
import { GitClient } from '../main/git/gitClient.ts'
import { projectionReports } from '../main/projectionReports.ts'
import type { RecordEdit } from '../main/registry/recordEdit.ts'
import { RegistryProjection } from '../main/registry/registry.ts'
import { AgentEdits } from '../main/sessions/agentEdits.ts'
import { Captures } from '../main/sessions/captures.ts'
import { followEdit } from '../main/sessions/foreignEdits.ts'
import { Recorder } from '../main/sessions/recorder.ts'
import type { RecoverParts } from '../main/sessions/recover.ts'
import { Sessions } from '../main/sessions/sessions.ts'
import { openStore } from '../main/store/store.ts'
import { Watcher } from '../main/watch/watcher.ts'
import { WorklogProjection } from '../main/worklog/projection.ts'
import { DEFAULT_SETTINGS, type Settings } from '../shared/domain/settings.ts'
import type { ScribeEvent } from '../shared/protocol/events.ts'
import { gitEnvironment } from './scaffold.ts'
import { ScriptedHost } from './scriptedHost.ts'

/** Both times at once, until the wall's is set anew (`shift`); they move only when the test moves them. */
export class TestClock implements Clock {
  now = Date.UTC(2026, 10, 22, 14, 0, 0)
  shift = 0

  wall(): number {
    return this.now + this.shift
  }

  monotonic(): number {
    return this.now
  }
}

export interface SessionRig extends RecoverParts {
  readonly clock: TestClock
  readonly host: ScriptedHost
  readonly sessions: Sessions
  readonly events: readonly ScribeEvent[]
  /** What other programs did to records of the registry, which the sessions followed. */
  readonly followed: readonly (RecordEdit | null)[]
  /** Changes settings, which otherwise are the defaults. */
  set(values: Partial<Settings>): void
  /** The same for one repository. */
  setIn(root: string, values: Partial<Settings>): void
  readonly sparing: () => boolean
  /** Lines of the log, parsed. */
  readonly logged: readonly { readonly level: string; readonly message: string }[]
  close(): Promise<void>
}

/** Opens everything on the data folder `home`. */
export async function openSessionRig(home: string): Promise<SessionRig> {
  const clock = new TestClock()
  const logged: { level: string; message: string }[] = []
  const log = createLogger((line) => logged.push(JSON.parse(line)), { now: () => clock.now })
  const hub = new EventHub({ epoch: 'test', daemon: { version: '0', pid: process.pid, since: clock.now, host: 'headless' }, clock, log })
  const events: ScribeEvent[] = []
  hub.subscribe(({ event }) => events.push(event))
  const store = await openStore(new URL('../main/store/storeWorker.ts', import.meta.url), join(home, 'data'))
  const alerts = new Alerts(hub, clock)
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  const host = new ScriptedHost(4_194_304)
  host.alive = true
  const watcher = new Watcher({ start: () => host, clock, log })
  const reports = projectionReports(alerts, log)
  const source = {
    unprojected: (sessionId: string) => store.run({ kind: 'unprojected', sessionId }),
    recent: (sessionId: string, limit: number) => store.run({ kind: 'entries', sessionId, sinceSeq: 0, limit, newest: true }),
    restored: (sessionId: string, sinceSeq: number) => store.run({ kind: 'restored', sessionId, sinceSeq }),
    markProjected: (seqs: readonly number[]) => store.run({ kind: 'markProjected', seqs }),
    markRestored: (seqs: readonly number[]) => store.run({ kind: 'markRestored', seqs }),
  }
  let current: Settings = DEFAULT_SETTINGS
  const own = new Map<string, Partial<Settings>>()
  const worklogs = new WorklogProjection({ source, report: reports.worklog, log })
  const sessionsOf = (repo: string) => recorder.all().filter((session) => session.repo === repo)
  const registry = new RegistryProjection({
    source: { sessionsOf, pid: () => watcher.pid ?? 0, wanted: (repo) => settingsIn(repo)['flags.pythonCompat'] },
    report: {
      ...reports.registry,
      edited: async (session, edit) => {
        followed.push(edit)
        await followEdit({ ...parts, sessions }, session, edit)
      },
    },
    clock,
    log,
  })
  const followed: (RecordEdit | null)[] = []
  const settings = (): Settings => current
  const settingsIn = (root: string): Settings => ({ ...current, ...own.get(root) })
  const [moves, agentEdits] = [new Moves(), new AgentEdits()]
  const recorder = new Recorder({ store, hub, worklogs, registry, settings, settingsIn, moves })
  const onRoom = (): void => void sessions.admit()
  const captures = new Captures({ git, hub, alerts, recorder, clock, watcher, log, settings, settingsIn, moves, agentEdits, onRoom })
  const parts = { git, hub, alerts, recorder, clock, watcher, log, settings, settingsIn, moves, agentEdits, onRoom, captures, store, worklogs, registry }
  const sessions = new Sessions(parts)
  watcher.start()
  return {
    ...parts,
    sparing: () => false,
    host,
    sessions,
    followed,
    set: (values) => {
      current = { ...current, ...values }
    },
    setIn: (root, values) => void own.set(root, { ...own.get(root), ...values }),
    events,
    logged,
    close: async () => {
      for (const part of [captures, watcher, registry, worklogs, store]) await part.close()
    },
  }
}
