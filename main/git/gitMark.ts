/**
 * A mark of what Git's own files say of a worktree: two equal marks mean that no commit, checkout, merge, stash, fetch or change
 * of the index came between. Reads a few small files and times of others; starts no process. What is written in the
 * worktree leaves no trace here.
 */
import { stat } from 'node:fs/promises'
import { join, normalize } from 'node:path'
import { readPlainFile } from './plainFile.ts'

/** Longer than any ref's file. */
const REF_LENGTH = 1024

export interface GitFolders {
  /** The worktree's own Git directory. */
  readonly gitDir: string
  readonly commonDir: string
}

export interface GitMark {
  readonly mark: string
  /** The branch that HEAD names; `null` when it is detached or cannot be read. */
  readonly branch: string | null
  /** What HEAD points at, as far as plain files tell. */
  readonly head: string | null
}

/** The mark as it is now. Never throws: what cannot be read is part of the mark. */
export async function gitMark({ gitDir, commonDir }: GitFolders): Promise<GitMark> {
  const times = Promise.all(
    [
      gitDir,
      join(gitDir, 'index'),
      join(commonDir, 'packed-refs'),
      join(gitDir, 'FETCH_HEAD'),
      join(commonDir, 'logs/refs/stash'),
      join(commonDir, 'worktrees'),
    ].map(timeOf),
  )
  const text = (await textOf(join(gitDir, 'HEAD'))) ?? ''
  const ref = /^ref: (refs\/heads\/(.+))\n?$/.exec(text)
  const branch = ref?.[2] ?? null
  const [own, remote] =
    branch === null ? [text, null] : await Promise.all([refText(commonDir, `refs/heads/${branch}`), refText(commonDir, `refs/remotes/origin/${branch}`)])
  const head = /^([0-9a-f]{40}|[0-9a-f]{64})\n?$/.exec(own ?? '')?.[1] ?? null
  return { mark: [text.trim(), own?.trim(), remote?.trim(), ...(await times)].join(' '), branch, head }
}

async function refText(commonDir: string, name: string): Promise<string | null> {
  const path = normalize(join(commonDir, name))
  return path.startsWith(`${commonDir}/refs/`) ? await textOf(path) : null
}

async function textOf(path: string): Promise<string | null> {
  const bytes = await readPlainFile(path, (size) => ({ start: 0, length: Math.min(size, REF_LENGTH) }))
  return bytes?.toString('utf8') ?? null
}

async function timeOf(path: string): Promise<string> {
  const found = await stat(path).catch(() => null)
  return found === null ? '-' : `${found.mtimeMs}.${found.size}.${found.ino}`
}
