/**
 * Which of Git's own folders and files tell something: HEAD and index of commits and checkouts, the files of a merge or
 * rebase, the remote's refs of a push. Reads folders only; `objects` is never looked at.
 */
import { existsSync, readdirSync } from 'node:fs'
import { join } from 'node:path'

/** Names in a Git directory whose coming, going or changing means something; locks and Scribe's own folder do not. */
const TELLING = new Set([
  'HEAD',
  'index',
  'packed-refs',
  'ORIG_HEAD',
  'MERGE_HEAD',
  'CHERRY_PICK_HEAD',
  'REVERT_HEAD',
  'BISECT_LOG',
  'rebase-merge',
  'rebase-apply',
  'logs',
  'refs',
  'FETCH_HEAD',
])
/** Remote branches may be many, their folders are few; beyond this a push is found by the next scan. */
const MAX_FOLDERS = 200

/** The folders to watch, each for itself. */
export function gitFolders(gitDir: string, commonDir: string): string[] {
  // A young repository has no logs and no remotes yet; they are looked for again when HEAD or refs move.
  const young = [join(gitDir, 'logs'), join(commonDir, 'refs')].filter((folder) => existsSync(folder))
  const remotes = withFoldersBelow(join(commonDir, 'refs/remotes'))
  return [...new Set([gitDir, commonDir, ...young, ...remotes])].slice(0, MAX_FOLDERS)
}

/** True if a change of this path inside a Git directory means something; `path` is relative to that directory. */
export function tells(path: string): boolean {
  const [first = ''] = path.split('/')
  return TELLING.has(first) && !path.endsWith('.lock')
}

/** One that is still empty counts too: a push makes folder by folder. */
function withFoldersBelow(top: string): string[] {
  const found = existsSync(top) ? [top] : []
  for (const folder of found) {
    if (found.length > MAX_FOLDERS) break
    for (const entry of entriesOf(folder)) if (entry.isDirectory()) found.push(join(folder, entry.name))
  }
  return found
}

function entriesOf(folder: string) {
  try {
    return readdirSync(folder, { withFileTypes: true })
  } catch {
    return []
  }
}
