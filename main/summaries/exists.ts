/** Finds out which commits and paths a summary names are real: in the worktree, in the record, in Git. Gathers; `verify.ts` judges. */
import { lstat } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import type { CitedSummary } from '../../shared/summaries/citedSummary.ts'
import { type Existing, toLookFor } from '../../shared/summaries/verify.ts'

export interface Lookup {
  readonly commits: (root: string, ids: readonly string[]) => Promise<readonly string[]>
  /** Names without a folder that a tracked file anywhere has. */
  readonly names: (root: string, names: readonly string[]) => Promise<readonly string[]>
  /** Paths that the record has seen in the repository. */
  readonly recorded: (root: string, paths: readonly string[]) => Promise<readonly string[]>
}

const AT_ONCE = 32

export async function existingOf(summary: CitedSummary, root: string, lookup: Lookup): Promise<Existing> {
  const asked = toLookFor(summary)
  const known = new Set(await lookup.recorded(root, asked.paths))
  const rest = asked.paths.filter((path) => !known.has(path))
  const [commits, here] = await Promise.all([lookup.commits(root, asked.commits), inWorktree(root, rest)])
  const names = rest.filter((path) => !here.includes(path) && !path.includes('/'))
  const anywhere = names.length === 0 ? [] : await lookup.names(root, names)
  return { commits: new Set(commits), paths: new Set([...known, ...here, ...anywhere]) }
}

async function inWorktree(root: string, paths: readonly string[]): Promise<string[]> {
  const found: string[] = []
  for (let start = 0; start < paths.length; start += AT_ONCE) {
    const part = paths.slice(start, start + AT_ONCE)
    const there = await Promise.all(part.map((path) => isThere(root, path)))
    found.push(...part.filter((_, index) => there[index]))
  }
  return found
}

/** A path that leads outside is none of the repository's. */
async function isThere(root: string, path: string): Promise<boolean> {
  const whole = normalize(join(root, path))
  if (!whole.startsWith(`${root}/`)) return false
  return await lstat(whole).then(
    () => true,
    () => false,
  )
}
