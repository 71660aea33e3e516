/**
 * Entry of the `scribe` command: reads the verb, hands it to its file, prints, sets the exit code (0 done, 1 refused
 * or failed, 2 wrong usage). Knows no verb's business.
 */
import { resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { parseArgs } from 'node:util'
import { findDaemon } from '../client/findDaemon.ts'
import { scribeHome } from '../client/home.ts'
import { connectClient, nullIfUnreachable, type ScribeClient } from '../client/scribeClient.ts'
import { startDaemon } from '../client/startDaemon.ts'
import { ScribeError } from '../shared/domain/error.ts'
import { APP_VERSION } from '../shared/protocol/version.ts'
import { append } from './commands/append.ts'
import { DAEMON_SUMMARY, DAEMON_USAGE, type DaemonValues, runDaemon } from './commands/daemon.ts'
import { list, status } from './commands/overview.ts'
import { pause, resume, stop } from './commands/session.ts'
import { start } from './commands/start.ts'
import { type Answer, formatAnswer, formatFailure } from './output.ts'
import type { Verb, VerbInput } from './verb.ts'

const VERBS: Readonly<Record<string, Verb>> = { start, stop, pause, resume, append, status, list }
const CLIENT = { name: 'scribe-cli', version: APP_VERSION, pid: process.pid, kind: 'cli' } as const

/** Runs the command with these arguments and returns the exit code. */
export async function runCli(args: readonly string[]): Promise<number> {
  const [name, ...rest] = args
  // What stands behind `--` is text, for example of a note.
  const flags = rest.includes('--') ? rest.slice(0, rest.indexOf('--')) : rest
  const json = flags.includes('--json')
  if (name === undefined || name === '--help' || name === '-h' || name === 'help') return print(help(), name === undefined ? 2 : 0)
  if (name === '--version') return print(`scribe ${APP_VERSION}\n`, 0)
  try {
    if (name === 'daemon') return flags.includes('--help') ? print(`${DAEMON_USAGE}\n${DAEMON_SUMMARY}\n`, 0) : await runDaemon(daemonValues(rest))
    const verb = Object.hasOwn(VERBS, name) ? VERBS[name] : undefined
    if (verb === undefined) throw new ScribeError('usage.badInput', `There is no verb "${name}". "scribe help" lists them.`)
    if (flags.includes('--help')) return print(`${verb.usage}\n${verb.summary}\n`, 0)
    return print(formatAnswer(await runVerb(verb, rest), json), 0)
  } catch (error) {
    const usage = error instanceof ScribeError && error.code === 'usage.badInput'
    const text = formatFailure(error, json)
    if (json) process.stdout.write(text)
    else process.stderr.write(text)
    return usage ? 2 : 1
  }
}

async function runVerb(verb: Verb, args: readonly string[]): Promise<Answer> {
  const { values, positionals } = parse(verb, args)
  const [least, most] = verb.words
  if (positionals.length < least || positionals.length > most) throw new ScribeError('usage.badInput', `Usage: ${verb.usage}`)
  const clients = new Clients(scribeHome(process.env))
  try {
    const cwd = folderOf(values)
    return await verb.run({ values, positionals, cwd, client: () => clients.get(), runningClient: () => clients.running() })
  } finally {
    clients.close()
  }
}

function folderOf(values: VerbInput['values']): string {
  try {
    return resolve(typeof values.cwd === 'string' ? values.cwd : '.')
  } catch (cause) {
    throw new ScribeError('repo.noSuchFolder', 'The folder you stand in is gone. Go to another one.', { cause })
  }
}

function parse(verb: Verb, args: readonly string[]): Pick<VerbInput, 'values' | 'positionals'> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...verb.options, json: { type: 'boolean' } }, allowPositionals: true })
    // The parser's type covers repeated flags, which no verb has.
    return { values: values as VerbInput['values'], positionals }
  } catch (cause) {
    throw new ScribeError('usage.badInput', `${cause instanceof Error ? cause.message : 'Bad arguments.'} Usage: ${verb.usage}`, { cause })
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

function daemonValues(args: readonly string[]): DaemonValues {
  try {
    const { values } = parseArgs({ args: [...args], options: { port: { type: 'string' }, json: { type: 'boolean' }, quiet: { type: 'boolean' } } })
    return { port: values.port, json: values.json === true, quiet: values.quiet === true }
  } catch (cause) {
    throw new ScribeError('usage.badInput', `Usage: ${DAEMON_USAGE}`, { cause })
  }
}

function help(): string {
  const verbs = Object.entries(VERBS).map(([name, verb]) => `  ${name.padEnd(8)} ${verb.summary}`)
  return ['Usage: scribe VERB [options]', '', ...verbs, `  daemon   ${DAEMON_SUMMARY}`, '', 'Every verb takes --json, and --help for its options.', ''].join(
    '\n',
  )
}

function print(text: string, code: number): number {
  if (code === 0) process.stdout.write(text)
  else process.stderr.write(text)
  return code
}

if (import.meta.main) process.exitCode = await runCli(process.argv.slice(2))
