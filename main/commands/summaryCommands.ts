/**
 * The command about summaries. Finds whose worklog is meant: the one that lies in the caller's repository before one of
 * the same id elsewhere, known to the record or not (the Python program keeps worklogs too).
 */
import { parseBacklogId } from '../../shared/domain/backlogId.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Clock } from '../base/clock.ts'
import type { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import type { Sessions } from '../sessions/sessions.ts'
import { type SummaryText, summarizeWorklog } from '../summaries/worklogSummary.ts'
import type { Handlers } from './dispatch.ts'

/** An answer must fit into one message, escapes and all. */
const MAX_TEXT = 512 * 1024

interface Place {
  readonly root: string
  readonly gitDir: string
  readonly backlogId: string
}

interface Asked {
  readonly session?: string | undefined
  readonly cwd?: string | undefined
}

export function summaryCommands(parts: { sessions: Sessions; git: GitClient; clock: Clock }): Pick<Handlers, 'summary/get'> {
  return {
    'summary/get': async ({ format, write, ...asked }) => {
      const how = { format, write, now: parts.clock.wall() }
      const { place, found } = await firstWithWorklog(await placesOf(parts, asked), how)
      if (found.text.length > MAX_TEXT)
        throw new ScribeError('limit.tooLarge', 'The summary is too long for a message. "scribe summarize --output FILE" writes it.')
      return { backlog_id: place.backlogId, ...found }
    },
  }
}

/** Where the worklog may lie, the likeliest first; never none. */
async function placesOf({ sessions, git }: { sessions: Sessions; git: GitClient }, asked: Asked): Promise<Place[]> {
  const here = await namedHere(git, asked)
  try {
    const { repo: root, git_dir: gitDir, backlog_id: backlogId } = await sessions.find(asked)
    const known = { root, gitDir, backlogId }
    return here === null || here.root === root ? [known] : [here, known]
  } catch (error) {
    if (here === null) throw error
    return [here]
  }
}

/** The id that was named, in the repository the caller stands in. */
async function namedHere(git: GitClient, { session, cwd }: Asked): Promise<Place | null> {
  if (session === undefined || cwd === undefined) return null
  const location = await locateRepository(git, cwd).catch(() => null)
  return location === null ? null : { root: location.root, gitDir: location.gitDir, backlogId: parseBacklogId(session) }
}

async function firstWithWorklog(
  [place, ...others]: readonly Place[],
  how: { format: 'markdown' | 'json'; write: boolean; now: number },
): Promise<{ place: Place; found: SummaryText }> {
  if (place === undefined) throw new ScribeError('session.notFound', 'No session was named.')
  try {
    return { place, found: await summarizeWorklog({ ...place, ...how }) }
  } catch (error) {
    if (others.length === 0 || !(error instanceof ScribeError) || error.code !== 'worklog.missing') throw error
    return await firstWithWorklog(others, how)
  }
}
