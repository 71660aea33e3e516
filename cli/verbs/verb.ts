/**
 * The form of a verb and what it is given. A verb is one file: its options, its help, one function. It knows no process:
 * the same code runs in the command and in the daemon (`cli/run`), so it reads no environment and prints nothing itself.
 */
import type { Context } from '../../shared/domain/context.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import type { CommandInput, CommandOutput } from '../../shared/protocol/commands.ts'
import type { Answer } from './output.ts'

/** Whoever runs commands for a verb: a client of the daemon, or the daemon itself. */
export interface CommandRunner {
  /** The result of a command. Throws its `ScribeError`. */
  call<N extends CommandName>(name: N, input: CommandInput<N>): Promise<CommandOutput<N>>
}

export interface VerbInput {
  readonly values: Readonly<Record<string, string | boolean | string[] | undefined>>
  readonly positionals: readonly string[]
  /** Folder the person stands in, or named with `--cwd`. */
  readonly cwd: string
  /** The variables that verbs heed (`HEEDED_VARIABLES`), as the person has set them. */
  readonly environment: Readonly<Record<string, string | undefined>>
  /** The daemon, which is started if none runs. */
  readonly client: () => Promise<CommandRunner>
  /** The daemon if one runs, else `null`. */
  readonly runningClient: () => Promise<CommandRunner | null>
  /** What the files and Git tell where no daemon runs; missing where one does. */
  readonly contextOffline?: ContextOffline | undefined
}

export type ContextOffline = (asked: CommandInput<'context/get'> & { readonly cwd: string }) => Promise<Context>

/** Variables of the person's shell that verbs heed wherever they run; all others are the daemon's own affair. */
export const HEEDED_VARIABLES = ['SCRIBE_IDLE_TIMEOUT'] as const

export interface VerbOption {
  readonly type: 'string' | 'boolean'
  readonly short?: string
  readonly multiple?: boolean
  readonly help: string
  /** What may stand behind it, where that is a fixed set. */
  readonly values?: readonly string[]
}

export type VerbOptions = Readonly<Record<string, VerbOption>>

/** How a verb is written: all that help and completion need. */
export interface VerbForm {
  readonly usage: string
  readonly summary: string
  /** Whole command lines. */
  readonly examples: readonly string[]
  readonly options: VerbOptions
  /** Least and most words after the verb. */
  readonly words: readonly [least: number, most: number]
  /** What the words may be, by their place, where those are fixed sets. */
  readonly choices?: readonly (readonly string[])[]
}

export interface Verb extends VerbForm {
  readonly run: (input: VerbInput) => Promise<Answer>
}

/** Options of verbs that speak of one session. */
export const TARGET_OPTIONS = {
  'backlog-id': { type: 'string', help: 'the session of this backlog ID, by default the one of the folder' },
  cwd: { type: 'string', help: 'the folder to stand in' },
} as const satisfies VerbOptions

/** The text of an option, if it was given. */
export function textOption(input: VerbInput, name: string): string | undefined {
  const value = input.values[name]
  return typeof value === 'string' ? value : undefined
}

/** The texts of an option that may be given several times. */
export function textOptions(input: VerbInput, name: string): readonly string[] {
  const value = input.values[name]
  return Array.isArray(value) ? value : []
}

/** The session a verb speaks of: the one named, else the one of the folder. */
export function target(input: VerbInput): { session?: string; cwd: string } {
  const session = textOption(input, 'backlog-id')
  return session === undefined || session === '' ? { cwd: input.cwd } : { session, cwd: input.cwd }
}

/** A number that was given as text. Throws `usage.badInput` for another one than 1 to `max`. */
export function numberOption(input: VerbInput, name: string, { default: usual, max }: { readonly default: number; readonly max: number }): number {
  const text = textOption(input, name)
  if (text === undefined) return usual
  const value = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (value >= 1 && value <= max) return value
  throw new ScribeError('usage.badInput', `--${name} takes a number from 1 to ${max}.`)
}
