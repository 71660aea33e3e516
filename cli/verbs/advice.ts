/** `scribe advice`: what Scribe recommends from what it measured; `apply` follows a piece of it, `undo` takes that back. */
import type { Advice } from '../../shared/domain/advice.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import { adviceText } from '../../shared/ui/adviceText.ts'
import type { Answer, Line } from './output.ts'
import type { Verb } from './verb.ts'

const ACTIONS = ['apply', 'undo'] as const
const USAGE = 'scribe advice [apply ID | undo ID] [--json]'

export const advice: Verb = {
  usage: USAGE,
  summary: 'Show what Scribe recommends from what it measured, and follow it.',
  examples: ['scribe advice', 'scribe advice apply 1a2b3c4d', 'scribe advice undo 1a2b3c4d'],
  options: {},
  words: [0, 2],
  choices: [ACTIONS],
  run: async (input): Promise<Answer> => {
    const [action, id] = input.positionals
    const known = ACTIONS.find((each) => each === action)
    if ((action === undefined) !== (id === undefined) || (action !== undefined && known === undefined)) {
      throw new ScribeError('usage.badInput', `Usage: ${USAGE}`)
    }
    const client = await input.client()
    if (known === undefined || id === undefined) return listAnswer(await client.call('advice/list', {}))
    const done = (await client.call(`advice/${known}`, { id })).advice
    const value = known === 'apply' ? done.value : done.before
    const said = `${done.key} is ${String(value)} ${known === 'apply' ? 'now' : 'again'}${done.repo === null ? '' : ` in ${done.repo}`}.`
    return { lines: known === 'apply' ? [said, `"scribe advice undo ${done.id}" takes it back.`] : [said], json: { advice: done } }
  },
}

function listAnswer({ recommended, applied }: { readonly recommended: readonly Advice[]; readonly applied: readonly Advice[] }): Answer {
  const line = (each: Advice): Line => [`${each.id}  `, adviceText(each)]
  const lines: Line[] = [
    ...(recommended.length === 0 ? ['Nothing to recommend.'] : recommended.map(line)),
    ...(applied.length === 0 ? [] : ['Applied:', ...applied.map(line)]),
  ]
  return { lines, json: { recommended, applied } }
}
