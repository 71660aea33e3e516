import { writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { listWorktrees, parseWorktrees } from './worktrees.ts'

const ID = 'a'.repeat(40)

suite('main/git/worktrees, parsing', () => {
  test('each record is a worktree, whatever else it says', () => {
    const output = [
      'worktree /a b',
      `HEAD ${ID}`,
      'branch refs/heads/feat/x',
      '',
      'worktree /c',
      `HEAD ${ID}`,
      'detached',
      'locked why',
      'prunable',
      '',
      '',
    ].join('\0')
    expect(parseWorktrees(output, '\0')).toEqual([
      { root: '/a b', head: ID, branch: 'feat/x', bare: false },
      { root: '/c', head: ID, branch: null, bare: false },
    ])
  })

  test('a bare one has no commit, and none has one before the first', () => {
    expect(parseWorktrees('worktree /a\0bare\0\0', '\0')).toEqual([{ root: '/a', head: null, branch: null, bare: true }])
    expect(parseWorktrees(`worktree /a\nHEAD ${'0'.repeat(40)}\nbranch refs/heads/main\n\n`, '\n')).toEqual([
      { root: '/a', head: null, branch: 'main', bare: false },
    ])
  })

  test('what is no record is passed over', () => {
    expect(parseWorktrees('', '\0')).toEqual([])
    expect(parseWorktrees('HEAD x\0\0worktreeless /a\0\0\0\0', '\0')).toEqual([])
  })
})

suite('main/git/worktrees', () => {
  const program = findGit(process.env.PATH ?? '', process.platform)
  let folder: string
  let repo: TestRepo

  beforeAll(() => {
    folder = tempFolder()
    repo = createRepo({ folder: join(folder, 'main'), branch: 'main', files: { 'a.ts': 'one\n' } })
    repo.git('worktree', 'add', '-q', '-b', 'feat/x', join(folder, 'with\nnewline'))
    repo.git('worktree', 'add', '-q', '--detach', join(folder, 'detached'))
  })

  afterAll(() => removeFolder(folder))

  const expected = (...names: readonly [name: string, branch: string | null][]) =>
    names.map(([name, branch]) => ({ root: join(folder, name), head: repo.git('rev-parse', 'HEAD').trim(), branch, bare: false }))

  test('all are told, from any of them', async () => {
    const git = new GitClient(program, gitEnvironment())
    const all = expected(['main', 'main'], ['detached', null], ['with\nnewline', 'feat/x'])
    const sorted = async (root: string) => [...(await listWorktrees(git, root))].sort((a, b) => (a.root < b.root ? -1 : 1))
    expect(await sorted(repo.root)).toEqual(all.toSorted((a, b) => (a.root < b.root ? -1 : 1)))
    expect(await sorted(join(folder, 'detached'))).toEqual(await sorted(repo.root))
  })

  test('a Git that does not know -z is asked in the old way', async () => {
    const old = join(folder, 'git')
    writeFileSync(old, `#!/bin/sh\ncase "$*" in *" -z") case "$*" in *worktree*) exit 129;; esac;; esac\nexec '${program}' "$@"\n`, { mode: 0o755 })
    const found = await listWorktrees(new GitClient(old, gitEnvironment()), repo.root)
    expect(found).toEqual(expect.arrayContaining(expected(['main', 'main'], ['detached', null])))
  })

  test('where there is no repository it is a refusal', async () => {
    await expect(listWorktrees(new GitClient(program, gitEnvironment()), folder)).rejects.toEqual(expect.objectContaining({ code: 'git.failed' }))
  })
})
