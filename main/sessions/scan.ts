/**
 * Gathers a snapshot: one `git status`, one lstat for each file that differs. Scans are facts; file events only say
 * when to scan. Scribe's own files are never part of it.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitClient } from '../git/gitClient.ts'
import type { StatusEntry } from '../git/parseStatus.ts'
import { readStatus } from '../git/repoState.ts'
import { isOwnFile } from '../watch/ignore.ts'
import { fileStamp, type RepoSnapshot } from './baseline.ts'

/** lstat calls under way at once; more only queue in the thread pool. */
const PARALLEL = 32

/** What differs from HEAD now. Throws what the Git gate throws. */
export async function scanRepository(git: GitClient, root: string): Promise<RepoSnapshot> {
  const status = await readStatus(git, root)
  const entries = status.entries.filter((entry) => !isOwnFile(entry.path))
  const files = new Map<string, string>()
  for (let start = 0; start < entries.length; start += PARALLEL) {
    const part = await Promise.all(entries.slice(start, start + PARALLEL).map((entry) => stampOf(root, entry)))
    for (const [path, stamp] of part) files.set(path, stamp)
  }
  return { head: status.head, branch: status.branch, files }
}

async function stampOf(root: string, entry: StatusEntry): Promise<[path: string, stamp: string]> {
  const found = await lstat(join(root, entry.path)).catch(() => null)
  return [entry.path, fileStamp(entry.code, found)]
}
