/** `scribe info`: all that is said of one session. */
import { localTime } from '../../shared/domain/localTime.ts'
import type { Session } from '../../shared/domain/session.ts'
import { TARGET_OPTIONS, target, type Verb } from './verb.ts'

export const info: Verb = {
  usage: 'scribe info [--backlog-id ID] [--cwd DIR]',
  summary: 'Show all about one session.',
  examples: ['scribe info --backlog-id B-1009', 'scribe info --json'],
  options: TARGET_OPTIONS,
  words: [0, 0],
  run: async (input) => {
    const { session } = await (await input.client()).call('session/get', target(input))
    const worklog = `${session.repo}/${session.worklog}`
    const head = `${session.backlog_id} in ${session.repo}`
    return { lines: [head, ...sessionFacts(session), `  Worklog: ${worklog}`], json: { session, worklog } }
  },
}

/** The session, a line a fact. */
export function sessionFacts(session: Session): string[] {
  const { ended_at, description, last } = session
  return [
    `  State: ${session.state}${session.stop_reason === null ? '' : ` (${session.stop_reason})`}`,
    `  Branch: ${session.branch ?? '(detached)'}`,
    `  Started: ${localTime(session.started_at)}`,
    ...(ended_at === null ? [] : [`  Ended: ${localTime(ended_at)}`]),
    `  Last activity: ${localTime(session.last_activity_at)}${last === null ? '' : ` (${last.path})`}`,
    `  Type: ${session.type}`,
    `  Priority: ${session.priority}`,
    `  Tags: ${listed([...session.tags].sort())}`,
    ...(session.related.length === 0 ? [] : [`  Related: ${listed(session.related)}`]),
    ...(description === null ? [] : [`  Description: ${description}`]),
    `  Stops when idle for: ${session.idle_timeout_s === 0 ? 'never' : `${session.idle_timeout_s} s`}`,
    `  Recorded: ${session.changes} changes, ${session.entries} entries`,
  ]
}

function listed(words: readonly string[]): string {
  return words.length === 0 ? '-' : words.join(', ')
}
