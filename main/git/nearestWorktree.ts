/** Which worktree a folder lies in, told from the folders alone: for places that Git has named before. Starts nothing. */
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join } from 'node:path'

/** The nearest folder upward that holds a `.git`, links resolved; `null` if there is none or no such folder. */
export async function nearestWorktree(folder: string): Promise<string | null> {
  const start = await realpath(folder).catch(() => null)
  for (let root = start; root !== null; root = root === dirname(root) ? null : dirname(root)) {
    if (await exists(join(root, '.git'))) return root
  }
  return null
}

async function exists(path: string): Promise<boolean> {
  return await lstat(path).then(
    () => true,
    () => false,
  )
}
