/**
 * A repository that belongs to another user. Git refuses it, because its settings could be theirs; Scribe shows that refusal
 * and never adds the exception (`safe.directory`) for the person.
 */
import { chownSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { listFolder } from '../../testing/folderListing.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { commitsBetween } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { ignoredFolders, locateRepository, readStatus } from './repoState.ts'
import { listWorktrees } from './worktrees.ts'

const NOBODY = 65_534

suite('main/git on a repository of another user', () => {
  let home: string
  let repo: TestRepo
  let git: GitClient

  beforeEach(() => {
    home = tempFolder()
    mkdirSync(join(home, 'settings'))
    writeFileSync(join(home, '.gitconfig'), '[user]\n\tname = Ada\n')
    repo = createRepo({ files: { 'a.txt': 'x\n' } })
    const { PATH } = gitEnvironment()
    git = new GitClient(givenAway(), { PATH, HOME: home, XDG_CONFIG_HOME: join(home, 'settings'), GIT_CONFIG_NOSYSTEM: '1' })
  })

  afterEach(() => {
    removeFolder(repo.root)
    removeFolder(home)
  })

  /** Gives the repository away where that is possible; elsewhere Git is told, in its own tests' way, that it is not ours. */
  const givenAway = (): string => {
    const real = findGit(process.env.PATH ?? '', process.platform) ?? ''
    if (process.getuid?.() === 0) {
      for (const path of ['', '.git', ...readdirSync(join(repo.root, '.git')).map((name) => `.git/${name}`)]) chownSync(join(repo.root, path), NOBODY, NOBODY)
      return real
    }
    const program = join(home, 'git')
    writeFileSync(program, `#!/bin/sh\nGIT_TEST_ASSUME_DIFFERENT_OWNER=1 exec '${real}' "$@"\n`, { mode: 0o755 })
    return program
  }

  // Red when the gate sets `safe.directory=*`: then everything answers.
  test('is refused in the words of Git', async () => {
    const refusal = { code: 'repo.refused', message: expect.stringContaining('dubious ownership') }
    await expect(locateRepository(git, repo.root)).rejects.toMatchObject(refusal)
    await expect(readStatus(git, repo.root)).rejects.toMatchObject({ code: 'git.failed', message: expect.stringContaining('dubious ownership') })
    expect(await ignoredFolders(git, repo.root)).toEqual([])
    expect(await commitsBetween(git, repo.root, { from: 'HEAD~1', to: 'HEAD', limit: 5 })).toEqual({ commits: [], more: false })
    await expect(listWorktrees(git, repo.root)).rejects.toEqual(expect.objectContaining({ code: 'git.failed' }))
  })

  test('no setting is written, theirs or the person’s', async () => {
    const before = [listFolder(repo.root), listFolder(home)]
    for (const ask of [locateRepository, readStatus, ignoredFolders, listWorktrees]) await ask(git, repo.root).catch(() => null)
    expect([listFolder(repo.root), listFolder(home)]).toEqual(before)
    expect(readFileSync(join(home, '.gitconfig'), 'utf8')).not.toContain('safe')
  })

  test('once the person says that it is safe, it is read', async () => {
    writeFileSync(join(home, '.gitconfig'), `[safe]\n\tdirectory = ${repo.root}\n`)
    expect(await locateRepository(git, repo.root)).toMatchObject({ root: repo.root })
    expect(await readStatus(git, repo.root)).toMatchObject({ branch: 'feat/B-1009-demo', entries: [] })
  })
})
