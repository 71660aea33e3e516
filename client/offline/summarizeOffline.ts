/**
 * Summarizes a worklog when no daemon runs, with the daemon's own function. Finds the repository and the backlog id as
 * the daemon would (option, branch, state file); starts nothing.
 */
import { type SummaryText, summarizeWorklog } from '../../main/summaries/worklogSummary.ts'
import { detectedId } from './detectedId.ts'
import { findRepository } from './findRepository.ts'

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
  const backlogId = await detectedId(repository, request.backlogId)
  const { root, gitDir } = repository
  const { format, write, now } = request
  return { ...(await summarizeWorklog({ root, gitDir, backlogId, format, write, now })), backlogId }
}
