/** `scribe update`: what a person says of a session, changed later. Tags have verbs of their own. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { CommandInput } from '../../shared/protocol/commands.ts'
import { FIELD_OPTIONS, fieldsOf } from './fields.ts'
import { sessionFacts } from './info.ts'
import { TARGET_OPTIONS, target, textOption, textOptions, type Verb, type VerbInput } from './verb.ts'

type Change = Omit<CommandInput<'session/update'>, 'session' | 'cwd'>

export const update: Verb = {
  usage: 'scribe update [--type TYPE] [--priority P] [--description TEXT] [--related ID]... [--unrelated ID]... [--idle-timeout SECONDS] [--backlog-id ID]',
  summary: 'Change what is said of a session.',
  examples: ['scribe update --priority high --description "Parser loses commas"', 'scribe update --backlog-id B-1009 --related B-1010'],
  options: {
    ...TARGET_OPTIONS,
    ...FIELD_OPTIONS,
    description: { type: 'string', help: 'what it is about; an empty text takes it away' },
    related: { type: 'string', multiple: true, help: 'a backlog ID it belongs with; may be given several times' },
    unrelated: { type: 'string', multiple: true, help: 'a backlog ID it does not belong with any more' },
  },
  words: [0, 0],
  run: async (input) => {
    const change = changeOf(input)
    if (Object.keys(change).length === 0) throw new ScribeError('usage.badInput', `Say what to change. Usage: ${update.usage}`)
    const { session } = await (await input.client()).call('session/update', { ...target(input), ...change })
    return { lines: [`Updated ${session.backlog_id} in ${session.repo_name}.`, ...sessionFacts(session)], json: { session } }
  },
}

function changeOf(input: VerbInput): Change {
  const description = textOption(input, 'description')
  const related = textOptions(input, 'related')
  const unrelated = textOptions(input, 'unrelated')
  return {
    ...fieldsOf(input),
    ...(description === undefined ? {} : { description: description === '' ? null : description }),
    ...(related.length === 0 ? {} : { related_add: [...related] }),
    ...(unrelated.length === 0 ? {} : { related_remove: [...unrelated] }),
  }
}
