/**
 * Makes one change of what a scan shows as two: a file that vanished and one that came with the same content is a rename.
 * Pure: what a file's content is, the caller says.
 */
import type { Change } from '../../shared/domain/entry.ts'

/** What tells a file's content from others: Git's object id, and the inode with size and time. Any one in common will do. */
export type ContentOf = (path: string) => readonly string[]

/** `changes` with each pair of a deletion and an addition of the same content as one `renamed`. Order is kept. */
export function pairRenames(changes: readonly Change[], content: { readonly before: ContentOf; readonly after: ContentOf }): Change[] {
  const vanished = new Map<string, Change[]>()
  for (const change of changes.filter(({ kind }) => kind === 'deleted')) {
    for (const id of content.before(change.path)) vanished.set(id, [...(vanished.get(id) ?? []), change])
  }
  const paired = new Set<Change>()
  const result = changes.map((change) => {
    const candidates = change.kind === 'added' ? content.after(change.path).flatMap((id) => vanished.get(id) ?? []) : []
    const from = nearest(
      candidates.filter((candidate) => !paired.has(candidate)),
      change.path,
    )
    if (from === undefined) return change
    paired.add(from)
    return { ...change, kind: 'renamed' as const, from: from.path }
  })
  return result.filter((change) => !paired.has(change))
}

/** Of several files of one content, the one whose name is the same goes first: copies of a file are common in a move. */
function nearest(candidates: readonly Change[], path: string): Change | undefined {
  return candidates.find((candidate) => nameOf(candidate.path) === nameOf(path)) ?? candidates[0]
}

function nameOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1)
}
