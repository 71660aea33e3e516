/**
 * A real daemon as a child process, with a data folder of its own. Every wait has a deadline; whatever a test does, `end` leaves
 * nothing running.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { z } from 'zod'
import { connectClient, type ScribeClient } from '../client/scribeClient.ts'

const READY_MS = 60_000
const readySchema = z.object({ kind: z.literal('ready'), pid: z.number(), url: z.string(), socket: z.string() })

export interface DaemonProcess {
  readonly pid: number
  readonly url: string
  readonly socket: string
  /** A client of its own for each caller. */
  connect(): Promise<ScribeClient>
  /** Ends it as SIGTERM does; settles when it has drained and gone. Returns the exit code. */
  stop(): Promise<number | null>
  /** SIGKILL, and settles when it is gone. */
  kill(): Promise<void>
}

const SOURCES = fileURLToPath(new URL('../main/headless.ts', import.meta.url))
/** As it ships: it starts in a third of the time. */
export const BUILT = fileURLToPath(new URL('../out/main/headless.js', import.meta.url))
/** Where it has just been built and nothing is measured; a test that is run by hand must not see an old one. */
const ENTRY = process.env.SCRIBE_TEST_BUILT === '1' ? BUILT : SOURCES

export interface DaemonProcessOptions {
  readonly environment?: NodeJS.ProcessEnv
  /** Port of its page; by default where the system likes it. */
  readonly port?: number
  /** Absolute path of the entry, by default the one in the sources, or the built one where `scripts/test.ts` says so. */
  readonly entry?: string
  /** A program, with its arguments, that runs the daemon's command in its own place, for example with a limit set. */
  readonly through?: readonly string[]
}

/** Starts a daemon on `home` and waits until it listens. */
export async function startDaemonProcess(home: string, options: DaemonProcessOptions = {}): Promise<DaemonProcess> {
  const { environment = {}, port = 0, entry = ENTRY, through = [] } = options
  const [program = process.execPath, ...args] = [...through, process.execPath, entry, '--home', home, '--port', String(port), '--json']
  const child = spawn(program, args, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: { ...process.env, ...environment },
  })
  const exited = once(child, 'exit')
  const ready = readySchema.parse(JSON.parse(await firstLine(child)))
  const end = async (signal: NodeJS.Signals): Promise<number | null> => {
    child.kill(signal)
    await exited
    return child.exitCode
  }
  return {
    pid: ready.pid,
    url: ready.url,
    socket: ready.socket,
    connect: () => connectClient(ready.socket, { name: 'test', kind: 'other' }),
    stop: () => end('SIGTERM'),
    kill: async () => void (await end('SIGKILL')),
  }
}

async function firstLine(child: ChildProcess): Promise<string> {
  if (child.stdout === null) throw new Error('the daemon has no output')
  const lines = createInterface({ input: child.stdout })
  const timer = setTimeout(() => child.kill('SIGKILL'), READY_MS)
  try {
    for await (const line of lines) return line
    throw new Error('the daemon ended before it was ready')
  } finally {
    clearTimeout(timer)
  }
}
