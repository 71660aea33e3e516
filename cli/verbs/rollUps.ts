/** `scribe standup`, `scribe insights` and `scribe handoff`: what is told over many sessions, or to whoever goes on. Every line names its evidence. */
import { ROLES } from '../../shared/domain/context.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import type { CitedLine, CitedSummary } from '../../shared/summaries/citedSummary.ts'
import { evidenceText } from '../../shared/summaries/evidenceText.ts'
import { sinceOf } from './since.ts'
import { numberOption, TARGET_OPTIONS, target, textOption, type Verb, type VerbInput } from './verb.ts'

const HERE = { here: { type: 'boolean', help: 'only the repository you stand in' }, cwd: TARGET_OPTIONS.cwd } as const

export const standup: Verb = {
  usage: 'scribe standup [--since TIME] [--here] [--json]',
  summary: 'What was done, what is open and what comes next, as Markdown to paste.',
  examples: ['scribe standup', 'scribe standup --since yesterday', 'scribe standup --since 7d --here'],
  options: { ...HERE, since: { type: 'string', help: 'from when on: 3h, 7d, yesterday (the default), or a date' } },
  words: [0, 0],
  run: async (input) => {
    const since = sinceOf(textOption(input, 'since') ?? 'yesterday', Date.now())
    const { items, markdown } = await (await input.client()).call('standup/get', { since, ...whereOf(input) })
    return { lines: markdown.trimEnd().split('\n'), json: { since, items, markdown } }
  },
}

export const insights: Verb = {
  usage: 'scribe insights [--here] [--json]',
  summary: 'Files that keep coming back, decisions taken back, ideas left, sessions that stalled; each with its evidence.',
  examples: ['scribe insights', 'scribe insights --here --json'],
  options: HERE,
  words: [0, 0],
  run: async (input) => {
    const found = await (await input.client()).call('insights/get', whereOf(input))
    const lines = insightLines(found)
    return { lines: lines.length === 0 ? ['Nothing stands out yet.'] : lines, json: { ...found } }
  },
}

export const handoff: Verb = {
  usage: 'scribe handoff [--to ROLE] [--budget CHARACTERS] [--backlog-id ID] [--json]',
  summary: 'What whoever goes on must know: open, next, decided, and the context of their role.',
  examples: ['scribe handoff', 'scribe handoff --to reviewer --budget 4000'],
  options: {
    ...TARGET_OPTIONS,
    to: { type: 'string', help: 'the role of whoever goes on', values: ROLES },
    budget: { type: 'string', help: 'characters of the text, 1000 to 20000 (2000)' },
  },
  words: [0, 0],
  run: async (input) => {
    const role = textOption(input, 'to')
    if (role !== undefined && !ROLES.some((known) => known === role)) throw new ScribeError('usage.badInput', `--to takes one of ${ROLES.join(', ')}.`)
    const budget = Math.max(1_000, numberOption(input, 'budget', { default: 2_000, max: 20_000 }))
    const client = await input.client()
    const { session, summary } = await client.call('summary/cited', target(input))
    const own = cut(handoffText(summary), Math.floor(budget / 2))
    const asked = {
      session: session.id,
      format: 'markdown' as const,
      budget_chars: Math.max(500, budget - own.length - 1),
      ...(role === undefined ? {} : { role }),
    }
    const { markdown } = await client.call('context/get', asked)
    const text = `${own}\n${markdown}`.slice(0, budget)
    return { lines: text.trimEnd().split('\n'), json: { session, role: role ?? null, text } }
  },
}

function whereOf(input: VerbInput): { cwd?: string } {
  return input.values.here === true || textOption(input, 'cwd') !== undefined ? { cwd: input.cwd } : {}
}

function insightLines({ recurring, reversed, ideas_left, stalled }: CommandOutput<'insights/get'>): string[] {
  return [
    ...section(
      'Files that keep coming back',
      recurring.map(({ path, changes, backlog_ids, seq }) => `${path}: ${changes} changes in ${backlog_ids.join(', ')} [#${seq}]`),
    ),
    ...section(
      'Decisions taken back',
      reversed.map(({ before, after }) => `${after.backlog_id}: ${cited(after.line)}; before: ${cited(before.line)}`),
    ),
    ...section(
      'Ideas nobody took up',
      ideas_left.map(({ backlog_id, line }) => `${backlog_id}: ${cited(line)}`),
    ),
    ...section(
      'Sessions that stalled',
      stalled.map(({ backlog_id, repo_name, next }) => `${backlog_id} (${repo_name}): ${next.map(cited).join('; ')}`),
    ),
  ]
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [title, ...lines.map((line) => `  - ${line}`)]
}

function cited({ text, evidence }: CitedLine): string {
  return `${text} [${evidenceText(evidence)}]`
}

function handoffText({ backlog_id, next_steps, blockers, decisions }: CitedSummary): string {
  const open = blockers.items.filter(({ settled }) => settled === undefined)
  const parts = [['Next', next_steps.slice(0, 6)] as const, ['Blocked by', open.slice(-4)] as const, ['Decided', decisions.items.slice(-6)] as const]
  const blocks = parts.filter(([, lines]) => lines.length > 0).map(([title, lines]) => `## ${title}\n\n${lines.map((line) => `- ${cited(line)}\n`).join('')}`)
  return [`# Handoff of ${backlog_id}\n`, ...blocks].join('\n')
}

/** By whole lines. */
function cut(text: string, most: number): string {
  if (text.length <= most) return text
  return text.slice(0, text.lastIndexOf('\n', most) + 1)
}
