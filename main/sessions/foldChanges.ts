/**
 * What is kept of a flood: the first changes one by one, the rest folder by folder, with how many files each stands for. Pure. Nothing is
 * dropped: the files told are as many as there were.
 */
import type { Change } from '../../shared/domain/entry.ts'

/** More folders than this become the folders they lie in. */
const MOST_FOLDERS = 100

/** At most `room` changes by their own path; what is beyond it by folder, each the newest of what it stands for. */
export function foldChanges(changes: readonly Change[], room: number): readonly Change[] {
  if (changes.length <= room) return changes
  const kept = changes.slice(0, room)
  let folders = byFolder(changes.slice(room))
  // Each round goes one level up, so it ends at the top of the repository.
  while (folders.length > MOST_FOLDERS && folders.some(({ path }) => path.includes('/', path.indexOf('/') + 1))) folders = byFolder(folders)
  return [...kept, ...folders]
}

/** How many files a change stands for. */
export function filesOf({ files = 1 }: Change): number {
  return files
}

function byFolder(changes: readonly Change[]): Change[] {
  const folders = new Map<string, Change>()
  for (const change of changes) {
    const path = folderOf(change.path)
    const known = folders.get(path)
    folders.set(path, { path, kind: 'modified', at: Math.max(known?.at ?? 0, change.at), files: filesOf(change) + (known === undefined ? 0 : filesOf(known)) })
  }
  return [...folders.values()]
}

/** With a slash at its end; `./` is the top of the repository. */
function folderOf(path: string): string {
  const end = path.lastIndexOf('/', path.length - 2)
  return end === -1 ? './' : path.slice(0, end + 1)
}
