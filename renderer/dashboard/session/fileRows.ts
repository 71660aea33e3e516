/** The files of a session as a table: its columns and their orders. Pure. */
import type { CommandOutput } from '../../../shared/protocol/commands.ts'

export type FileRow = CommandOutput<'session/files'>['files'][number]

export const COLUMNS = ['path', 'changes', 'first', 'last', 'lines'] as const
export type Column = (typeof COLUMNS)[number]

export interface Order {
  readonly by: Column
  readonly descending: boolean
}

/** A press on another column begins with what people look for first: names from A, figures and times from the largest. */
export function nextOrder(now: Order, by: Column): Order {
  return now.by === by ? { by, descending: !now.descending } : { by, descending: by !== 'path' }
}

/** Sorted; files that are alike in the column stand by their names. */
export function sortedFiles(files: readonly FileRow[], { by, descending }: Order): FileRow[] {
  const turn = descending ? -1 : 1
  return files.toSorted((a, b) => turn * compared(a, b, by) || byName(a, b))
}

function compared(a: FileRow, b: FileRow, by: Column): number {
  switch (by) {
    case 'path':
      return byName(a, b)
    case 'changes':
      return a.changes - b.changes
    case 'first':
      return a.first_at - b.first_at
    case 'last':
      return a.last_at - b.last_at
    case 'lines':
      return linesOf(a) - linesOf(b)
  }
}

function byName(a: FileRow, b: FileRow): number {
  return a.path < b.path ? -1 : a.path > b.path ? 1 : 0
}

/** Files without a count come below those with none changed. */
function linesOf({ added, deleted }: FileRow): number {
  return added === null && deleted === null ? -1 : (added ?? 0) + (deleted ?? 0)
}
