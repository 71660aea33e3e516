/** The parts that record, joined: Git, watch, recorder, files in the repository, sessions. The other half of the composition root. */
import { extname } from 'node:path'
import { PRIORITIES, type Session } from '../shared/domain/session.ts'
import { background } from './base/background.ts'
import type { Clock } from './base/clock.ts'
import type { Priority } from './base/fairQueue.ts'
import { Limiter } from './base/limiter.ts'
import type { Logger } from './base/logger.ts'
import { gitLimits } from './base/workLimits.ts'
import { Moves } from './context/moves.ts'
import type { DaemonOptions } from './daemon.ts'
import type { Alerts } from './events/alerts.ts'
import type { EventHub } from './events/eventHub.ts'
import { findGit } from './git/findGit.ts'
import { GitClient } from './git/gitClient.ts'
import { tellLoop } from './metrics/loopAlerts.ts'
import { Meter } from './metrics/meter.ts'
import { SessionCosts } from './metrics/sessionCosts.ts'
import { projectionReports } from './projectionReports.ts'
import type { RecordEdit } from './registry/recordEdit.ts'
import { RegistryProjection } from './registry/registry.ts'
import { AgentEdits } from './sessions/agentEdits.ts'
import { Captures } from './sessions/captures.ts'
import { followEdit } from './sessions/foreignEdits.ts'
import { Recorder } from './sessions/recorder.ts'
import type { RecoverParts } from './sessions/recover.ts'
import { Sessions } from './sessions/sessions.ts'
import type { SettingsStore } from './settings/settingsStore.ts'
import type { Store } from './store/store.ts'
import { Watcher } from './watch/watcher.ts'
import { watchingWay } from './watch/watchingWay.ts'
import { WorklogProjection } from './worklog/projection.ts'

/** What is there before anything records. */
export interface Ground {
  readonly options: DaemonOptions
  readonly store: Store
  readonly hub: EventHub
  readonly alerts: Alerts
  readonly settings: SettingsStore
  /** The machine is on battery or hot. */
  readonly sparing: () => boolean
  readonly clock: Clock
  readonly log: Logger
}

export interface RecordingParts extends RecoverParts {
  /** Who may run Git now, and who waits. */
  readonly gitRuns: Limiter
  readonly meter: Meter
  readonly costs: SessionCosts
  /** The machine is on battery or hot. */
  readonly sparing: () => boolean
  readonly sessions: Sessions
}

/** Builds the parts; nothing runs before the watcher is started. */
export function recordingParts({ options, store, hub, alerts, settings, sparing, clock, log }: Ground): RecordingParts {
  const onSlow = (run: { cwd: string; verb: string }): void => log.warn('Git is slow', run)
  const meter = new Meter(clock)
  const costs = new SessionCosts((sessionId, loop) => tellLoop(alerts, recorder.get(sessionId), loop))
  const gitRuns = new Limiter(() => gitLimits(settings.current, sparing()))
  const git = new GitClient(() => findGit(process.env.PATH ?? '', process.platform), process.env, {
    onSlow,
    onRun: ({ cwd, waitedMs, ms }) => {
      meter.count('git_runs')
      meter.time('git_ms', ms)
      meter.time('git_wait_ms', waitedMs)
      costs.ran(cwd, ms)
    },
    limiter: gitRuns,
    priorityOf: (folder) => priorityIn(folder, recorder.all()),
  })
  const watcher = new Watcher({ start: options.startWatchHost, clock, log, ...watchingWay(settings.current, process.platform), ...options.watching })
  const reports = projectionReports(alerts, log)
  const worklogs = new WorklogProjection({ source: entrySource(store), report: reports.worklog, log })
  const source = {
    sessionsOf: (repo: string) => recorder.all().filter((session) => session.repo === repo),
    pid: () => watcher.pid ?? NO_PROCESS,
    wanted: (repo: string) => settings.forRepo(repo)['flags.pythonCompat'],
  }
  const report = { ...reports.registry, edited: (session: Session, edit: RecordEdit | null) => followEdit({ ...parts, sessions }, session, edit) }
  const registry = new RegistryProjection({ source, report, clock, log, worker: besideStore(options.storeWorker, 'registry/registryWorker') })
  store.watchHealth(reports.store)
  const heeded = { settings: () => settings.current, settingsIn: (root: string) => settings.forRepo(root), moves: new Moves(), agentEdits: new AgentEdits() }
  const recorder = new Recorder({ store, hub, worklogs, registry, onCommit: (ms) => meter.time('commit_ms', ms), ...heeded })
  const onRoom = (): void => background(sessions.admit(), 'letting in who waits', log)
  const captures = new Captures({ git, hub, alerts, recorder, clock, watcher, log, onRoom, ...heeded })
  const parts = { git, gitRuns, hub, alerts, recorder, clock, watcher, log, captures, store, worklogs, registry, onRoom, ...heeded }
  const sessions = new Sessions(parts)
  return { ...parts, sparing, meter, costs, sessions }
}

/** How much a repository matters: as the most important session that records in it. */
function priorityIn(folder: string, sessions: readonly Session[]): Priority {
  const there = sessions.filter(({ repo, state }) => repo === folder && state === 'recording')
  return PRIORITIES.find((priority) => there.some((session) => session.priority === priority)) ?? 'medium'
}

/** Entry of another thread: as the store's, in the sources or in `out/`. */
export function besideStore(storeWorker: URL, name: string): URL {
  return new URL(`../${name}${extname(storeWorker.pathname)}`, storeWorker)
}

/** Beyond the largest process id of either system, so that a signal sent to it reaches nobody. */
const NO_PROCESS = 4_194_305

function entrySource(store: Store) {
  return {
    unprojected: (sessionId: string) => store.run({ kind: 'unprojected', sessionId }),
    recent: (sessionId: string, limit: number) => store.run({ kind: 'entries', sessionId, sinceSeq: 0, limit, newest: true }),
    restored: (sessionId: string, sinceSeq: number) => store.run({ kind: 'restored', sessionId, sinceSeq }),
    markProjected: (seqs: readonly number[]) => store.run({ kind: 'markProjected', seqs }),
    markRestored: (seqs: readonly number[]) => store.run({ kind: 'markRestored', seqs }),
  }
}
