/**
 * Entry of the `scribe` command: runs a verb in this process, with a client of the daemon, prints, sets the exit code
 * (0 done, 1 refused or failed, 2 wrong usage). What a verb does is its own file's; the daemon runs the same files.
 */
import { fileURLToPath } from 'node:url'
import { findDaemon } from '../client/findDaemon.ts'
import { scribeHome } from '../client/home.ts'
import { contextOffline } from '../client/offline/contextOffline.ts'
import { connectClient, nullIfUnreachable, type ScribeClient } from '../client/scribeClient.ts'
import { startDaemon } from '../client/startDaemon.ts'
import { BUDGET } from '../shared/domain/context.ts'
import { APP_VERSION } from '../shared/protocol/version.ts'
import { agents } from './commands/agents.ts'
import { runDaemon } from './commands/daemon.ts'
import { doctor } from './commands/doctor.ts'
import { mcp } from './commands/mcp.ts'
import { open } from './commands/open.ts'
import type { Stream } from './commands/stream.ts'
import { summarize } from './commands/summarize.ts'
import { watch } from './commands/watch.ts'
import { failure, flagsOf, inputOf, type Outcome, runVerb, type VerbHost } from './verbs/runVerb.ts'
import { formOf } from './verbs/table.ts'

/** Verbs of this process that answer and end, and those that run until they are told to stop. */
const LOCAL = { summarize, open, doctor, agents }
const STREAMS: Readonly<Record<string, Stream>> = { watch, mcp, daemon: runDaemon }
const CLIENT = { name: 'scribe-cli', version: APP_VERSION, pid: process.pid, kind: 'cli' } as const

/** Runs the command with these arguments and returns the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const clients = new Clients(scribeHome(process.env))
  const host: VerbHost = {
    cwd: () => process.cwd(),
    environment: process.env,
    colour: process.stdout.isTTY === true && !process.env.NO_COLOR && process.env.TERM !== 'dumb',
    client: () => clients.get(),
    runningClient: () => clients.running(),
    contextOffline: (asked) => contextOffline({ ...asked, format: 'both', max_age_ms: 0, budget_chars: asked.budget_chars ?? BUDGET.usual }, process.env),
  }
  try {
    const outcome = await runVerb(args, host, LOCAL)
    return outcome.exit_code === null ? await stream(args, host, clients) : print(outcome)
  } finally {
    clients.close()
  }
}

async function stream([name = '', ...rest]: readonly string[], host: VerbHost, clients: Clients): Promise<number> {
  const json = flagsOf(rest).includes('--json')
  try {
    const form = formOf(name)
    const run = STREAMS[name]
    if (form === null || run === undefined) throw new Error(`the verb ${name} has no code`)
    return await run({ ...inputOf(form, rest, host), json, colour: host.colour, connection: () => clients.running() })
  } catch (error) {
    return print(failure(error, json))
  }
}

/** The connection of one run of the command. */
class Clients {
  readonly #home: string
  #client: ScribeClient | null = null

  constructor(home: string) {
    this.#home = home
  }

  async running(): Promise<ScribeClient | null> {
    if (this.#client?.isClosed === true) this.#client = null
    const endpoint = await findDaemon(this.#home)
    this.#client ??= endpoint === null ? null : await connectClient(endpoint.socket, CLIENT).catch(nullIfUnreachable)
    return this.#client
  }

  async get(): Promise<ScribeClient> {
    const running = await this.running()
    if (running !== null) return running
    const entry = fileURLToPath(import.meta.url)
    this.#client = await startDaemon(this.#home, { program: process.execPath, args: [entry, 'daemon', '--quiet'] }, CLIENT)
    const { pid } = await this.#client.call('health', {})
    process.stderr.write(`Started Scribe in the background (pid ${pid}).\n`)
    return this.#client
  }

  close(): void {
    this.#client?.close()
  }
}

function print({ stdout, stderr, exit_code }: Outcome): number {
  if (stdout !== '') process.stdout.write(stdout)
  if (stderr !== '') process.stderr.write(stderr)
  return exit_code ?? 1
}

if (import.meta.main) process.exitCode = await runCli(process.argv.slice(2))
