/**
 * What Scribe asks of a repository: where it is and what is different in it now. Gathers through the gate and turns
 * Git's refusals into errors that say what to do; parsing is `parseStatus`.
 */
import { realpath, stat } from 'node:fs/promises'
import { basename, join, resolve } from 'node:path'
import { ScribeError } from '../../shared/domain/error.ts'
import { redact } from '../base/redact.ts'
import type { GitResult } from './collect.ts'
import type { GitClient } from './gitClient.ts'
import { parseStatus, type RepoStatus } from './parseStatus.ts'

export interface RepoLocation {
  /** Absolute top level of the worktree, links resolved. */
  readonly root: string
  readonly name: string
  readonly gitDir: string
  /** The Git directory that all worktrees of the repository share; `gitDir` where there is one. */
  readonly commonDir: string
}

/** The repository `folder` lies in. Throws `repo.noSuchFolder`, `repo.notGit`, `repo.bare` or `repo.refused`. */
export async function locateRepository(git: GitClient, folder: string): Promise<RepoLocation> {
  const cwd = await existingFolder(folder)
  const [top, gitDir, commonDir] = await Promise.all([
    git.run({ cwd, args: ['rev-parse', '--show-toplevel'] }),
    git.run({ cwd, args: ['rev-parse', '--absolute-git-dir'] }),
    git.run({ cwd, args: ['rev-parse', '--git-common-dir'] }),
  ])
  if (gitDir.code !== 0) throw refusal(gitDir, folder)
  if (top.code !== 0) throw await noWorktree(git, { cwd, folder, top })
  const root = await realpath(oneLine(top.stdout))
  const found = {
    root,
    name: basename(root) || root,
    gitDir: resolve(cwd, oneLine(gitDir.stdout)),
    commonDir: resolve(await realpath(cwd), oneLine(commonDir.stdout)),
  }
  if (await isOwnWorktree(git, found)) return found
  throw new ScribeError('repo.refused', `${folder} names ${root} as its worktree, which belongs to no repository or to another one. Nothing is recorded there.`)
}

/** The branch that is checked out, also one without a commit; `null` when HEAD is detached. Cheap, however large the repository is. */
export async function readBranch(git: GitClient, root: string): Promise<string | null> {
  const quick = await git.run({ cwd: root, args: ['rev-parse', '--symbolic-full-name', 'HEAD'] })
  const name = oneLine(quick.stdout)
  // `HEAD` is a detached one; a branch without a commit is no revision yet, and the status names it all the same.
  if (quick.code === 0 && name !== '') return name.startsWith('refs/heads/') ? name.slice('refs/heads/'.length) : null
  return (await readStatus(git, root)).branch
}

/** More changed files than this are not looked at one by one: an unpacked archive, a folder nobody ignored yet. */
export const MOST_ENTRIES = 100_000

/** What Git prints as the branch's name when it cannot resolve HEAD. */
const UNKNOWN = '(unknown)'

/**
 * What differs from HEAD now, file by file also inside new folders; of very many files the first, and `more`.
 * Throws the gate's errors or `git.failed`.
 */
export async function readStatus(git: GitClient, root: string, signal?: AbortSignal): Promise<RepoStatus> {
  const form = ['--porcelain=v2', '--branch', '--ahead-behind', '--show-stash', '-z', '--untracked-files=all', '--ignore-submodules=all', '--no-renames']
  const result = await git.run({ cwd: root, args: ['status', ...form], mayCut: true, ...(signal === undefined ? {} : { signal }) })
  if (result.code !== 0) throw new ScribeError('git.failed', `git status failed: ${firstLine(result.stderr) || `it ended with code ${result.code}.`}`)
  const status = parseStatus(complete(result), MOST_ENTRIES)
  // A ref that cannot be read looks like a branch without commits, on which every file is new.
  if (status.branch === UNKNOWN) throw new ScribeError('git.failed', 'git status failed: it cannot tell what HEAD is; a ref may be damaged.')
  return { ...status, more: status.more || result.cut }
}

/** Folders Git ignores as a whole (with `/` at the end), relative to the root: there is no need to watch them. */
export async function ignoredFolders(git: GitClient, root: string): Promise<string[]> {
  const result = await git.run({ cwd: root, args: ['ls-files', '--others', '--ignored', '--exclude-standard', '--directory', '-z'] })
  return result.code === 0 ? result.stdout.split('\0').filter((path) => path.endsWith('/')) : []
}

/** False when `core.worktree` points at a folder that is not this repository's: whoever wrote the repository must not choose where files go. */
async function isOwnWorktree(git: GitClient, found: RepoLocation): Promise<boolean> {
  if (join(found.root, '.git') === found.gitDir) return true
  const seen = await git.run({ cwd: found.root, args: ['rev-parse', '--absolute-git-dir'] })
  return seen.code === 0 && resolve(found.root, oneLine(seen.stdout)) === found.gitDir
}

async function existingFolder(folder: string): Promise<string> {
  const absolute = resolve(folder)
  const found = await stat(absolute).catch(() => null)
  if (found === null) throw new ScribeError('repo.noSuchFolder', `There is no folder ${absolute}.`)
  if (!found.isDirectory()) throw new ScribeError('repo.noSuchFolder', `${absolute} is a file. Give the folder of a repository.`)
  // Git answers relative to where the folder really is.
  return await realpath(absolute)
}

async function noWorktree(git: GitClient, asked: { cwd: string; folder: string; top: GitResult }): Promise<ScribeError> {
  const bare = await git.run({ cwd: asked.cwd, args: ['rev-parse', '--is-bare-repository'] })
  if (bare.stdout.trim() === 'true') return bareRepository(asked.folder)
  return refusal(asked.top, asked.folder)
}

function refusal(result: GitResult, folder: string): ScribeError {
  if (/not a git repository/i.test(result.stderr)) {
    return new ScribeError('repo.notGit', `${folder} is not in a Git repository. Run "git init" there, or choose another folder.`)
  }
  // Without its own worktree Git calls both a bare repository; the gate lets it use none.
  const bare = /cannot use bare repository '(.+)' \(safe\./s.exec(result.stderr)?.[1]
  if (bare !== undefined && basename(bare) !== '.git') return bareRepository(folder)
  if (bare !== undefined || /must be run in a work tree/i.test(result.stderr)) {
    return new ScribeError('repo.notGit', `${folder} is inside a Git directory. Choose the folder that holds your files.`)
  }
  return new ScribeError('repo.refused', `Git refuses to read ${folder}: ${firstLine(result.stderr)}`)
}

function bareRepository(folder: string): ScribeError {
  return new ScribeError('repo.bare', `${folder} is a bare repository: it has no files to record.`)
}

/** Output up to the last record that is whole. */
function complete({ stdout, cut }: GitResult): string {
  return cut ? stdout.slice(0, stdout.lastIndexOf('\0') + 1) : stdout
}

function oneLine(output: string): string {
  return output.endsWith('\n') ? output.slice(0, -1) : output
}

/** Git names addresses and paths in its errors, which may hold a password. */
function firstLine(text: string): string {
  return redact(text.split('\n')[0] ?? '').slice(0, 300)
}
