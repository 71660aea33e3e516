/** A verb that runs until it is told to stop, and prints as it goes. */
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { VerbInput } from '../verbs/verb.ts'

export interface StreamInput extends VerbInput {
  readonly json: boolean
  readonly colour: boolean
  /** A connection of its own to the daemon that runs, or `null` when none does. */
  readonly connection: () => Promise<ScribeClient | null>
}

/** Returns the exit code. Throws a `ScribeError` when it cannot begin or go on. */
export type Stream = (input: StreamInput) => Promise<number>
