/**
 * Starts the daemon in the background for a command that needs one: the app where it is installed, else the headless
 * host, detached from the terminal. Several callers at once end with one daemon: the others give way to its lock.
 */
import { spawn } from 'node:child_process'
import { appendFileSync, closeSync, mkdirSync, openSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ScribeError } from '../shared/domain/error.ts'
import type { HelloParams } from '../shared/protocol/rpc.ts'
import { findDaemon } from './findDaemon.ts'
import { connectClient, nullIfUnreachable, type ScribeClient } from './scribeClient.ts'

const START_MS = 15_000
const PAUSE_MS = 50
const MAC_APP = '/Applications/Scribe.app'

export interface DaemonCommand {
  /** Absolute path of the program and its arguments. */
  readonly program: string
  readonly args: readonly string[]
  /** Variables of its own, over this process's. */
  readonly environment?: NodeJS.ProcessEnv
  /** How long it may take until it answers, ms. */
  readonly deadlineMs?: number
}

/** What decides whether the app is the daemon to start. */
export interface Surroundings {
  readonly platform: NodeJS.Platform
  readonly environment: NodeJS.ProcessEnv
  /** Where the app is installed, if it is. */
  readonly app: string
}

/**
 * Starts a daemon for `home` and returns a client of it. Throws `daemon.unreachable` if none answers in time,
 * `store.failed` if the data folder cannot be used, or the refusal of a daemon that answers.
 */
export async function startDaemon(home: string, headless: DaemonCommand, client: HelloParams['client']): Promise<ScribeClient> {
  launch(home, (await appCommand(home, { platform: process.platform, environment: process.env, app: MAC_APP })) ?? headless)
  const deadline = performance.now() + (headless.deadlineMs ?? START_MS)
  while (performance.now() < deadline) {
    await sleep(PAUSE_MS)
    const endpoint = await findDaemon(home)
    const connected = endpoint === null ? null : await connectClient(endpoint.socket, client).catch(nullIfUnreachable)
    if (connected !== null) return connected
  }
  throw new ScribeError('daemon.unreachable', `Scribe could not be started. ${join(home, 'logs', 'start.log')} says why.`)
}

/** The installed app; it has one data folder, so not when another was asked for. */
export async function appCommand(home: string, on: Surroundings): Promise<DaemonCommand | null> {
  if (on.platform !== 'darwin' || on.environment.SCRIBE_HOME !== undefined || !home.endsWith('/.scribe')) return null
  const installed = await access(on.app).then(
    () => true,
    () => false,
  )
  return installed ? { program: '/usr/bin/open', args: ['-g', '-a', on.app] } : null
}

function launch(home: string, command: DaemonCommand): void {
  const path = join(home, 'logs', 'start.log')
  const log = openLog(path)
  // A session of its own and no terminal: closing the shell or Ctrl-C does not reach it.
  const child = spawn(command.program, command.args, {
    detached: true,
    stdio: ['ignore', log, log],
    cwd: home,
    env: { ...process.env, ...command.environment },
  })
  // That nothing answers says the same, with the place to look.
  child.on('error', (error) => appendFileSync(path, `${error.message}\n`))
  child.unref()
  closeSync(log)
}

function openLog(path: string): number {
  try {
    mkdirSync(dirname(path), { recursive: true, mode: 0o700 })
    return openSync(path, 'a', 0o600)
  } catch (cause) {
    throw new ScribeError('store.failed', `The data folder cannot be used: ${path} could not be written.`, { cause })
  }
}
