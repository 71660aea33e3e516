/**
 * What the registry's two halves say to each other: plain values that cross a thread border. The main thread tells what has
 * changed of our sessions; the keeper writes the files and tells what happened to them.
 */
import type { RecordEdit } from './recordEdit.ts'
import type { RegistryRecord } from './registryShape.ts'
import type { State } from './stateFile.ts'

/** Sessions of one repository that have changed, and what the state file is to say. */
export interface RepoUpdate {
  readonly root: string
  readonly gitDir: string
  /** Which folder `root` is; nothing is written into another. */
  readonly rootId: string | null
  readonly pid: number
  readonly records: readonly (readonly [key: string, record: RegistryRecord])[]
  readonly state: State
  /** Something records or could go on to: the file is looked at now and then. */
  readonly live: boolean
}

export type Question =
  /** Settles when everything told so far is written or has failed. */
  | { readonly kind: 'flush' }
  /** Takes off what the clean-up rule names. Answered with the keys. */
  | { readonly kind: 'cleanUp' }
  /** Answered with the first difference between the file and this record, or `null`. */
  | { readonly kind: 'check'; readonly key: string; readonly record: RegistryRecord }

export type ToKeeper =
  | { readonly kind: 'update'; readonly update: RepoUpdate }
  | { readonly kind: 'look'; readonly root: string }
  /** The session has taken the edit over, or never will. */
  | { readonly kind: 'settled'; readonly root: string; readonly key: string; readonly token: number }
  | { readonly kind: 'ask'; readonly id: number; readonly root: string; readonly question: Question }
  | { readonly kind: 'close' }

export type FromKeeper =
  | { readonly kind: 'damaged'; readonly root: string; readonly setAside: string }
  | { readonly kind: 'stateDamaged'; readonly root: string }
  | { readonly kind: 'failed'; readonly root: string; readonly message: string }
  | { readonly kind: 'recovered'; readonly root: string }
  /** `null`: the session was cleaned up. */
  | { readonly kind: 'edited'; readonly root: string; readonly key: string; readonly edit: RecordEdit | null; readonly token: number }
  | { readonly kind: 'answer'; readonly id: number; readonly answer: readonly string[] | string | null }
  | { readonly kind: 'closed' }
