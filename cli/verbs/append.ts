/** `scribe append MESSAGE`: adds a note to the worklog; answers when it is durable. */
import { TARGET_OPTIONS, target, type Verb } from './verb.ts'

export const append: Verb = {
  usage: 'scribe append MESSAGE [--backlog-id ID] [--cwd DIR]',
  summary: 'Add a note, decision or idea to the worklog.',
  examples: ['scribe append "Decision: keep the old format"', 'scribe append --backlog-id B-1009 -- "--json is not a flag here"'],
  options: TARGET_OPTIONS,
  words: [1, 1],
  run: async (input) => {
    const text = input.positionals[0] ?? ''
    const { session, entry } = await (await input.client()).call('worklog/append', { ...target(input), text })
    return { lines: [`Added to ${session.backlog_id} worklog: ${entry.lines[0]?.slice(2) ?? ''}`], json: { session, entry } }
  },
}
