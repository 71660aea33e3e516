/** Renames told by their folder: a folder whose files all moved alike is one line of the worklog, not hundreds. Pure. */
import type { Change } from '../../shared/domain/entry.ts'

export interface FolderMove {
  readonly from: string
  readonly to: string
  readonly files: number
}

/** Renames told by their folder where at least two files moved from one folder to another with their names kept; the rest as they are. */
export function foldFolderMoves(changes: readonly Change[]): { readonly moves: readonly FolderMove[]; readonly others: readonly Change[] } {
  const groups = new Map<string, { from: string; to: string; members: Change[] }>()
  for (const change of changes) {
    const move = change.kind === 'renamed' && change.from !== undefined ? movedFolder(change.from, change.path) : null
    if (move === null) continue
    const key = `${move.from}\0${move.to}`
    const group = groups.get(key) ?? { ...move, members: [] }
    group.members.push(change)
    groups.set(key, group)
  }
  const folded = [...groups.values()].filter((group) => group.members.length > 1)
  const members = new Set(folded.flatMap((group) => group.members))
  return { moves: folded.map(({ from, to, members: { length } }) => ({ from, to, files: length })), others: changes.filter((change) => !members.has(change)) }
}

/** The folders that differ when the common tail of two paths is cut off; `null` if the file's own name changed. */
function movedFolder(from: string, to: string): { from: string; to: string } | null {
  const before = from.split('/')
  const after = to.split('/')
  // A folder keeps its own name in a move; only a file at the top has no folder to name.
  const most = Math.max(1, Math.min(before.length, after.length) - 1)
  let tail = 0
  while (tail < most && before.at(-1 - tail) === after.at(-1 - tail)) tail++
  if (tail === 0) return null
  return { from: before.slice(0, before.length - tail).join('/'), to: after.slice(0, after.length - tail).join('/') }
}
