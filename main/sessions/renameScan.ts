/**
 * Gathers what it takes to see a rename: of what content was the file that vanished, of what content is the one that came.
 * Reads only when a scan shows both, and only so many files; a burst is told by its paths.
 */
import { join } from 'node:path'
import type { Change } from '../../shared/domain/entry.ts'
import { fileBlobId } from '../git/objectId.ts'
import type { RepoSnapshot } from './baseline.ts'
import { pairRenames } from './renames.ts'

/** More files than this in one batch are a checkout or an install, not somebody's rename. */
const MOST = 500

/** `changes` with renames as one change each. */
export async function withRenames(
  root: string,
  changes: readonly Change[],
  scans: { readonly before: RepoSnapshot; readonly after: RepoSnapshot },
): Promise<readonly Change[]> {
  const added = changes.filter(({ kind }) => kind === 'added')
  if (added.length === 0 || added.length > MOST || !changes.some(({ kind }) => kind === 'deleted')) return changes
  const { before, after } = scans
  const contents = new Map<string, string[]>()
  for (const { path } of added) {
    const id = after.objects?.get(path) ?? (await fileBlobId(join(root, path), after.head?.length ?? 40))
    contents.set(path, [...(id === null ? [] : [id]), ...inode(after.files.get(path))])
  }
  const indexed = (path: string): string[] => [after.objects?.get(path) ?? []].flat()
  return pairRenames(changes, {
    before: (path) => [...indexed(path), ...inode(before.files.get(path))],
    after: (path) => contents.get(path) ?? [],
  })
}

/** Size, time and inode of a stamp: a file that is only moved keeps all three. */
function inode(stamp: string | undefined): string[] {
  const [, ...rest] = stamp?.split(' ') ?? []
  return rest.length === 3 ? [`inode ${rest.join(' ')}`] : []
}
