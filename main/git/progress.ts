/**
 * What Git is in the middle of, told by the files it keeps in its directory meanwhile (git-scm.com/docs/git-status and
 * git's wt-status.c name them). Reads names only; starts no process.
 */
import { access } from 'node:fs/promises'
import { join } from 'node:path'
import type { GitOperation } from '../../shared/domain/session.ts'

/** In the order in which they are asked: a rebase that meets a conflict may leave the files of a cherry-pick too. */
const SIGNS: readonly (readonly [file: string, operation: GitOperation])[] = [
  ['rebase-merge', 'rebase'],
  ['rebase-apply', 'rebase'],
  ['MERGE_HEAD', 'merge'],
  ['CHERRY_PICK_HEAD', 'cherry-pick'],
  ['REVERT_HEAD', 'revert'],
  ['BISECT_LOG', 'bisect'],
]

/** The operation under way in this worktree, or `null`. `gitDir` is the worktree's own. */
export async function operationUnderWay(gitDir: string): Promise<GitOperation | null> {
  const there = await Promise.all(
    SIGNS.map(([file]) =>
      access(join(gitDir, file)).then(
        () => true,
        () => false,
      ),
    ),
  )
  return SIGNS[there.indexOf(true)]?.[1] ?? null
}
