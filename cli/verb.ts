/** The form of a verb and what it is given. A verb is one file: its options, its help, one function. */
import type { ParseArgsOptionsConfig } from 'node:util'
import type { ScribeClient } from '../client/scribeClient.ts'
import type { Answer } from './output.ts'

export interface VerbInput {
  readonly values: Readonly<Record<string, string | boolean | string[] | undefined>>
  readonly positionals: readonly string[]
  /** Folder the person stands in, or named with `--cwd`. */
  readonly cwd: string
  /** A client of the daemon, which is started if none runs. */
  readonly client: () => Promise<ScribeClient>
  /** A client if a daemon runs, else `null`. */
  readonly runningClient: () => Promise<ScribeClient | null>
}

export interface Verb {
  readonly usage: string
  readonly summary: string
  readonly options: ParseArgsOptionsConfig
  /** Least and most words after the verb. */
  readonly words: readonly [least: number, most: number]
  readonly run: (input: VerbInput) => Promise<Answer>
}

/** Options of verbs that speak of one session. */
export const TARGET_OPTIONS = { 'backlog-id': { type: 'string' }, cwd: { type: 'string' } } as const satisfies ParseArgsOptionsConfig

/** The text of an option, if it was given. */
export function textOption(input: VerbInput, name: string): string | undefined {
  const value = input.values[name]
  return typeof value === 'string' ? value : undefined
}

/** The session a verb speaks of: the one named, else the one of the folder. */
export function target(input: VerbInput): { session?: string; cwd: string } {
  const session = textOption(input, 'backlog-id')
  return session === undefined || session === '' ? { cwd: input.cwd } : { session, cwd: input.cwd }
}
