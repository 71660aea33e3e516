/**
 * `scribe summarize`: ideas, decisions, progress and files of a worklog, in the Python program's form. Prints it and
 * writes `artifacts/summaries/ID-summary.md`, or writes the file named with `--output` instead. Needs no daemon.
 */
import { resolve } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { summarizeOffline } from '../../client/offline/summarizeOffline.ts'
import { writeOutput } from '../../client/offline/writeOutput.ts'
import { ScribeError } from '../../shared/domain/error.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { FORMS } from '../verbs/forms.ts'
import type { Answer } from '../verbs/output.ts'
import { target, textOption, type Verb, type VerbInput } from '../verbs/verb.ts'

type Summary = CommandOutput<'summary/get'>

/** How often the progress is looked at, and how wide it is shown. */
const LOOK_MS = 200
const WIDTH = 30

/** With these the daemon cannot help, but the files may: it records nothing there, or is of an older version. */
const ASK_THE_FILES = ['session.notFound', 'limit.tooLarge', 'usage.unknownMethod', 'backlog.badId']

export const summarize: Verb = {
  ...FORMS.summarize,
  run: async (input): Promise<Answer> => {
    if (input.values.all === true) return await regenerate(input)
    if (input.values.cited === true) return await cited(input)
    const format = formatOf(input)
    const output = textOption(input, 'output')
    const summary = await summaryOf(input, { format, write: output === undefined })
    const { text, ...facts } = summary
    if (output === undefined) return printed(text, format, { ...facts, text })
    const path = resolve(input.cwd, output)
    await writeOutput(path, text)
    return { lines: [`Wrote the summary of ${summary.backlog_id} to ${path}.`, ...warning(summary)], json: { ...facts, path } }
  },
}

/** Every line with what it comes from; only the record knows that. */
async function cited(input: VerbInput): Promise<Answer> {
  const { session, summary, markdown } = await (await input.client()).call('summary/cited', target(input))
  return { lines: markdown.trimEnd().split('\n'), json: { session, summary } }
}

/** All summaries anew, with how far it is on a terminal. */
async function regenerate(input: VerbInput): Promise<Answer> {
  const client = await input.client()
  const { queued } = await client.call('summary/regenerate', {})
  // What is not begun by then is left as it is.
  process.once('SIGINT', () => void client.call('summary/cancel', {}).catch(() => undefined))
  for (;;) {
    const { done, total } = await client.call('summary/progress', {})
    if (process.stderr.isTTY) process.stderr.write(`\r${bar(done, total)}${done === total ? '\n' : ''}`)
    if (done === total) return { lines: [`Summarized ${queued} sessions.`], json: { sessions: queued } }
    await sleep(LOOK_MS)
  }
}

function bar(done: number, total: number): string {
  const filled = total === 0 ? WIDTH : Math.floor((WIDTH * done) / total)
  return `[${'#'.repeat(filled)}${'.'.repeat(WIDTH - filled)}] ${done} of ${total}`
}

/** JSON is ASCII and goes out exactly; Markdown holds foreign text, which a terminal must not obey. */
function printed(text: string, format: 'markdown' | 'json', json: Answer['json']): Answer {
  return format === 'json' ? { lines: [], exact: text, json } : { lines: text.split('\n').slice(0, -1), json }
}

function formatOf(input: VerbInput): 'markdown' | 'json' {
  const format = textOption(input, 'format') ?? 'markdown'
  if (format === 'markdown' || format === 'json') return format
  throw new ScribeError('usage.badInput', '--format takes one of markdown, json.')
}

async function summaryOf(input: VerbInput, how: { format: 'markdown' | 'json'; write: boolean }): Promise<Summary> {
  const client = await input.runningClient()
  try {
    if (client !== null) return await client.call('summary/get', { ...target(input), ...how })
  } catch (error) {
    if (!(error instanceof ScribeError) || !ASK_THE_FILES.includes(error.code)) throw error
  }
  const { backlogId, ...found } = await summarizeOffline({ cwd: input.cwd, backlogId: textOption(input, 'backlog-id'), ...how, now: Date.now() })
  return { backlog_id: backlogId, ...found }
}

function warning({ truncated }: Summary): string[] {
  return truncated ? ['The worklog is very long: not all of it is in the summary.'] : []
}
