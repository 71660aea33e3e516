/**
 * Finds the repository a folder lies in without starting Git: for commands that must work when no daemon runs. Reads
 * `.git` and `HEAD` only. What it says of a repository is a hint, for reading; a repository that names another folder
 * as its Git directory is followed for its branch, never for writing.
 */
import { lstat, readFile, realpath, stat } from 'node:fs/promises'
import { dirname, join, resolve } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'

export interface FoundRepository {
  /** Real path of the top folder, or of the folder itself when it lies in no repository. */
  readonly root: string
  /** The Git directory if it is a folder of the repository itself. */
  readonly gitDir: string | null
  /** `null` when HEAD is detached, cannot be read or there is no repository. */
  readonly branch: string | null
}

/** Longer files of these names are none of Git's. */
const MAX_BYTES = 64 * 1024

/** The repository around `folder`. Throws `repo.noSuchFolder`. */
export async function findRepository(folder: string): Promise<FoundRepository> {
  const start = await realFolder(folder)
  for (let root = start; ; root = dirname(root)) {
    const found = await repositoryAt(root)
    if (found !== null) return found
    if (root === dirname(root)) return { root: start, gitDir: null, branch: null }
  }
}

async function realFolder(folder: string): Promise<string> {
  const real = await realpath(folder).catch(() => null)
  if (real !== null && (await stat(real)).isDirectory()) return real
  throw new ScribeError('repo.noSuchFolder', `There is no folder ${folder}.`)
}

async function repositoryAt(root: string): Promise<FoundRepository | null> {
  const path = join(root, '.git')
  const found = await lstat(path).catch(() => null)
  if (found === null) return null
  if (found.isDirectory()) return { root, gitDir: path, branch: await branchOf(path) }
  const target = /^gitdir: (.+)$/m.exec((await readSmall(path)) ?? '')?.[1]
  return target === undefined ? null : { root, gitDir: null, branch: await branchOf(resolve(root, target)) }
}

async function branchOf(gitDir: string): Promise<string | null> {
  return /^ref: refs\/heads\/(.+)$/m.exec((await readSmall(join(gitDir, 'HEAD'))) ?? '')?.[1] ?? null
}

async function readSmall(path: string): Promise<string | null> {
  const found = await stat(path).catch(() => null)
  if (found === null || !found.isFile() || found.size > MAX_BYTES) return null
  return await readFile(path, 'utf8').catch(() => null)
}
