/** `scribe verify` (does the record prove itself?) and `scribe cleanup` (old completed sessions leave the lists). */
import type { Answer } from './output.ts'
import { TARGET_OPTIONS, target, type Verb } from './verb.ts'

export const verify: Verb = {
  usage: 'scribe verify [ID] [--head] [--cwd DIR]',
  summary: 'Recompute the chain of a session’s entries and compare its files. Exit code 1 if something differs.',
  examples: ['scribe verify', 'scribe verify B-1009', 'scribe verify B-1009 --head > B-1009.head'],
  options: { ...TARGET_OPTIONS, head: { type: 'boolean', help: 'print only the digest of the newest entry, which stands for all of them' } },
  words: [0, 1],
  run: async (input): Promise<Answer> => {
    const [id] = input.positionals
    const asked = id === undefined ? target(input) : { session: id, cwd: input.cwd }
    const found = await (await input.client()).call('session/verify', asked)
    const { session, ok, head, entries, first_difference } = found
    const whole = [`${session.backlog_id} in ${session.repo}: ${entries} entries, each as it was written.`, `Head: ${head}`]
    const said = first_difference === null ? whole : [...whole.slice(1), `First difference (${first_difference.where}): ${first_difference.message}`]
    return { lines: input.values.head === true ? [head] : said, json: { ...found }, failed: !ok }
  },
}

export const cleanup: Verb = {
  usage: 'scribe cleanup [--all] [--cwd DIR]',
  summary: 'Take completed sessions off the lists that began more than 7 days ago. Worklogs and the record stay.',
  examples: ['scribe cleanup', 'scribe cleanup --all --json'],
  options: { cwd: TARGET_OPTIONS.cwd, all: { type: 'boolean', help: 'in all repositories, not only the one you stand in' } },
  words: [0, 0],
  run: async (input): Promise<Answer> => {
    const { removed } = await (await input.client()).call('session/cleanup', input.values.all === true ? {} : { cwd: input.cwd })
    const said = removed === 0 ? 'There is nothing to clean up.' : `Cleaned up ${removed} old completed ${removed === 1 ? 'session' : 'sessions'}.`
    return { lines: [said], json: { removed } }
  },
}
