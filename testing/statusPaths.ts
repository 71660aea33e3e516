/** What Git says of a repository's open changes, to hold the record against. */
import { execFileSync } from 'node:child_process'
import { isOwnFile } from '../main/watch/ignore.ts'
import { gitEnvironment, type TestRepo } from './scaffold.ts'

/** Paths that differ from HEAD as Git says, Scribe's own files left out, sorted. */
export function statusPaths(repo: TestRepo): string[] {
  const args = ['--no-optional-locks', 'status', '--porcelain=v1', '-z', '--untracked-files=all', '--no-renames']
  const output = execFileSync('git', args, { cwd: repo.root, env: gitEnvironment(), encoding: 'utf8', maxBuffer: 2 ** 26 })
  return output
    .split('\0')
    .map((line) => line.slice(3))
    .filter((path) => path !== '' && !isOwnFile(path))
    .sort()
}
