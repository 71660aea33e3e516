/** The words of a summary, a line each, for the full-text index. Pure. */
import type { CitedSummary } from './citedSummary.ts'

export function textOfSummary(summary: CitedSummary): string {
  const { ideas, decisions, blockers, progress, custom, commits, commands } = summary
  const lists = [decisions, ideas, blockers, progress.done, progress.in_progress, progress.planned, ...custom.map(({ found }) => found)]
  const lines = lists.flatMap(({ items }) => items.map(({ text }) => text))
  return [...lines, ...commits.items.map(({ id, subject }) => `${id} ${subject}`), ...commands.items.map(({ command }) => command)].join('\n')
}
