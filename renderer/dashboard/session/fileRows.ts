/** The files of a session as a table: its columns and their orders. Pure. */
import type { CommandOutput } from '../../../shared/protocol/commands.ts'
import { byText, type Order, sortedBy } from '../parts/fileOrder.ts'

export type FileRow = CommandOutput<'session/files'>['files'][number]

export const COLUMNS = ['path', 'changes', 'first', 'last', 'lines'] as const
export type Column = (typeof COLUMNS)[number]

export function sortedFiles(files: readonly FileRow[], order: Order<Column>): FileRow[] {
  return sortedBy(files, order, COMPARED[order.by])
}

const COMPARED: Readonly<Record<Column, (a: FileRow, b: FileRow) => number>> = {
  path: (a, b) => byText(a.path, b.path),
  changes: (a, b) => a.changes - b.changes,
  first: (a, b) => a.first_at - b.first_at,
  last: (a, b) => a.last_at - b.last_at,
  lines: (a, b) => linesOf(a) - linesOf(b),
}

/** Files without a count come below those with none changed. */
function linesOf({ added, deleted }: FileRow): number {
  return added === null && deleted === null ? -1 : (added ?? 0) + (deleted ?? 0)
}
