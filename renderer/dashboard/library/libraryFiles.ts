/** The files that all sessions changed, as a table: its columns, their orders, and the times that can be looked at. Pure. */
import type { CommandOutput } from '../../../shared/protocol/commands.ts'
import { byText, type Order, sortedBy } from '../parts/fileOrder.ts'

export type LibraryFile = CommandOutput<'library/files'>['files'][number]

export const COLUMNS = ['path', 'repo', 'session', 'changes', 'last'] as const
export type Column = (typeof COLUMNS)[number]

/** Columns that are read from A on. */
export const NAMES: readonly Column[] = ['path', 'repo', 'session']

const DAY_MS = 86_400_000
/** How far back, ms; `null` is all that is recorded. */
export const SPANS = { day: DAY_MS, week: 7 * DAY_MS, month: 30 * DAY_MS, all: null } as const
export type Span = keyof typeof SPANS
export const SPAN_NAMES: readonly Span[] = ['day', 'week', 'month', 'all']

/** When a span began, ms since 1970. */
export function sinceOf(span: Span, now: number): number {
  const ms = SPANS[span]
  return ms === null ? 0 : Math.max(0, now - ms)
}

export function sortedFiles(files: readonly LibraryFile[], order: Order<Column>): LibraryFile[] {
  return sortedBy(files, order, COMPARED[order.by])
}

const COMPARED: Readonly<Record<Column, (a: LibraryFile, b: LibraryFile) => number>> = {
  path: (a, b) => byText(a.path, b.path),
  repo: (a, b) => byText(a.repo_name, b.repo_name),
  session: (a, b) => byText(a.backlog_id, b.backlog_id),
  changes: (a, b) => a.changes - b.changes,
  last: (a, b) => a.last_at - b.last_at,
}
