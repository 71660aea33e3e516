/** The backlog id a command without a daemon means: the one named, else of the branch, else of the state file. */
import { join } from 'node:path'
import { readOrdinary } from '../../main/base/insideRepo.ts'
import { detectBacklogId } from '../../shared/domain/backlogId.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { FoundRepository } from './findRepository.ts'

const STATE = '.ai_state.json'
const MAX_STATE_BYTES = 1024 * 1024

/** Throws `backlog.notFound` or `backlog.badId`. */
export async function detectedId({ root, branch }: FoundRepository, explicit: string | undefined): Promise<string> {
  const id = detectBacklogId({ explicit, branch, state: await stateId(root) })
  if (id !== null) return id
  throw new ScribeError('backlog.notFound', 'No backlog ID was found. Give one with --backlog-id B-123.')
}

/** What the state file names; a damaged one names nothing. */
async function stateId(root: string): Promise<unknown> {
  const bytes = await readOrdinary(join(root, STATE), MAX_STATE_BYTES).catch(() => null)
  try {
    return bytes === null ? undefined : JSON.parse(bytes.toString()).backlog_id
  } catch {
    return undefined
  }
}
