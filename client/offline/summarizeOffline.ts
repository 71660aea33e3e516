/**
 * Summarizes a worklog when no daemon runs, with the daemon's own function. Finds the repository and the backlog id as
 * the daemon would (option, branch, state file); starts nothing.
 */
import { join } from 'node:path'
import { readOrdinary } from '../../main/base/insideRepo.ts'
import { type SummaryText, summarizeWorklog } from '../../main/summaries/worklogSummary.ts'
import { detectBacklogId } from '../../shared/domain/backlogId.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { type FoundRepository, findRepository } from './findRepository.ts'

const STATE = '.ai_state.json'
const MAX_STATE_BYTES = 1024 * 1024

export interface OfflineRequest {
  readonly cwd: string
  readonly backlogId: string | undefined
  readonly format: 'markdown' | 'json'
  readonly write: boolean
  readonly now: number
}

/** Throws what `summarizeWorklog` throws, `backlog.notFound`, `backlog.badId` or `repo.noSuchFolder`. */
export async function summarizeOffline(request: OfflineRequest): Promise<SummaryText & { readonly backlogId: string }> {
  const repository = await findRepository(request.cwd)
  const backlogId = await idOf(repository, request.backlogId)
  const { root, gitDir } = repository
  const { format, write, now } = request
  return { ...(await summarizeWorklog({ root, gitDir, backlogId, format, write, now })), backlogId }
}

async function idOf({ root, branch }: FoundRepository, explicit: string | undefined): Promise<string> {
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
