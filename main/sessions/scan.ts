/**
 * Gathers a snapshot: one `git status`, one lstat for each file that differs. Scans are facts; file events only say
 * when to scan. Scribe's own files are never part of it. Names are redacted here, before anything compares or keeps them.
 */
import { lstat } from 'node:fs/promises'
import { join } from 'node:path'
import { redact, redactAll } from '../base/redact.ts'
import type { GitClient } from '../git/gitClient.ts'
import type { RepoStatus, StatusEntry } from '../git/parseStatus.ts'
import { operationUnderWay } from '../git/progress.ts'
import { lastPush, remoteHead } from '../git/remoteRef.ts'
import { type RepoLocation, readStatus } from '../git/repoState.ts'
import { isOwnFile } from '../watch/ignore.ts'
import { fileStamp, type RepoSnapshot } from './baseline.ts'

export interface Look {
  /** Files looked at, at once. */
  readonly atOnce: number
  /** Paths that the person does not want recorded. */
  readonly ignored: (path: string) => boolean
}

/** What differs from HEAD now, and what Git is in the middle of. Throws what the Git gate throws. */
export async function scanRepository(git: GitClient, { root, gitDir, commonDir }: RepoLocation, look: Look): Promise<RepoSnapshot> {
  const [status, operation] = await Promise.all([readStatus(git, root), operationUnderWay(gitDir)])
  const entries = status.entries.filter(({ path }) => !isOwnFile(path) && !look.ignored(path))
  const files = await stamps(root, entries, look.atOnce)
  const objects = new Map(entries.flatMap(({ path, object }) => (object === null ? [] : [[path, object] as const])))
  const upstream = status.upstream ?? (await followed(commonDir, status))
  const pushed = upstream === null ? null : await lastPush(commonDir, upstream.name)
  const branch = status.branch === null ? null : redact(status.branch)
  const named = upstream === null ? null : { ...upstream, name: redact(upstream.name) }
  return { head: status.head, branch, files, objects, operation, upstream: named, pushed, more: status.more }
}

/** Redacted path to stamp. Names that read alike when redacted share one, so that a change of any of them is seen. */
async function stamps(root: string, entries: readonly StatusEntry[], atOnce: number): Promise<Map<string, string>> {
  const files = new Map<string, string>()
  const names = redactAll(entries.map((entry) => entry.path))
  for (let start = 0; start < entries.length; start += atOnce) {
    const part = await Promise.all(entries.slice(start, start + atOnce).map((entry) => stampOf(root, entry)))
    for (const [index, stamp] of part.entries()) {
      const { path = '' } = entries[start + index] ?? {}
      const name = names[start + index] ?? path
      const shared = name === path ? undefined : files.get(name)
      files.set(name, shared === undefined ? stamp : `${shared} ${stamp}`)
    }
  }
  return files
}

async function stampOf(root: string, { path, code }: StatusEntry): Promise<string> {
  const found = await lstat(join(root, path)).catch(() => null)
  // A name that is not UTF-8 cannot be asked for by its text; Git says that the file is there.
  if (found === null && path.includes('\ufffd') && !code.includes('D')) return `${code} unnamed`
  return fileStamp(code, found)
}

/** For a branch without upstream: `origin`'s branch of the same name, if there is one. How far ahead is not counted, only whether. */
async function followed(commonDir: string, { branch, head }: RepoStatus): Promise<RepoStatus['upstream']> {
  const remote = branch === null ? null : await remoteHead(commonDir, branch)
  return remote === null ? null : { name: `origin/${branch}`, ahead: remote === head ? 0 : 1, behind: 0 }
}
