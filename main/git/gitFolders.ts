/**
 * Where the Git directory of a worktree is, told from the worktree's own files: for reading only, since whoever wrote the repository
 * says it. Starts nothing, so it also tells where no Git can be started.
 */
import { lstat, realpath } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import type { GitFolders } from './gitMark.ts'
import { readPlainFile } from './plainFile.ts'

/** Longer files of these names are none of Git's. */
const MOST_BYTES = 4096

/** The worktree's own Git directory and the one all worktrees share; `null` where `root` is no worktree's top. */
export async function gitFolders(root: string): Promise<GitFolders | null> {
  const path = join(root, '.git')
  const found = await lstat(path).catch(() => null)
  if (found === null) return null
  const gitDir = found.isDirectory() ? path : await linked(path)
  if (gitDir === null) return null
  const common = await textOf(join(gitDir, 'commondir'))
  return { gitDir, commonDir: common === null ? gitDir : resolve(gitDir, common) }
}

/** What a `.git` file, or a link of that name, leads to. */
async function linked(path: string): Promise<string | null> {
  const target = /^gitdir: (.+)$/m.exec((await textOf(path)) ?? '')?.[1]
  if (target !== undefined) return resolve(dirname(path), target)
  return await realpath(path).catch(() => null)
}

async function textOf(path: string): Promise<string | null> {
  const bytes = await readPlainFile(path, (size) => (size > MOST_BYTES ? null : { start: 0, length: size }))
  return bytes?.toString('utf8').trimEnd() ?? null
}
