/**
 * Starts the daemon in the background for a command that needs one: the app where it is installed, else the headless
 * host, detached from the terminal. Several callers at once end with one daemon: the others give way to its lock.
 */
import { spawn } from 'node:child_process'
import { closeSync, mkdirSync, openSync } from 'node:fs'
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { ScribeError } from '../shared/domain/error.ts'
import type { HelloParams } from '../shared/protocol/rpc.ts'
import { findDaemon } from './findDaemon.ts'
import { connectClient, type ScribeClient } from './scribeClient.ts'

const START_MS = 15_000
const PAUSE_MS = 50
const MAC_APP = '/Applications/Scribe.app'

export interface DaemonCommand {
  /** Absolute path of the program and its arguments. */
  readonly program: string
  readonly args: readonly string[]
}

/** Starts a daemon for `home` and returns a client of it. Throws `daemon.unreachable` if none answers in time. */
export async function startDaemon(home: string, headless: DaemonCommand, client: HelloParams['client']): Promise<ScribeClient> {
  launch(home, (await appCommand(home)) ?? headless)
  const deadline = performance.now() + START_MS
  while (performance.now() < deadline) {
    await sleep(PAUSE_MS)
    const endpoint = await findDaemon(home)
    const connected = endpoint === null ? null : await connectClient(endpoint.socket, client).catch(() => null)
    if (connected !== null) return connected
  }
  throw new ScribeError('daemon.unreachable', `Scribe could not be started. ${join(home, 'logs', 'start.log')} says why.`)
}

/** The installed app; it has one data folder, so not when another was asked for. */
async function appCommand(home: string): Promise<DaemonCommand | null> {
  if (process.platform !== 'darwin' || process.env.SCRIBE_HOME !== undefined || !home.endsWith('/.scribe')) return null
  const installed = await access(MAC_APP).then(
    () => true,
    () => false,
  )
  return installed ? { program: '/usr/bin/open', args: ['-g', '-a', MAC_APP] } : null
}

function launch(home: string, command: DaemonCommand): void {
  const folder = join(home, 'logs')
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  const log = openSync(join(folder, 'start.log'), 'a', 0o600)
  // A session of its own and no terminal: closing the shell or Ctrl-C does not reach it.
  spawn(command.program, command.args, { detached: true, stdio: ['ignore', log, log], cwd: home }).unref()
  closeSync(log)
}
