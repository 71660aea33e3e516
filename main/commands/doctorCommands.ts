/** The checks of `scribe doctor` that only the running daemon can make: its store, its watch, its files, its page. Reads only. */
import { access, constants, lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { Check } from '../../shared/domain/check.ts'
import { messageOf, ScribeError } from '../../shared/domain/error.ts'
import { isLive, type Session } from '../../shared/domain/session.ts'
import type { UiFigure } from '../../shared/domain/uiFigure.ts'
import { alertText } from '../../shared/ui/alertStrip.ts'
import { checkSurroundings, gitFound } from '../doctor/surroundings.ts'
import type { EventHub } from '../events/eventHub.ts'
import type { GitClient } from '../git/gitClient.ts'
import type { Recorder } from '../sessions/recorder.ts'
import type { SettingsStore } from '../settings/settingsStore.ts'
import type { Store } from '../store/store.ts'
import type { Pragmas } from '../store/storeProtocol.ts'
import type { Watcher } from '../watch/watcher.ts'
import type { Handlers } from './dispatch.ts'

/** A page on this machine that says nothing for so long is as good as none, ms. */
const PAGE_MS = 2_000

export interface DoctorParts {
  readonly home: string
  readonly git: GitClient
  readonly store: Store
  readonly hub: EventHub
  readonly recorder: Recorder
  readonly watcher: Watcher
  readonly settings: SettingsStore
  /** Address of the page with its token, or `null`. */
  readonly pageUrl: () => string | null
  /** Only an app has windows to measure. */
  readonly measureWindows?: MeasureWindows | undefined
}

export type MeasureWindows = (quick: boolean) => Promise<readonly UiFigure[]>

export function doctorCommands(parts: DoctorParts): Pick<Handlers, 'doctor/run' | 'doctor/ui'> {
  return {
    'doctor/ui': async ({ quick }) => {
      if (parts.measureWindows === undefined) throw new ScribeError('usage.badInput', 'Only the app has windows to measure. Open Scribe, then run this again.')
      return { figures: [...(await parts.measureWindows(quick))] }
    },
    'doctor/run': async () => {
      const surroundings = await checkSurroundings(parts.home)
      const [git, store, projections, page] = await Promise.all([
        gitFound(parts.git),
        storeCheck(parts.store),
        projectionCheck(parts.recorder),
        pageCheck(parts),
      ])
      const others = surroundings.map((check) => (check.name === 'git' ? git : check))
      return { checks: [...others, store, watchCheck(parts), projections, page, settingsCheck(parts.settings), alertCheck(parts.hub)] }
    },
  }
}

async function storeCheck(store: Store): Promise<Check> {
  const name = 'store'
  try {
    return judgePragmas(await store.run({ kind: 'pragmas' }), process.platform)
  } catch (error) {
    return { name, status: 'fail', found: messageOf(error), advice: 'The log says more; a full disk is the usual cause.' }
  }
}

/** Whether what the store acknowledges survives a power cut. */
export function judgePragmas({ journal_mode, synchronous, fullfsync, user_version }: Pragmas, platform: NodeJS.Platform): Check {
  const found = `Schema ${user_version}, journal ${journal_mode}, synchronous ${synchronous}, fullfsync ${fullfsync}.`
  const durable = journal_mode === 'wal' && synchronous === 2 && (platform !== 'darwin' || fullfsync === 1)
  if (durable) return { name: 'store', status: 'ok', found }
  return {
    name: 'store',
    status: 'fail',
    found,
    advice: 'What is acknowledged may not survive a power cut here. Move the data folder to a local disk (SCRIBE_HOME).',
  }
}

function watchCheck({ recorder, watcher, settings }: DoctorParts): Check {
  const recording = recorder.all().filter((session) => session.state === 'recording')
  const poor = recording.filter((session) => session.capture === 'degraded' || session.capture === 'off')
  const way = `Back end "${settings.current['flags.watchBackend']}", process ${watcher.pid ?? 'not started'}, ${recording.length} sessions recording`
  if (poor.length === 0) return { name: 'watching', status: 'ok', found: `${way}.` }
  const names = poor.map((session) => `${session.backlog_id} in ${session.repo}`).join(', ')
  return { name: 'watching', status: 'warn', found: `${way}; changes may be missed for ${names}.`, advice: '"scribe status" says why.' }
}

/** The worklog folder of every live session can be written, or made. */
async function projectionCheck(recorder: Recorder): Promise<Check> {
  const live = recorder.all().filter(isLive)
  const obstacles = (await Promise.all(live.map(obstacleOf))).filter((obstacle) => obstacle !== null)
  if (obstacles.length === 0) return { name: 'worklogs', status: 'ok', found: `The files of ${live.length} live sessions can be written.` }
  return { name: 'worklogs', status: 'fail', found: [...new Set(obstacles)].join(' '), advice: 'The record is kept; the files follow when that is mended.' }
}

async function obstacleOf(session: Session): Promise<string | null> {
  for (const folder of ['artifacts/worklogs', 'artifacts', '.'].map((part) => join(session.repo, part))) {
    const found = await lstat(folder).catch(() => null)
    if (found === null) continue
    if (!found.isDirectory()) return `${folder} is no folder.`
    return await access(folder, constants.W_OK).then(
      () => null,
      () => `${folder} cannot be written.`,
    )
  }
  return `${session.repo} is gone.`
}

async function pageCheck({ hub, settings, pageUrl }: DoctorParts): Promise<Check> {
  const name = 'page'
  const url = pageUrl()
  if (url === null) {
    const off = settings.current['ipc.websocket'] ? 'The app shows its own windows.' : 'It is switched off (ipc.websocket).'
    return { name, status: 'ok', found: hub.state.daemon.host === 'app' ? 'The app shows its own windows.' : off }
  }
  // Without its token, which stands behind the #.
  const { origin } = new URL(url)
  const status = await fetch(`${origin}/popover/index.html`, { signal: AbortSignal.timeout(PAGE_MS) }).then(
    (answer) => answer.status,
    () => 0,
  )
  if (status === 200) return { name, status: 'ok', found: `Served at ${origin}.` }
  return { name, status: 'warn', found: `${origin} answers with ${status === 0 ? 'nothing' : status}.`, advice: 'In a checkout: npm run build' }
}

function settingsCheck({ refused, path }: SettingsStore): Check {
  if (refused.length === 0) return { name: 'settings', status: 'ok', found: 'All that is set is heeded.' }
  const found = refused.map(({ name, reason }) => `${name} ${reason}.`).join(' ')
  return { name: 'settings', status: 'warn', found: `Not heeded: ${found}`, advice: `Correct the variable, or the key in ${path}.` }
}

function alertCheck({ state }: EventHub): Check {
  const bad = state.alerts.filter((alert) => alert.severity === 'error')
  if (bad.length === 0) return { name: 'alerts', status: 'ok', found: `${state.alerts.length} alerts, none of them an error.` }
  return { name: 'alerts', status: 'warn', found: bad.map(alertText).join(' '), advice: '"scribe status" shows them all.' }
}
