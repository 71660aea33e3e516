/** `scribe start`: begins recording the repository of a folder. */
import type { CommandInput } from '../../shared/protocol/commands.ts'
import { FIELD_OPTIONS, fieldsOf, oneOf, secondsOf } from './fields.ts'
import type { Answer, Line } from './output.ts'
import { TARGET_OPTIONS, textOption, textOptions, type Verb, type VerbInput } from './verb.ts'

const ON_LIMIT = ['ask', 'queue', 'stopLeastRecent'] as const

export const start: Verb = {
  usage:
    'scribe start [--backlog-id ID] [--cwd DIR] [--type TYPE] [--priority P] [--tags T]... [--idle-timeout SECONDS] [--exclude-artifacts] [--on-limit WHAT]',
  summary: 'Record the repository you stand in.',
  examples: ['scribe start', 'scribe start --backlog-id B-1009 --type debug --priority high --tags parser', 'scribe start --exclude-artifacts'],
  options: {
    ...TARGET_OPTIONS,
    'backlog-id': { type: 'string', help: 'the backlog item, by default the one the branch names' },
    ...FIELD_OPTIONS,
    tags: { type: 'string', multiple: true, help: 'a tag; may be given several times' },
    'exclude-artifacts': { type: 'boolean', help: "put what Scribe writes into this repository's .git/info/exclude" },
    'on-limit': { type: 'string', help: 'where as many sessions record as may; it waits for a place unless told otherwise', values: ON_LIMIT },
    interval: { type: 'string', help: 'accepted for the Python program; nothing polls here' },
    fast: { type: 'boolean', help: 'accepted for the Python program' },
    full: { type: 'boolean', help: 'accepted for the Python program' },
  },
  words: [0, 0],
  run: async (input): Promise<Answer> => {
    const wishes = wishesOf(input)
    const { session, created, worklog, exclude } = await (await input.client()).call('session/start', wishes)
    const branch = session.branch === null ? 'a detached HEAD' : session.branch
    const said =
      session.queued_at !== null
        ? `${session.backlog_id} waits for a place: as many sessions record as may. It begins by itself.`
        : created
          ? `Recording ${session.backlog_id} in ${session.repo_name} on ${branch}.`
          : `${session.backlog_id} is being recorded in ${session.repo_name} already.`
    const hint = HINTS[exclude]
    const lines: Line[] = [said, `Worklog: ${worklog}`, ...(hint === null ? [] : [[{ style: 'faint', text: hint }] as const])]
    return { lines, json: { session, created, worklog, ...(exclude === 'offered' ? { hint } : {}), excluded: exclude === 'written' } }
  },
}

const HINTS = {
  offered: 'Git does not ignore what Scribe writes here. "scribe start --exclude-artifacts" puts it into .git/info/exclude.',
  written: 'What Scribe writes here now stands in .git/info/exclude.',
  settled: null,
} as const

function wishesOf(input: VerbInput): CommandInput<'session/start'> {
  const backlogId = textOption(input, 'backlog-id')
  const tags = textOptions(input, 'tags')
  const idle = secondsOf(input.environment.SCRIBE_IDLE_TIMEOUT || undefined, 'SCRIBE_IDLE_TIMEOUT')
  return {
    cwd: input.cwd,
    ...(backlogId === undefined ? {} : { backlog_id: backlogId }),
    ...(idle === undefined ? {} : { idle_timeout_s: idle }),
    ...fieldsOf(input),
    ...(tags.length === 0 ? {} : { tags: [...tags] }),
    on_limit: oneOf(input, 'on-limit', ON_LIMIT) ?? 'queue',
    ...(input.values['exclude-artifacts'] === true ? { exclude_artifacts: true } : {}),
  }
}
