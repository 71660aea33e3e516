/**
 * Real Git repositories and data folders for tests, in the temporary folder, removed with the test. Git runs with a
 * configuration of its own, so that nothing of the developer's settings leaks in.
 */
import { execFileSync } from 'node:child_process'
import { mkdirSync, mkdtempSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'

/** Every kind of name Git allows and programs trip over. */
export const AWKWARD_NAMES: readonly string[] = [
  'with space.ts',
  ' leading.ts',
  'trailing .ts',
  '-rf',
  '--help.md',
  'quote".ts',
  "single'.ts",
  'back\\slash.ts',
  'new\nline.ts',
  'tab\there.ts',
  'arrow -> there.ts',
  'ünïcödé.ts',
  '日本語.ts',
  'emoji 😀.ts',
  '?? porcelain.ts',
  '1 .M N... 100644 looks.ts',
  '#hash.ts',
  '$(touch canary).ts',
  '\u202etxt.exe',
  '<img src=x onerror=alert(1)>.ts',
]

export interface TestRepo {
  readonly root: string
  git(...args: string[]): string
  write(path: string, text: string): void
  /** Commits everything. */
  commit(message: string): void
}

/** A folder below the temporary one, with a short path (socket paths are limited) and links resolved. */
export function tempFolder(prefix = 'sc-'): string {
  return realpathSync(mkdtempSync(join(tmpdir(), prefix)))
}

export function removeFolder(path: string): void {
  rmSync(path, { recursive: true, force: true, maxRetries: 5, retryDelay: 50 })
}

/** A repository in `folder` (by default a new one) on `branch`, with the given files committed. */
export function createRepo(options: { folder?: string; branch?: string; files?: Readonly<Record<string, string>> } = {}): TestRepo {
  const root = options.folder ?? tempFolder('sr-')
  mkdirSync(root, { recursive: true })
  const repo = repoAt(root)
  repo.git('init', '-q', '-b', options.branch ?? 'feat/B-1009-demo')
  for (const [path, text] of Object.entries(options.files ?? {})) repo.write(path, text)
  if (options.files !== undefined) repo.commit('first')
  return repo
}

/** A worktree that is there already. */
export function repoAt(root: string): TestRepo {
  const git = (...args: string[]): string =>
    execFileSync('git', args, { cwd: root, env: gitEnvironment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const write = (path: string, text: string): void => {
    mkdirSync(dirname(join(root, path)), { recursive: true })
    writeFileSync(join(root, path), text)
  }
  const commit = (message: string): void => {
    git('add', '-A')
    git('commit', '-q', '--allow-empty', '-m', message)
  }
  return { root, git, write, commit }
}

/** For Git and for whatever starts it: an identity, and no settings but the repository's. */
export function gitEnvironment(): NodeJS.ProcessEnv {
  const identity = { GIT_AUTHOR_NAME: 'Test', GIT_AUTHOR_EMAIL: 't@example.invalid', GIT_COMMITTER_NAME: 'Test', GIT_COMMITTER_EMAIL: 't@example.invalid' }
  return { PATH: process.env.PATH, HOME: tmpdir(), GIT_CONFIG_GLOBAL: '/dev/null', GIT_CONFIG_NOSYSTEM: '1', ...identity }
}
