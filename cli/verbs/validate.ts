/** `scribe validate`: is every session that says it records really recording? */
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { Verb } from './verb.ts'

type Problem = CommandOutput<'session/validate'>['problems'][number]

export const validate: Verb = {
  usage: 'scribe validate [--json]',
  summary: 'Report sessions whose repository or watch is gone.',
  examples: ['scribe validate', 'scribe validate --json'],
  options: {},
  words: [0, 0],
  run: async (input) => {
    const { checked, problems } = await (await input.client()).call('session/validate', {})
    const head = `${checked} live sessions, ${problems.length} with problems.`
    return { lines: [head, ...problems.map((problem) => [{ style: 'warn', text: `  ${sentence(problem)}` }] as const)], json: { checked, problems } }
  },
}

const REASONS: Record<Problem['problem'], string> = {
  'repo.gone': 'its repository is gone',
  'repo.replaced': 'another folder stands where its repository was',
  'watch.off': 'nobody watches its repository',
  'watch.degraded': 'changes may be missed',
}

function sentence({ session, problem, ended }: Problem): string {
  return `${session.backlog_id} in ${session.repo}: ${REASONS[problem]}${ended ? '; it ended as interrupted' : ''}.`
}
