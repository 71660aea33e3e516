/**
 * `scribe context`: what somebody needs to go on with the work here, for a role, or what has changed since an earlier answer. With a
 * daemon from the record; without one from the files and Git, which is said.
 */
import { BUDGET, type Context, ROLES, SOURCES } from '../../shared/domain/context.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { CommandInput } from '../../shared/protocol/commands.ts'
import { changeLines } from '../../shared/ui/contextChanges.ts'
import type { Answer, Line } from './output.ts'
import { TARGET_OPTIONS, target, textOption, textOptions, type Verb, type VerbInput } from './verb.ts'

type Asked = CommandInput<'context/get'> & { readonly cwd: string }

export const context: Verb = {
  usage: 'scribe context [--role ROLE] [--task TEXT] [--since CURSOR] [--budget CHARACTERS] [--section NAME]... [--backlog-id ID] [--json]',
  summary: 'Show what is needed to go on with the work here. Works without the daemon.',
  examples: ['scribe context --role coder', 'scribe context --role reviewer --task "mend the parser"', 'scribe context --json'],
  options: {
    ...TARGET_OPTIONS,
    role: { type: 'string', help: 'who asks; decides what comes first', values: ROLES },
    task: { type: 'string', help: 'what is to be done: what speaks of it comes first' },
    since: { type: 'string', help: 'only what has changed since the answer that had this cursor' },
    budget: { type: 'string', help: `characters of the text, ${BUDGET.least} to ${BUDGET.most} (${BUDGET.usual})` },
    section: { type: 'string', multiple: true, help: 'only this source; may be given several times', values: SOURCES },
  },
  words: [0, 0],
  run: async (input): Promise<Answer> => {
    const asked = askedOf(input)
    const client = await input.runningClient()
    // Somebody who asks by hand wants it as it is now.
    const found = client === null ? await offline(input, asked) : await client.call('context/get', { ...asked, max_age_ms: 0 })
    const source = client === null ? 'files' : 'daemon'
    return { lines: [...(source === 'files' ? [NOT_RUNNING] : []), ...linesOf(found), lastLine(found)], json: { source, ...found } }
  },
}

const NOT_RUNNING: Line = [{ style: 'warn', text: 'Scribe is not running: this is what the files and Git tell, without the record.' }]

async function offline(input: VerbInput, asked: Asked): Promise<Context> {
  if (input.contextOffline === undefined) throw new ScribeError('daemon.unreachable', 'Scribe is not running.')
  return await input.contextOffline(asked)
}

function askedOf(input: VerbInput): Asked {
  const [role, task, since] = ['role', 'task', 'since'].map((name) => textOption(input, name))
  const sections = textOptions(input, 'section').map((name) => oneOf(name, SOURCES, '--section'))
  if (role !== undefined) oneOf(role, ROLES, '--role')
  return {
    ...target(input),
    ...(role === undefined ? {} : { role }),
    ...(task === undefined ? {} : { task: task.slice(0, 2000) }),
    ...(since === undefined ? {} : { since }),
    ...(sections.length === 0 ? {} : { sections }),
    budget_chars: budgetOf(textOption(input, 'budget')),
  }
}

function budgetOf(text: string | undefined): number {
  if (text === undefined) return BUDGET.usual
  const budget = /^\d{1,6}$/.test(text) ? Number(text) : 0
  if (budget >= BUDGET.least && budget <= BUDGET.most) return budget
  throw new ScribeError('usage.badInput', `--budget takes a number from ${BUDGET.least} to ${BUDGET.most}.`)
}

function oneOf<T extends string>(text: string, allowed: readonly T[], option: string): T {
  const known = allowed.find((candidate) => candidate === text)
  if (known !== undefined) return known
  throw new ScribeError('usage.badInput', `${option} takes one of ${allowed.join(', ')}.`)
}

function linesOf({ changes, markdown }: Context): Line[] {
  return changes === undefined ? markdown.trimEnd().split('\n') : changeLines(changes)
}

function lastLine({ revision, cursor }: Context): Line {
  return [{ style: 'faint', text: `revision=${revision} cursor=${cursor}` }]
}
