/** The `scribe` command as a process: from the sources (so that coverage counts), with a data folder of its own. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { findDaemon } from '../client/findDaemon.ts'
import { connectClient, nullIfUnreachable } from '../client/scribeClient.ts'
import { eventually } from './eventually.ts'
import { isAlive } from './isAlive.ts'
import { gitEnvironment } from './scaffold.ts'

const ENTRY = fileURLToPath(new URL('../cli/main.ts', import.meta.url))
const DEADLINE_MS = 20_000

export interface CommandResult {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

export interface CommandPlace {
  readonly home: string
  readonly cwd: string
  /** Program and first arguments, when it is not the command of the sources. */
  readonly program?: readonly [program: string, ...args: string[]]
  readonly environment?: NodeJS.ProcessEnv
}

/** Runs the command and waits for its end. Ends it after 20 s. */
export async function scribe(place: CommandPlace, ...args: readonly string[]): Promise<CommandResult> {
  const [program, ...first] = place.program ?? [process.execPath, ENTRY]
  const env = { ...process.env, ...gitEnvironment(), SCRIBE_HOME: place.home, ...place.environment }
  const child = spawn(program, [...first, ...args], { cwd: place.cwd, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: DEADLINE_MS, killSignal: 'SIGKILL' })
  const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>])
  return { code, stdout, stderr }
}

/** Ends the daemon of this data folder, if one runs, as `system/shutdown` does, and waits until it is gone. */
export async function endDaemon(home: string): Promise<void> {
  const endpoint = await findDaemon(home)
  if (endpoint === null) return
  const client = await connectClient(endpoint.socket, { name: 'test', kind: 'other' }).catch(nullIfUnreachable)
  await client?.call('system/shutdown', {})
  client?.close()
  if (client !== null) await eventually(() => !isAlive(endpoint.pid), 10_000)
}
