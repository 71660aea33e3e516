/**
 * A daemon in this process with a watch host of its own, for tests that put the watch into trouble: how it watches is the
 * test's choice, what it recorded is read from the store itself. Every wait has a deadline; `close` leaves nothing behind.
 */
import { existsSync, mkdtempSync, statfsSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { fileURLToPath } from 'node:url'
import { silentLogger } from '../main/base/logger.ts'
import { createDaemon, type Daemon, type DaemonOptions, type StartWatchHost } from '../main/daemon.ts'
import { childWatchHost } from '../main/watch/childHost.ts'
import type { Session } from '../shared/domain/session.ts'
import { eventually } from './eventually.ts'
import { removeFolder, type TestRepo, tempFolder } from './scaffold.ts'

const CALLER = { kind: 'other', scopes: ['read', 'append', 'control'] } as const
const MEMORY = '/dev/shm'
const MEMORY_NEEDED = 2 ** 30
export const HOST_ENTRY = fileURLToPath(new URL('../main/watch/watchHost.ts', import.meta.url))

export interface WatchedDaemonOptions {
  readonly watching?: DaemonOptions['watching']
  readonly startWatchHost?: StartWatchHost
}

export class WatchedDaemon {
  readonly folder: string
  readonly daemon: Daemon
  #hostPid: number | undefined

  private constructor(options: WatchedDaemonOptions) {
    this.folder = memoryFolder()
    const start = options.startWatchHost ?? childWatchHost(HOST_ENTRY)
    this.daemon = createDaemon({
      home: join(this.folder, 'data'),
      host: 'headless',
      storeWorker: new URL('../main/store/storeWorker.ts', import.meta.url),
      startWatchHost: () => this.#known(start()),
      log: silentLogger,
      ...(options.watching === undefined ? {} : { watching: options.watching }),
    })
  }

  /** Builds it and waits until it runs. */
  static async start(options: WatchedDaemonOptions = {}): Promise<WatchedDaemon> {
    const watched = new WatchedDaemon(options)
    await watched.daemon.start()
    await watched.ask('settings/update', { values: { 'limits.maxSessions': 64 } })
    return watched
  }

  /** Process id of the watch host that runs now. */
  get hostPid(): number {
    if (this.#hostPid === undefined) throw new Error('no watch host was started')
    return this.#hostPid
  }

  /** Runs a command; a refusal throws. */
  async ask(name: Parameters<Daemon['dispatch']>[0], input: object): Promise<unknown> {
    const reply = await this.daemon.dispatch(name, input as never, CALLER)
    if (!reply.ok) throw new Error(`${name}: ${reply.error.message}`)
    return reply.result
  }

  /** Starts a session and waits until its capture is `state`. */
  async record(repo: TestRepo, state: Session['capture'] = 'live', ms = 15_000): Promise<void> {
    await this.ask('session/start', { cwd: repo.root })
    await this.capture(repo, state, ms)
  }

  /** Makes an edit and waits for its record: what comes from starting (folders of ours, first looks) is over by then. */
  async settle(repo: TestRepo): Promise<void> {
    repo.write('settled.ts', 'x')
    await eventually(() => this.session(repo).changes === 1, 15_000)
    await eventually(() => existsSync(join(repo.root, 'artifacts/session_registry.json')))
    repo.write('settled.ts', 'once more')
    await eventually(() => this.session(repo).changes === 2, 15_000)
  }

  /** The newest session of the repository. */
  session(repo: TestRepo): Session {
    const found = Object.values(this.daemon.snapshot().sessions).filter((session) => session.repo === repo.root)
    const newest = found.sort((a, b) => a.id.localeCompare(b.id)).at(-1)
    if (newest === undefined) throw new Error(`no session in ${repo.root}`)
    return newest
  }

  /** Waits until the session's capture is `state`. */
  async capture(repo: TestRepo, state: Session['capture'], ms = 15_000): Promise<void> {
    await eventually(() => this.session(repo).capture === state, ms)
  }

  /** What the person is told of this repository, as codes. */
  alerts(repo: TestRepo): string[] {
    return this.daemon
      .snapshot()
      .alerts.filter((alert) => alert.id.includes(repo.root))
      .map((alert) => alert.code)
  }

  /** Entries of the session, oldest first, each as its kind and lines. */
  entries(repo: TestRepo): { readonly kind: string; readonly lines: readonly string[] }[] {
    const rows = this.#read('SELECT kind, lines FROM entries WHERE session_id = ? ORDER BY seq', this.session(repo).id)
    return rows.map(({ kind, lines }) => ({ kind: String(kind), lines: JSON.parse(String(lines)) }))
  }

  /** Paths that differ from HEAD as the record has them now, sorted. */
  recorded(repo: TestRepo): string[] {
    return this.#read('SELECT path FROM snapshot_files WHERE repo = ? ORDER BY path', repo.root).map(({ path }) => String(path))
  }

  /** How many changes of the session are recorded. */
  changes(repo: TestRepo): number {
    return Number(this.#read('SELECT count(*) AS found FROM changes WHERE session_id = ?', this.session(repo).id)[0]?.found)
  }

  async close(): Promise<void> {
    await this.daemon.close()
    removeFolder(this.folder)
  }

  #known(host: ReturnType<StartWatchHost>): ReturnType<StartWatchHost> {
    this.#hostPid = host.pid
    return host
  }

  #read(sql: string, value: string): Record<string, unknown>[] {
    const database = new DatabaseSync(join(this.folder, 'data/data/scribe.db'), { readOnly: true })
    try {
      return database.prepare(sql).all(value)
    } finally {
      database.close()
    }
  }
}

/** A folder in memory where there is room, since these tests write tens of thousands of files; else a temporary one. */
function memoryFolder(): string {
  try {
    const { bavail, bsize } = statfsSync(MEMORY)
    return bavail * bsize > MEMORY_NEEDED ? mkdtempSync(join(MEMORY, 'sm-')) : tempFolder()
  } catch {
    return tempFolder()
  }
}
