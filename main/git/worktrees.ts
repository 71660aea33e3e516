/** The worktrees of a repository, the main one first. Gathers through the gate; parsing is pure. */
import { ScribeError } from '../../shared/domain/error.ts'
import type { GitResult } from './collect.ts'
import type { GitClient } from './gitClient.ts'

export interface Worktree {
  /** Absolute, as Git knows it; the folder may be gone. Of the main one whose Git directory lies elsewhere, Git names that directory. */
  readonly root: string
  /** `null` for a bare repository, and before the first commit. */
  readonly head: string | null
  /** `null` when detached or bare. */
  readonly branch: string | null
  readonly bare: boolean
}

/** How a Git that does not know an option ends. */
const USAGE = 129

/** Every worktree of the repository that `root` belongs to. Throws the gate's errors or `git.failed`. */
export async function listWorktrees(git: GitClient, root: string, signal?: AbortSignal): Promise<readonly Worktree[]> {
  const wait = signal === undefined ? {} : { signal }
  const list = (...form: readonly string[]): Promise<GitResult> => git.run({ cwd: root, args: ['worktree', 'list', '--porcelain', ...form], ...wait })
  const result = await list('-z')
  if (result.code === 0) return parseWorktrees(result.stdout, '\0')
  // Before Git 2.36 lines end with a newline, and so may a name.
  const plain = result.code === USAGE ? await list() : result
  if (plain.code !== 0) throw new ScribeError('git.failed', `git worktree failed with code ${plain.code}.`)
  return parseWorktrees(plain.stdout, '\n')
}

/** Records of `LABEL VALUE` lines, each record ended by an empty line; labels that are not known are passed over. */
export function parseWorktrees(output: string, end: '\0' | '\n'): Worktree[] {
  return output.split(`${end}${end}`).flatMap((record) => {
    const lines = record.split(end)
    const value = (label: string): string | null => lines.find((line) => line.startsWith(`${label} `))?.slice(label.length + 1) ?? null
    const root = value('worktree')
    if (root === null) return []
    const head = value('HEAD')
    const branch = value('branch')?.replace(/^refs\/heads\//, '') ?? null
    return [{ root, head: head === null || /^0+$/.test(head) ? null : head, branch, bare: lines.includes('bare') }]
  })
}
