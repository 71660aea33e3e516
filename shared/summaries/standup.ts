/**
 * What was done, what is open and what comes next, for each work item across repositories, out of cited summaries. Pure. Every line
 * keeps its evidence; an item of which nothing happened since is left out.
 */
import type { Session } from '../domain/session.ts'
import type { CitedLine, CitedSummary } from './citedSummary.ts'
import { evidenceText } from './evidenceText.ts'
import type { StandupItem } from './rollUps.ts'

const MOST_EACH = 8

export interface Summarized {
  readonly session: Session
  readonly summary: CitedSummary
}

/** Items with something done or recorded since `since` (ms since 1970), the one worked on last first. */
export function standupOf(all: readonly Summarized[], since: number): StandupItem[] {
  const recent = all.filter(({ summary }) => (summary.last_at ?? 0) >= since).toSorted((a, b) => (b.summary.last_at ?? 0) - (a.summary.last_at ?? 0))
  return recent.map(({ session, summary }) => {
    const { progress, decisions, commits } = summary
    const isRecent = ({ at }: { readonly at: number | null }): boolean => at !== null && at >= since
    const committed = commits.items.filter(isRecent).map(({ subject, at, evidence }) => ({ text: subject, at, evidence }))
    const done = [...committed, ...progress.done.items.filter(isRecent), ...decisions.items.filter(isRecent)]
    const isOpen = ({ settled }: CitedLine): boolean => settled === undefined
    return {
      session_id: session.id,
      backlog_id: session.backlog_id,
      repo_name: session.repo_name,
      state: session.state,
      done: latest(done),
      open: latest([...summary.blockers.items, ...progress.in_progress.items].filter(isOpen)),
      next: summary.next_steps.slice(0, MOST_EACH),
      files: latest(summary.files.items.filter(isRecent)).map(({ path }) => path),
    }
  })
}

/** As Markdown, to be pasted. */
export function renderStandup(items: readonly StandupItem[]): string {
  if (items.length === 0) return 'Nothing was recorded in that time.\n'
  return items
    .map(({ backlog_id, repo_name, done, open, next, files }) => {
      const changed = files.length === 0 ? [] : ['', `Changed: ${files.join(', ')}`]
      return [`## ${backlog_id} (${repo_name})`, ...section('Done', done), ...section('Open', open), ...section('Next', next), ...changed].join('\n')
    })
    .join('\n\n')
    .concat('\n')
}

function section(title: string, lines: readonly CitedLine[]): string[] {
  return lines.length === 0 ? [] : ['', `**${title}**`, '', ...lines.map(({ text, evidence }) => `- ${text} [${evidenceText(evidence)}]`)]
}

function latest<T extends { readonly at: number | null }>(lines: readonly T[]): T[] {
  return lines.toSorted((a, b) => (b.at ?? 0) - (a.at ?? 0)).slice(0, MOST_EACH)
}
