/** `scribe tag` and `untag`: words on a session. As in the Python program, several may follow one `--tags`. */
import { ScribeError } from '../../shared/domain/error.ts'
import { TARGET_OPTIONS, target, textOptions, type Verb, type VerbInput } from './verb.ts'

const MOST = 32

export const tag = verb('tag', {
  summary: 'Put tags on a session.',
  change: (tags) => ({ tags_add: tags }),
  said: (tags, id) => `Tagged ${id} with ${tags}.`,
})

export const untag = verb('untag', {
  summary: 'Take tags off a session.',
  change: (tags) => ({ tags_remove: tags }),
  said: (tags, id) => `Took ${tags} off ${id}.`,
})

interface TagVerb {
  readonly summary: string
  readonly change: (tags: string[]) => { tags_add: string[] } | { tags_remove: string[] }
  readonly said: (tags: string, id: string) => string
}

function verb(name: string, { summary, change, said }: TagVerb): Verb {
  return {
    usage: `scribe ${name} TAG... [--backlog-id ID] [--cwd DIR]`,
    summary,
    examples: [`scribe ${name} parser urgent`, `scribe ${name} --backlog-id B-1009 --tags parser urgent`],
    options: { ...TARGET_OPTIONS, tags: { type: 'string', multiple: true, help: 'a tag, as the Python program takes it' } },
    words: [0, MOST],
    run: async (input) => {
      const tags = tagsOf(input)
      const { session } = await (await input.client()).call('session/update', { ...target(input), ...change(tags) })
      const all = session.tags.length === 0 ? 'It has no tags.' : `Its tags: ${[...session.tags].sort().join(', ')}.`
      return { lines: [`${said(tags.join(', '), session.backlog_id)} ${all}`], json: { session } }
    },
  }
}

function tagsOf(input: VerbInput): string[] {
  const tags = [...textOptions(input, 'tags'), ...input.positionals]
  if (tags.length === 0 || tags.includes('')) throw new ScribeError('usage.badInput', 'Name at least one tag, and none that is empty.')
  return tags
}
