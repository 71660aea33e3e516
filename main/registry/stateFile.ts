/**
 * Reads and writes `.ai_state.json`: Scribe's keys are set, all others kept, a damaged file left alone. Owns the file's
 * safety, not when it is written.
 */
import { isUtf8 } from 'node:buffer'
import { join } from 'node:path'
import { asciiJson } from '../../shared/domain/asciiJson.ts'
import { parseJson } from '../../shared/domain/parseJson.ts'
import { type Exchanged, exchangeFile, type Held } from '../base/exchangeFile.ts'
import { systemFiles } from '../base/files.ts'
import { readOrdinary } from '../base/insideRepo.ts'
import { openRoot, withFolder } from '../base/openFolder.ts'
import { MAX_BYTES, openScratch, type RepoFolders } from './registryFile.ts'
import { objectSchema } from './registryShape.ts'

const STATE = '.ai_state.json'

export type State = Readonly<Record<string, unknown>>

/** What `.ai_state.json` holds, `{}` when there is none, `null` when it is damaged. */
export async function readState(repo: string): Promise<State | null> {
  const bytes = await readOrdinary(join(repo, STATE), MAX_BYTES)
  return bytes === null || isBlank(bytes) ? {} : parseState(bytes)
}

export interface StateReport extends Exchanged<State> {
  /** It was left alone. */
  readonly damaged: boolean
}

/** Sets the keys of `own` and keeps all others. */
export async function mergeState(repo: RepoFolders, own: State): Promise<StateReport> {
  const files = repo.files ?? systemFiles
  return await withFolder(
    await openScratch(repo),
    async (via) =>
      await withFolder(await openRoot(repo.root, { files, identity: repo.rootId ?? null }), async (folder) => {
        let damaged = false
        const next = async (found: Held<State> | null): Promise<Buffer | null> => {
          const state = found === null || isBlank(found.bytes) ? {} : found.content
          const text = withKeys(state, own)
          damaged = text === null
          return text === null || found?.bytes.toString() === text ? null : Buffer.from(text)
        }
        const exchanged = await exchangeFile({ folder, name: STATE, via, files, maxBytes: MAX_BYTES, parse: parseState, next })
        return { ...exchanged, damaged }
      }),
  )
}

/** `null` for bytes that are no state; an empty file may be one that is just being written. */
export function parseState(bytes: Buffer): State | null {
  const state = objectSchema.safeParse(isUtf8(bytes) ? parseJson(bytes.toString()) : null)
  return state.success ? state.data : null
}

/** The keys that `late` has set otherwise than `base`, without those of `own`. */
export function lateKeys(late: State, base: State | null, own: State): State {
  const isNew = ([key, value]: [string, unknown]): boolean => !Object.hasOwn(own, key) && JSON.stringify(value) !== JSON.stringify(base?.[key])
  return Object.fromEntries(Object.entries(late).filter(isNew))
}

function isBlank(bytes: Buffer): boolean {
  return bytes.toString().trim() === ''
}

/** `null` for a state that cannot be kept as it is: damaged, or nested deeper than can be written again. */
function withKeys(state: State | null, own: State): string | null {
  try {
    return state === null ? null : asciiJson({ ...state, ...own })
  } catch {
    return null
  }
}
