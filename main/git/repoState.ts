/**
 * What Scribe asks of a repository: where it is and what is different in it now. Gathers through the gate and turns
 * Git's refusals into errors that say what to do; parsing is `parseStatus`.
 */
import { realpath, stat } from 'node:fs/promises'
import { basename, resolve } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import type { GitClient, GitResult } from './gitClient.ts'
import { parseStatus, type RepoStatus } from './parseStatus.ts'

export interface RepoLocation {
  /** Absolute top level of the worktree, links resolved. */
  readonly root: string
  readonly name: string
  readonly gitDir: string
}

/** The repository `folder` lies in. Throws `repo.noSuchFolder`, `repo.notGit`, `repo.bare` or `repo.refused`. */
export async function locateRepository(git: GitClient, folder: string): Promise<RepoLocation> {
  const cwd = await existingFolder(folder)
  const [top, gitDir] = await Promise.all([
    git.run({ cwd, args: ['rev-parse', '--show-toplevel'] }),
    git.run({ cwd, args: ['rev-parse', '--absolute-git-dir'] }),
  ])
  if (gitDir.code !== 0) throw refusal(gitDir, folder)
  if (top.code !== 0) throw await noWorktree(git, { cwd, folder, top })
  const root = await realpath(oneLine(top.stdout))
  return { root, name: basename(root) || root, gitDir: resolve(cwd, oneLine(gitDir.stdout)) }
}

/** What differs from HEAD now, file by file also inside new folders. Throws the gate's errors or `git.failed`. */
export async function readStatus(git: GitClient, root: string): Promise<RepoStatus> {
  const args = ['status', '--porcelain=v2', '--branch', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames']
  const result = await git.run({ cwd: root, args })
  if (result.code !== 0) throw new ScribeError('git.failed', `git status failed: ${firstLine(result.stderr)}`)
  return parseStatus(result.stdout)
}

/** Folders Git ignores as a whole (with `/` at the end), relative to the root: there is no need to watch them. */
export async function ignoredFolders(git: GitClient, root: string): Promise<string[]> {
  const result = await git.run({ cwd: root, args: ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'] })
  return result.code === 0 ? result.stdout.split('\0').filter((path) => path.endsWith('/')) : []
}

async function existingFolder(folder: string): Promise<string> {
  const absolute = resolve(folder)
  const found = await stat(absolute).catch(() => null)
  if (found === null) throw new ScribeError('repo.noSuchFolder', `There is no folder ${absolute}.`)
  if (!found.isDirectory()) throw new ScribeError('repo.noSuchFolder', `${absolute} is a file. Give the folder of a repository.`)
  return absolute
}

async function noWorktree(git: GitClient, asked: { cwd: string; folder: string; top: GitResult }): Promise<ScribeError> {
  const bare = await git.run({ cwd: asked.cwd, args: ['rev-parse', '--is-bare-repository'] })
  if (bare.stdout.trim() === 'true') return new ScribeError('repo.bare', `${asked.folder} is a bare repository: it has no files to record.`)
  return refusal(asked.top, asked.folder)
}

function refusal(result: GitResult, folder: string): ScribeError {
  if (/not a git repository/i.test(result.stderr)) {
    return new ScribeError('repo.notGit', `${folder} is not in a Git repository. Run "git init" there, or choose another folder.`)
  }
  if (/must be run in a work tree/i.test(result.stderr)) {
    return new ScribeError('repo.notGit', `${folder} is inside a Git directory. Choose the folder that holds your files.`)
  }
  return new ScribeError('repo.refused', `Git refuses to read ${folder}: ${firstLine(result.stderr)}`)
}

function oneLine(output: string): string {
  return output.endsWith('\n') ? output.slice(0, -1) : output
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').slice(0, 300)
}
