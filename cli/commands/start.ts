/** `scribe start`: begins recording the repository of a folder. */

import { ScribeError } from '../../shared/domain/error.ts'
import { PRIORITIES, SESSION_TYPES } from '../../shared/domain/session.ts'
import type { CommandInput } from '../../shared/protocol/commands.ts'
import { TARGET_OPTIONS, textOption, type Verb, type VerbInput } from '../verb.ts'

export const start: Verb = {
  usage: 'scribe start [--backlog-id ID] [--cwd DIR] [--type TYPE] [--priority P] [--tags T] [--idle-timeout SECONDS]',
  summary: 'Record the repository you stand in.',
  options: {
    ...TARGET_OPTIONS,
    type: { type: 'string' },
    priority: { type: 'string' },
    tags: { type: 'string', multiple: true },
    'idle-timeout': { type: 'string' },
    // The Python program's; nothing polls here, so they are accepted and change nothing.
    interval: { type: 'string' },
    fast: { type: 'boolean' },
    full: { type: 'boolean' },
  },
  words: [0, 0],
  run: async (input) => {
    const wishes = wishesOf(input)
    const { session, created, worklog } = await (await input.client()).call('session/start', wishes)
    const branch = session.branch === null ? 'a detached HEAD' : session.branch
    const said = created
      ? `Recording ${session.backlog_id} in ${session.repo_name} on ${branch}.`
      : `${session.backlog_id} is being recorded in ${session.repo_name} already.`
    return { lines: [said, `Worklog: ${worklog}`], json: { session, created, worklog } }
  },
}

function wishesOf(input: VerbInput): CommandInput<'session/start'> {
  const backlogId = textOption(input, 'backlog-id')
  const type = SESSION_TYPES.find((known) => known === oneOf(input, 'type', SESSION_TYPES))
  const priority = PRIORITIES.find((known) => known === oneOf(input, 'priority', PRIORITIES))
  const { tags } = input.values
  const idle = seconds(textOption(input, 'idle-timeout'))
  return {
    cwd: input.cwd,
    ...(backlogId === undefined ? {} : { backlog_id: backlogId }),
    ...(type === undefined ? {} : { type }),
    ...(priority === undefined ? {} : { priority }),
    ...(Array.isArray(tags) ? { tags } : {}),
    ...(idle === undefined ? {} : { idle_timeout_s: idle }),
  }
}

function oneOf(input: VerbInput, name: string, allowed: readonly string[]): string | undefined {
  const value = textOption(input, name)
  if (value === undefined || allowed.includes(value)) return value
  throw new ScribeError('usage.badInput', `--${name} takes one of ${allowed.join(', ')}.`)
}

function seconds(text: string | undefined): number | undefined {
  if (text === undefined) return undefined
  if (/^\d{1,5}$/.test(text)) return Number(text)
  throw new ScribeError('usage.badInput', '--idle-timeout takes whole seconds (0 for never).')
}
