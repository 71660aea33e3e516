/**
 * The composition root: wires every part, starts and closes them in order. It and `recordingParts.ts`, which builds those that
 * record, and the other files of `main/` beside it are the only ones that know all parts. Importing it does nothing; two daemons in one process share nothing but the code.
 */
import type { Reply } from '../shared/protocol/bridge.ts'
import type { CommandName } from '../shared/protocol/commandNames.ts'
import type { CommandInput } from '../shared/protocol/commands.ts'
import type { Envelope } from '../shared/protocol/events.ts'
import { APP_VERSION } from '../shared/protocol/version.ts'
import type { AppState } from '../shared/state/appState.ts'
import { type AgentParts, agentParts } from './agentParts.ts'
import { background } from './base/background.ts'
import { systemClock } from './base/clock.ts'
import { atLevel, type Logger } from './base/logger.ts'
import { closeInReverse, type Opened } from './base/opened.ts'
import type { Caller } from './commands/caller.ts'
import type { Dispatch } from './commands/dispatch.ts'
import type { MeasureWindows } from './commands/doctorCommands.ts'
import { type ContextParts, contextParts } from './contextParts.ts'
import { daemonCommands } from './daemonCommands.ts'
import { endpointOf, listenAt, servePage } from './daemonDoors.ts'
import { beginEvents, eventsIn, openOwned, ownFolder, seenIn, settingsIn, watchSpool } from './daemonGround.ts'
import { Alerts } from './events/alerts.ts'
import { EventHub } from './events/eventHub.ts'
import type { EventLog } from './events/eventLog.ts'
import { type MetricsParts, metricsParts } from './metricsParts.ts'
import { besideStore, type Ground, type RecordingParts, recordingParts } from './recordingParts.ts'
import { Clients } from './server/clients.ts'
import { removeEndpoint, socketPath, writeEndpoint } from './server/endpointFile.ts'
import type { PageServer } from './server/pageServer.ts'
import { newPageToken } from './server/pageToken.ts'
import { recover } from './sessions/recover.ts'
import { tellMissed } from './sessions/tellMissed.ts'
import { heedSettings } from './settingsEffects.ts'
import type { Store } from './store/store.ts'
import { type SummaryParts, summaryParts } from './summaryParts.ts'
import type { StartWatchHost, WatchHostProcess } from './watch/hostProcess.ts'
import type { WatcherOptions } from './watch/watcher.ts'

export { createLogger, type Logger } from './base/logger.ts'
export type { Caller, MeasureWindows, StartWatchHost, WatchHostProcess }

export interface DaemonOptions {
  /** Folder of everything that is not in a repository (`SCRIBE_HOME`); created with mode 0700. */
  readonly home: string
  readonly host: 'app' | 'headless'
  /** Shows sample data, in a folder that was made for that. */
  readonly demo?: boolean
  /** Entry of the store's worker thread, in the sources or in `out/`. */
  readonly storeWorker: URL
  readonly startWatchHost: StartWatchHost
  /** How roots are watched and proved, where it is not as usual. */
  readonly watching?: Pick<WatcherOptions, 'backend' | 'pollMs' | 'proofs'>
  readonly log: Logger
  /** How an app measures its windows. */
  readonly measureWindows?: MeasureWindows
  /** What an app's windows have of memory now, bytes. */
  readonly windowsBytes?: () => number
  /** Serve the built page to a browser on 127.0.0.1 (headless host only). Port 0 lets the system choose; without one the settings say. */
  readonly page?: { readonly folder: string; readonly port?: number }
  /** Where agents keep their files, and where what is put into them comes from; without it nothing is put anywhere. */
  readonly installPlace?: { readonly userHome: string; readonly resources: string }
  /** After several crashes in a row: what recorded is paused instead of gone on with, so that nothing is watched until a person says so. */
  readonly safeMode?: boolean
}

export interface Daemon {
  /** Takes the lock, opens the store, resumes sessions, listens. Throws `store.owned` if another daemon runs. */
  start(): Promise<void>
  /** Drains and closes everything, in reverse order. Safe to call twice and while starting. `goesOn`: another follows at once, so sessions are not paused. */
  close(goesOn?: boolean): Promise<void>
  /** Settles when the daemon has closed, whoever asked for it (for example `system/shutdown`). */
  readonly closed: Promise<void>
  /** Runs a command for a caller. Never rejects: a refusal is a reply. */
  dispatch<N extends CommandName>(name: N, input: CommandInput<N>, caller: Caller): Promise<Reply<N>>
  /** The state now, and every event after it. */
  snapshot(): AppState
  subscribe(sink: (envelope: Envelope) => void): () => void
  /** The machine has woken: everything is looked at now, not when it is next due. */
  wake(): void
  /** The machine is on battery or hot, or no longer: work that can wait is held back meanwhile. */
  spare(sparing: boolean): void
  /** For alerts of the shell's own, such as a notification the system did not show. */
  readonly alerts: Pick<Alerts, 'raise' | 'clear'>
  /** Where clients connect. */
  readonly socket: string
  /** Address of the page with its token, or `null` when none is served. */
  readonly pageUrl: string | null
}

/** Builds a daemon; nothing runs before `start`. */
export function createDaemon(options: DaemonOptions): Daemon {
  const clock = systemClock
  const since = clock.wall()
  const daemon = { version: APP_VERSION, pid: process.pid, since, host: options.host, ...(options.demo === true ? { demo: true } : {}) }
  const settings = settingsIn(options.home, clock, (file) => alerts.raise({ code: 'settings.corrupt', subject: 'settings', args: { file } }))
  const log = atLevel(options.log, () => settings.current['log.level'])
  const hub = new EventHub({ epoch: '', daemon, clock, log })
  const [events, seen, alerts] = [eventsIn(options.home, since, log), seenIn(options.home, clock, log), new Alerts(hub, clock)]
  const clients = new Clients(() => settings.current['limits.maxClients'], seen.heed.bind(seen))
  const [socket, power] = [socketPath(options.home), { sparing: false }]
  const closed = Promise.withResolvers<void>()
  /** What is open, in the order it was opened; closed in reverse. */
  const opened: Opened[] = []
  let dispatch: Dispatch = notStarted
  let page: PageServer | null = null
  let wake = (): void => undefined
  let starting: Promise<void> | null = null
  let closing: Promise<void> | null = null
  let following = false

  async function run(): Promise<void> {
    await ownFolder(options)
    const store = await openOwned(options)
    await seen.start()
    opened.push({ name: 'store', close: () => store.close() }, { name: 'who was seen', close: () => seen.close() })
    await beginEvents(hub, events)
    opened.push({ name: 'events', close: () => events.close() })
    await settings.load()
    dispatch = await startParts(store)
    await listen()
    opened.push(await watchSpool(options.home, dispatch, log))
  }

  async function startParts(store: Store): Promise<Dispatch> {
    const parts = openRecording({ options, store, hub, alerts, settings, sparing: () => power.sparing, clock, log }, opened)
    wake = () => parts.watcher.wake(0)
    await takeOver({ ...parts, events }, options.safeMode)
    opened.push({ name: 'sessions', close: async () => (following ? undefined : await parts.sessions.pauseAll()) })
    const shutdown = (goesOn: boolean): void => void setImmediate(() => background(close(goesOn), 'shutting down', log))
    const unheed = heedSettings(settings, parts)
    const asked = partsThatAnswer({ ...parts, events, clients }, options)
    opened.push({ name: 'settings', close: async () => unheed() }, { name: 'what answers', close: () => asked.close() })
    const access = { clients, socket, page: () => page, newToken: () => newPageToken(options.home), writeEndpoint: tellEndpoint }
    return daemonCommands(parts, { ...options, settingsStore: settings, ...asked, access, seen, shutdown })
  }

  async function listen(): Promise<void> {
    const parts = { dispatch, hub, events, clients, settings: () => settings.current }
    opened.push(await listenAt(socket, parts))
    page = await servePage(options, settings.current, parts)
    if (page !== null) opened.push({ name: 'page', close: page.close.bind(page) })
    await tellEndpoint()
    opened.push({ name: 'endpoint', close: () => removeEndpoint(options.home) })
  }

  function tellEndpoint(): Promise<void> {
    return writeEndpoint(options.home, APP_VERSION, endpointOf(hub.state, { socket, page }))
  }

  async function closeAll(): Promise<void> {
    await starting?.catch(() => undefined)
    await closeInReverse(opened.splice(0), log)
    closed.resolve()
  }

  function close(goesOn = false): Promise<void> {
    following ||= goesOn
    closing ??= closeAll()
    return closing
  }

  return {
    start: () => {
      starting ??= run()
      return starting
    },
    close,
    closed: closed.promise,
    // The table's types hold on both sides of dispatch; in between a command is only a name and a value.
    dispatch: async <N extends CommandName>(name: N, input: CommandInput<N>, caller: Caller) => (await dispatch(name, input, caller)) as Reply<N>,
    snapshot: () => hub.state,
    subscribe: (sink) => hub.subscribe(sink),
    wake: () => wake(),
    spare: (sparing) => void Object.assign(power, { sparing }),
    alerts,
    socket,
    get pageUrl() {
      return page?.url ?? null
    },
  }
}

/** The parts that record, running. */
function openRecording(ground: Ground, opened: Opened[]): RecordingParts {
  const parts = recordingParts(ground)
  const { watcher, worklogs, registry, captures } = parts
  watcher.start()
  for (const [name, part] of Object.entries({ worklogs, registry, watcher, captures })) opened.push({ name, close: () => part.close() })
  return parts
}

/** What is asked of the record beside the parts that make it. */
function partsThatAnswer(
  parts: RecordingParts & { readonly events: EventLog; readonly clients: Clients },
  { home, storeWorker, windowsBytes = () => 0 }: DaemonOptions,
): { context: ContextParts; summaries: SummaryParts; metrics: MetricsParts; agents: AgentParts; close(): Promise<void> } {
  const agents = agentParts(parts)
  const context = contextParts(parts, agents.live)
  const summaries = summaryParts(parts, { home, worker: besideStore(storeWorker, 'summaries/summaryWorker') })
  const metrics = metricsParts(parts, { ...parts, ...context, summaries, windowsBytes })
  const close = async (): Promise<void> => {
    await agents.close()
    context.close()
    await metrics.close()
    await summaries.close()
  }
  return { context, summaries, metrics, agents, close }
}

/** Goes on with what recorded, or pauses it and says so. */
async function takeOver(parts: RecordingParts & { readonly events: EventLog }, safeMode = false): Promise<void> {
  await tellMissed(parts)
  await recover(parts, { goOn: !safeMode })
  if (!safeMode) return background(parts.sessions.admit(), 'letting in who waits', parts.log)
  await parts.sessions.pauseAll()
  parts.alerts.raise({ code: 'daemon.safeMode', subject: 'daemon' })
}

const notStarted: Dispatch = async () => ({
  ok: false,
  error: { code: 1601, message: 'Scribe is starting.', data: { code: 'daemon.shuttingDown', retryable: true } },
})
