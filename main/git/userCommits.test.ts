/**
 * Scribe looks while the person works: an index lock of ours would fail their next `git add` or `git commit`.
 * Red without `GIT_OPTIONAL_LOCKS=0` in the gate's environment: then some of the person's commands fail on `index.lock`.
 */
import { execFile } from 'node:child_process'
import { utimesSync } from 'node:fs'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { createRepo, gitEnvironment, removeFolder } from '../../testing/scaffold.ts'
import { commitsBetween } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { ignoredFolders, readStatus } from './repoState.ts'
import { listWorktrees } from './worktrees.ts'

const FILES = Array.from({ length: 200 }, (_, n) => `src/file${n}.ts`)
/** Not tracked: what a status walks through, and would hold the lock for. */
const OTHERS = Array.from({ length: 1_500 }, (_, n) => `notes/${n % 100}/note${n}.md`)

suite('main/git while the person commits', () => {
  test('none of their commits fails, and none of our looks', { timeout: 120_000 }, async () => {
    const repo = createRepo({ files: Object.fromEntries(FILES.map((path) => [path, `${path}\n`])) })
    const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
    let working = true
    let looks = 0
    for (const path of OTHERS) repo.write(path, 'x')
    const look = async (): Promise<void> => {
      for (; working; looks++) {
        const { head } = await readStatus(git, repo.root)
        if (looks % 10 !== 0 || head === null) continue
        await Promise.all([ignoredFolders(git, repo.root), listWorktrees(git, repo.root)])
        await commitsBetween(git, repo.root, { from: `${head}~1`, to: head, limit: 5 })
      }
    }
    const looking = [look(), look(), look()]
    const failures: string[] = []
    for (let n = 0; n < times(30, 150); n++) {
      // Older times than the index remembers: a status that may write would bring the index up to date, under its lock.
      for (const path of FILES) utimesSync(join(repo.root, path), new Date(2020, 1, 1, 1, 1, n), new Date(2020, 1, 1, 1, 1, n))
      repo.write('src/file0.ts', `${n}\n`)
      for (const args of [
        ['add', 'src'],
        ['commit', '-q', '-m', `commit ${n}`],
      ])
        await person(repo.root, args).catch((error: unknown) => failures.push(String(error)))
    }
    working = false
    await Promise.all(looking)
    expect(failures).toEqual([])
    expect(Number(repo.git('rev-list', '--count', 'HEAD'))).toBe(times(30, 150) + 1)
    expect(looks).toBeGreaterThan(5)
    removeFolder(repo.root)
  })
})

const run = promisify(execFile)

/** A command of the person, in a process of its own beside ours. */
async function person(root: string, args: readonly string[]): Promise<void> {
  await run('git', [...args], { cwd: root, env: gitEnvironment() })
}
