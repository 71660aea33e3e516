/** What all sessions say of one kind, out of their cited summaries. Pure. Every line keeps its evidence and the session it comes from. */
import type { CitedLine, CitedSummary } from './citedSummary.ts'
import type { CitedOf, LibraryKind } from './rollUps.ts'
import type { Summarized } from './standup.ts'

/** The newest first, and how many more there are. A next step that is settled is none. */
export function libraryOf(all: readonly Summarized[], kind: LibraryKind, limit: number): { items: CitedOf[]; more: number } {
  const found = all.flatMap(({ session: { id, backlog_id, repo_name }, summary }) =>
    linesOf(summary, kind).map((line) => ({ session_id: id, backlog_id, repo_name, line })),
  )
  const sorted = found.toSorted((a, b) => (b.line.at ?? 0) - (a.line.at ?? 0))
  return { items: sorted.slice(0, limit), more: Math.max(0, sorted.length - limit) }
}

function linesOf(summary: CitedSummary, kind: LibraryKind): readonly CitedLine[] {
  return kind === 'nextSteps' ? summary.next_steps.filter(({ settled }) => settled === undefined) : summary[kind].items
}
