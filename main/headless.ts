/**
 * The host without Electron: `node headless --home DIR --port N [--json]`. Starts the same daemon as the app, serves
 * the same page to a browser, ends on SIGINT and SIGTERM after draining. Prints where it can be reached.
 */
import { appendFileSync, mkdirSync } from 'node:fs'
import { homedir } from 'node:os'
import { extname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { ScribeError } from '../shared/domain/error.ts'
import { createDaemon, createLogger, type DaemonOptions, type Logger } from './daemon.ts'
import { type Demo, demoPerson, openDemo } from './demoParts.ts'
import { childWatchHost } from './watch/childHost.ts'

/** After this the record is in the store anyway; what is left is only projections. */
const HARD_STOP_MS = 5_000

/** In the sources this is `main/headless.ts`, in the build `out/main/headless.js`; the other entries lie beside it. */
const EXTENSION = extname(fileURLToPath(import.meta.url))

export interface HeadlessOptions {
  readonly home: string
  /** Port of the page; `null` leaves it to the settings, 0 to the system. */
  readonly port: number | null
  /** How to say where the daemon is reached; the address holds the page's token, so a log gets nothing. */
  readonly announce: 'json' | 'text' | 'nothing'
  /** Sample data in a folder that is not there yet, and removed at the end, in place of a record. */
  readonly demo?: { readonly seed: number }
}

const STORE_WORKER = new URL(`./store/storeWorker${EXTENSION}`, import.meta.url)

/** Runs the daemon until it is told to stop. Returns the exit code. */
export async function runHeadless(options: HeadlessOptions): Promise<number> {
  // Which lines are kept, the settings say.
  const log = createLogger(logSink(options.home), { debug: true })
  const told = toldToStop()
  try {
    if (options.demo === undefined) return await run(options, { log, told, demo: null })
    return await runDemo(options, { log, told, seed: options.demo.seed })
  } catch (error) {
    if (told.aborted) return 0
    if (!(error instanceof ScribeError)) throw error
    process.stderr.write(`scribe: ${error.message}\n`)
    return 1
  }
}

interface Running {
  readonly log: Logger
  readonly told: AbortSignal
}

async function runDemo(options: HeadlessOptions, { seed, ...running }: Running & { readonly seed: number }): Promise<number> {
  const demo = await openDemo({ home: options.home, seed, storeWorker: STORE_WORKER, now: Date.now, ...running })
  try {
    return await run({ ...options, home: demo.home }, { ...running, demo })
  } finally {
    await demo.close()
    demo.remove()
  }
}

async function run(options: HeadlessOptions, { log, told, demo }: Running & { readonly demo: Demo | null }): Promise<number> {
  const daemon = createDaemon(daemonOptions(options, log))
  const stop = (): void => {
    setTimeout(() => {
      demo?.remove()
      process.exit(1)
    }, HARD_STOP_MS).unref()
    void demo?.close()
    void daemon.close()
  }
  told.addEventListener('abort', stop, { once: true })
  try {
    await daemon.start()
    announce(options, { url: daemon.pageUrl, socket: daemon.socket })
    await demo?.begin(daemon)
  } catch (error) {
    await daemon.close()
    throw error
  }
  await daemon.closed
  return 0
}

/** Aborted when the process is asked to end. */
function toldToStop(): AbortSignal {
  const told = new AbortController()
  for (const signal of ['SIGINT', 'SIGTERM'] as const) process.once(signal, () => told.abort())
  return told.signal
}

function daemonOptions({ home, port, demo }: HeadlessOptions, log: Logger): DaemonOptions {
  return {
    home,
    host: 'headless',
    demo: demo !== undefined,
    storeWorker: STORE_WORKER,
    startWatchHost: childWatchHost(fileURLToPath(new URL(`./watch/watchHost${EXTENSION}`, import.meta.url))),
    log,
    // A demo has a person of its own.
    installPlace: { userHome: demo === undefined ? homedir() : demoPerson(home), resources: rootFolder() },
    page: { folder: pageFolder(), ...(port === null ? {} : { port }) },
  }
}

/** The data folder: `SCRIBE_HOME`, or `~/.scribe`. */
export function defaultHome(): string {
  return process.env.SCRIBE_HOME ? resolve(process.env.SCRIBE_HOME) : join(homedir(), '.scribe')
}

function announce(options: HeadlessOptions, where: { url: string | null; socket: string }): void {
  const demo = options.demo === undefined ? {} : { demo: true, home: options.home }
  if (options.announce === 'json') process.stdout.write(`${JSON.stringify({ kind: 'ready', pid: process.pid, ...where, ...demo })}\n`)
  const page = where.url === null ? 'It serves no page (ipc.websocket).' : `Open ${where.url}`
  if (options.announce === 'text') process.stdout.write(`Scribe is running. ${page}\n${options.demo === undefined ? '' : demoText(options.home)}`)
}

function demoText(home: string): string {
  return `This is a demo: all of it is sample data, in ${home}.\nIn another terminal: SCRIBE_HOME='${home}' scribe list\nCtrl-C ends it and removes everything.\n`
}

/** The checkout, or where the built program lies. */
function rootFolder(): string {
  return fileURLToPath(new URL(EXTENSION === '.ts' ? '..' : '../..', import.meta.url))
}

/** Run from the sources, the page is still the built one. */
function pageFolder(): string {
  const fromHere = EXTENSION === '.ts' ? '../out/renderer' : '../renderer'
  return fileURLToPath(new URL(fromHere, import.meta.url))
}

function logSink(home: string): (line: string) => void {
  const folder = join(home, 'logs')
  return (line) => {
    try {
      mkdirSync(folder, { recursive: true, mode: 0o700 })
      appendFileSync(join(folder, 'daemon.log'), `${line}\n`, { mode: 0o600 })
    } catch {
      // A full disk must not stop the record because the log wants to say that the disk is full.
    }
  }
}

if (import.meta.main) {
  const { values } = parseArgs({ options: { home: { type: 'string' }, port: { type: 'string' }, json: { type: 'boolean', default: false } } })
  const home = values.home === undefined ? defaultHome() : resolve(values.home)
  process.exitCode = await runHeadless({ home, port: values.port === undefined ? null : Number(values.port), announce: values.json ? 'json' : 'text' })
}
