/** `scribe search`: finds words in everything that was recorded, of all sessions. What was found is marked on a terminal. */
import { localTime } from '../../shared/domain/localTime.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Line, Styled } from './output.ts'
import { sinceOf } from './since.ts'
import { numberOption, textOption, textOptions, type Verb } from './verb.ts'

type Hit = CommandOutput<'worklog/search'>['hits'][number]

export const search: Verb = {
  usage: 'scribe search WORDS... [--backlog-id ID] [--here] [--kind KIND]... [--since TIME] [--limit N] [--json]',
  summary: 'Find words in worklogs, commits and summaries of all sessions.',
  examples: ['scribe search registry cache', 'scribe search \'"atomic rename"\' --kind decision', 'scribe search deadlock --here --since 7d'],
  options: {
    'backlog-id': { type: 'string', help: 'only sessions of this item' },
    here: { type: 'boolean', help: 'only the repository you stand in' },
    cwd: { type: 'string', help: 'stand in this folder' },
    kind: { type: 'string', multiple: true, help: 'only these: note, commit, decision, idea, blocker, summary; may be given several times' },
    since: { type: 'string', help: 'only what is not older: 3h, 7d, today, or a date' },
    limit: { type: 'string', help: 'at most so many (20)' },
  },
  words: [1, 20],
  run: async (input) => {
    const [session, since, kinds] = [textOption(input, 'backlog-id'), textOption(input, 'since'), textOptions(input, 'kind')]
    const asked = {
      query: input.positionals.join(' '),
      ...(session === undefined ? {} : { session }),
      ...(input.values.here === true || textOption(input, 'cwd') !== undefined ? { cwd: input.cwd } : {}),
      ...(kinds.length === 0 ? {} : { kinds: [...kinds] }),
      ...(since === undefined ? {} : { since: sinceOf(since, Date.now()) }),
      limit: numberOption(input, 'limit', { default: 20, max: 200 }),
    }
    const found = await (await input.client()).call('worklog/search', asked)
    const lines = found.hits.flatMap(hitLines)
    const rest: Line[] = found.more ? ['There is more: say more words, or --limit.'] : []
    return { lines: found.hits.length === 0 ? ['Nothing was found.'] : [...lines, ...rest], json: { ...found } }
  },
}

function hitLines({ backlog_id, repo_name, at, kind, seq, snippet, marks }: Hit): Line[] {
  const head: Line = [{ style: 'faint', text: localTime(at) }, `  ${backlog_id} (${repo_name})  ${kind}${seq === null ? '' : ` #${seq}`}`]
  return [head, ['  ', ...markedParts(snippet.replaceAll('\n', ' '), marks)]]
}

function markedParts(text: string, marks: Hit['marks']): (string | Styled)[] {
  let at = 0
  const parts: (string | Styled)[] = marks.flatMap(([from = 0, to = 0]) => {
    const part = [text.slice(at, from), { style: 'good' as const, text: text.slice(from, to) }]
    at = to
    return part
  })
  return [...parts, text.slice(at)]
}
