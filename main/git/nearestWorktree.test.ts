import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { nearestWorktree } from './nearestWorktree.ts'
import { locateRepository } from './repoState.ts'

suite('main/git/nearestWorktree', () => {
  let folder: string
  let repo: TestRepo
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())

  beforeEach(() => {
    folder = tempFolder()
    repo = createRepo({ folder: join(folder, 'repo'), files: { 'lib/deep/a.ts': 'x\n' } })
  })
  afterEach(() => removeFolder(folder))

  test('it is what Git names, from the top, from below, through links, in linked worktrees and nested repositories', async () => {
    symlinkSync(join(repo.root, 'lib'), join(folder, 'link'))
    repo.git('worktree', 'add', '-q', '-b', 'other', join(folder, 'tree'))
    createRepo({ folder: join(repo.root, 'lib/nested'), files: { 'b/c.ts': 'x\n' } })
    for (const place of ['repo', 'repo/lib/deep', 'link/deep', 'tree', 'tree/lib', 'repo/lib/nested/b']) {
      const path = join(folder, place)
      expect(await nearestWorktree(path), place).toBe((await locateRepository(git, path)).root)
    }
  })

  test('outside a repository, and where there is no folder, there is none', async () => {
    mkdirSync(join(folder, 'plain'))
    writeFileSync(join(folder, 'file'), '')
    for (const place of ['plain', 'gone', 'file/below']) expect(await nearestWorktree(join(folder, place)), place).toBeNull()
  })
})
