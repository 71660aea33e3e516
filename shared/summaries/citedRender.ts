/**
 * A cited summary as Markdown. Pure; the same for the command line, the dashboard's "Copy as Markdown" and agents. Text of the
 * record is put in as it stands; whoever shows it treats it as foreign.
 */
import { localTime } from '../domain/localTime.ts'
import type { CitedList, CitedSummary, Evidence } from './citedSummary.ts'
import { evidenceText } from './evidenceText.ts'

export function renderCited(summary: CitedSummary): string {
  const { progress, suggested } = summary
  const blocks = [
    [`# ${summary.backlog_id}: summary`, '', ...facts(summary)],
    list('Decisions', summary.decisions),
    list('Ideas', summary.ideas),
    list('Blockers', summary.blockers),
    section(
      'Next steps',
      summary.next_steps.map(({ text, evidence }) => bullet(text, evidence)),
    ),
    list('Done', progress.done),
    list('In progress', progress.in_progress),
    list('Planned', progress.planned),
    section('Commits', [...summary.commits.items.map(({ id, subject }) => `- ${id} ${subject}`), ...beyond(summary.commits.more)]),
    section('Commands', [
      ...summary.commands.items.map(({ command, exit, evidence }) => bullet(`${command} (${resultText(exit)})`, evidence)),
      ...beyond(summary.commands.more),
    ]),
    section('Files', [
      ...summary.files.items.map(({ path, changes, evidence }) => bullet(`${path} (${times(changes)})`, evidence)),
      ...beyond(summary.files.more),
    ]),
    ...summary.custom.map(({ name, found }) => list(name, found)),
    section('Suggested', [
      ...(suggested.type === null ? [] : suggested.type.because.map(({ text, evidence }) => bullet(`type ${suggested.type?.value}: ${text}`, evidence))),
      ...(suggested.priority === null
        ? []
        : suggested.priority.because.map(({ text, evidence }) => bullet(`priority ${suggested.priority?.value}: ${text}`, evidence))),
    ]),
    section('Left out', leftOut(summary)),
  ]
  return blocks
    .filter((block) => block.length > 0)
    .map((block) => `${block.join('\n')}\n`)
    .join('\n')
}

/** A duration for people: `1 h 20 min`, `45 s`. */
export function spanText(ms: number): string {
  const minutes = Math.round(ms / 60_000)
  if (minutes === 0) return `${Math.round(ms / 1000)} s`
  return minutes < 60 ? `${minutes} min` : `${Math.floor(minutes / 60)} h ${minutes % 60} min`
}

function facts(summary: CitedSummary): string[] {
  const { first_at, last_at, branch, entries, time, truncated } = summary
  const when =
    first_at === null || last_at === null ? [] : [`From ${localTime(first_at)} to ${localTime(last_at)}, ${entries} ${entries === 1 ? 'entry' : 'entries'}.`]
  const spent = `Time: ${spanText(time.active_ms)} active, ${spanText(time.agent_ms)} agent alone, ${spanText(time.waiting_ms)} waiting.`
  return [...when, ...(branch === null ? [] : [`Branch: ${branch}`]), spent, ...(truncated ? ['Not all of the worklog could be read.'] : [])]
}

function list(title: string, { items, more }: CitedList): string[] {
  return section(title, [
    ...items.map(({ text, evidence, settled }) => bullet(settled === undefined ? text : `${text} (settled by ${evidenceText(settled)})`, evidence)),
    ...beyond(more),
  ])
}

function section(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : [`## ${title}`, '', ...lines]
}

function bullet(text: string, evidence: Evidence): string {
  return `- ${text} [${evidenceText(evidence)}]`
}

function beyond(more: number): string[] {
  return more === 0 ? [] : [`- (+${more} earlier)`]
}

function leftOut({ left_out }: CitedSummary): string[] {
  const lines = left_out.items.map(({ what, missing, evidence }) => bullet(`names the ${what} ${missing}, which does not exist`, evidence))
  return left_out.more === 0 ? lines : [...lines, `- (+${left_out.more} more)`]
}

function resultText(exit: number | null): string {
  return exit === null ? 'no result' : `exit ${exit}`
}

function times(changes: number): string {
  return changes === 1 ? '1 change' : `${changes} changes`
}
