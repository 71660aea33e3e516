/**
 * Runs one command line and says what to print and with which exit code (0 done, 1 refused or failed, 2 wrong usage).
 * The one implementation behind the command and behind the daemon's `cli/run`; knows no verb's business.
 */
import { resolve } from 'node:path'
import { parseArgs } from 'node:util'
import { ScribeError } from '../../shared/domain/error.ts'
import { APP_VERSION } from '../../shared/protocol/version.ts'
import { helpOf, overview } from './help.ts'
import { formatAnswer, formatFailure } from './output.ts'
import { formOf, VERBS } from './table.ts'
import type { CommandRunner, Verb, VerbForm, VerbInput } from './verb.ts'

/** Where a command line is run. */
export interface VerbHost {
  /** Folder the person stands in; throws when it is gone. */
  readonly cwd: () => string
  readonly environment: VerbInput['environment']
  /** A terminal is there that shows colours. */
  readonly colour: boolean
  readonly client: () => Promise<CommandRunner>
  readonly runningClient: () => Promise<CommandRunner | null>
  readonly contextOffline?: VerbInput['contextOffline']
}

/** What a command line printed, and its exit code; `null` when it must run in the caller's own process. */
export interface Outcome {
  readonly stdout: string
  readonly stderr: string
  readonly exit_code: number | null
}

/** Runs `args`. `others` are verbs beyond those that run anywhere. Never throws. */
export async function runVerb(args: readonly string[], host: VerbHost, others: Readonly<Record<string, Verb>> = {}): Promise<Outcome> {
  const [name, ...rest] = args
  const json = flagsOf(rest).includes('--json')
  try {
    const told = helpFor(name, rest)
    if (told !== null) return told
    const verb = verbNamed(String(name), { ...VERBS, ...others })
    if (verb === null) return { stdout: '', stderr: '', exit_code: null }
    const answer = await verb.run(inputOf(verb, rest, host))
    return { stdout: formatAnswer(answer, { json, colour: host.colour }), stderr: '', exit_code: answer.failed === true ? 1 : 0 }
  } catch (error) {
    return failure(error, json)
  }
}

/** A failure as it is printed: as JSON where programs read, else on stderr. */
export function failure(error: unknown, json: boolean): Outcome {
  const text = formatFailure(error, json)
  const exit_code = error instanceof ScribeError && error.code === 'usage.badInput' ? 2 : 1
  return json ? { stdout: text, stderr: '', exit_code } : { stdout: '', stderr: text, exit_code }
}

/** What a verb is given, read from the words behind it. Throws `usage.badInput` or `repo.noSuchFolder`. */
export function inputOf(form: VerbForm, args: readonly string[], host: VerbHost): VerbInput {
  const { values, positionals } = parse(form, args)
  const [least, most] = form.words
  if (positionals.length < least || positionals.length > most) throw new ScribeError('usage.badInput', `Usage: ${form.usage}`)
  const { environment, client, runningClient, contextOffline } = host
  return { values, positionals, cwd: folderOf(values, host), environment, client, runningClient, contextOffline }
}

/** What stands behind `--` is text, for example of a note. */
export function flagsOf(args: readonly string[]): readonly string[] {
  return args.includes('--') ? args.slice(0, args.indexOf('--')) : args
}

/** Help and version, which need nothing; `null` when the verb is to be run. */
function helpFor(name: string | undefined, rest: readonly string[]): Outcome | null {
  if (name === undefined) return { stdout: '', stderr: overview(), exit_code: 2 }
  if (name === '--version') return printed(`scribe ${APP_VERSION}\n`)
  if (name === '--help' || name === '-h' || name === 'help')
    return printed(rest[0] === undefined || rest[0].startsWith('-') ? overview() : helpOrRefuse(rest[0]))
  return flagsOf(rest).some((flag) => flag === '--help' || flag === '-h') ? printed(helpOrRefuse(name)) : null
}

function helpOrRefuse(name: string): string {
  const help = helpOf(name)
  if (help === null) throw noSuchVerb(name)
  return help
}

/** The verb to run, or `null` when it must run elsewhere. */
function verbNamed(name: string, verbs: Readonly<Record<string, Verb>>): Verb | null {
  if (Object.hasOwn(verbs, name)) return verbs[name] ?? null
  if (formOf(name) === null) throw noSuchVerb(name)
  return null
}

function noSuchVerb(name: string): ScribeError {
  return new ScribeError('usage.badInput', `There is no verb "${name}". "scribe help" lists them.`)
}

function printed(stdout: string): Outcome {
  return { stdout, stderr: '', exit_code: 0 }
}

function folderOf(values: VerbInput['values'], host: VerbHost): string {
  try {
    return resolve(host.cwd(), typeof values.cwd === 'string' ? values.cwd : '.')
  } catch (cause) {
    throw new ScribeError('repo.noSuchFolder', 'The folder you stand in is gone. Go to another one.', { cause })
  }
}

function parse(form: VerbForm, args: readonly string[]): Pick<VerbInput, 'values' | 'positionals'> {
  try {
    const { values, positionals } = parseArgs({ args: [...args], options: { ...form.options, json: { type: 'boolean' } }, allowPositionals: true })
    // The parser's type covers repeated switches, which no verb has.
    return { values: values as VerbInput['values'], positionals }
  } catch (cause) {
    throw new ScribeError('usage.badInput', `${cause instanceof Error ? cause.message : 'Bad arguments.'} Usage: ${form.usage}`, { cause })
  }
}
