import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { findRepository } from './findRepository.ts'

suite('client/offline/findRepository', () => {
  let repo: TestRepo

  beforeEach(() => {
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': 'one\n' } })
  })
  afterEach(() => removeFolder(repo.root))

  test('a repository is found from its top and from below, with its branch', async () => {
    mkdirSync(join(repo.root, 'lib/deep'), { recursive: true })
    const found = { root: repo.root, gitDir: join(repo.root, '.git'), branch: 'feat/B-7-demo' }
    expect(await findRepository(repo.root)).toEqual(found)
    expect(await findRepository(join(repo.root, 'lib/deep'))).toEqual(found)
    symlinkSync(join(repo.root, 'lib'), join(repo.root, 'link'))
    expect(await findRepository(join(repo.root, 'link'))).toEqual(found)
  })

  test('a detached HEAD is no branch', async () => {
    repo.git('checkout', '-q', '--detach')
    expect((await findRepository(repo.root)).branch).toBeNull()
  })

  test('a second worktree has its own branch; its Git directory lies elsewhere and is not written to', async () => {
    repo.git('worktree', 'add', '-q', '-b', 'feat/B-8-other', join(repo.root, 'tree'))
    expect(await findRepository(join(repo.root, 'tree'))).toEqual({ root: join(repo.root, 'tree'), gitDir: null, branch: 'feat/B-8-other' })
  })

  test('a folder in no repository stands for itself', async () => {
    const folder = tempFolder()
    try {
      expect(await findRepository(folder)).toEqual({ root: folder, gitDir: null, branch: null })
      for (const odd of ['', 'not a Git file', `gitdir: ${folder}/nowhere`, 'x'.repeat(70_000)]) {
        writeFileSync(join(folder, '.git'), odd)
        expect(await findRepository(folder)).toEqual({ root: folder, gitDir: null, branch: null })
      }
    } finally {
      removeFolder(folder)
    }
  })

  test('no folder is said', async () => {
    const refused = expect.objectContaining({ code: 'repo.noSuchFolder' })
    await expect(findRepository(join(repo.root, 'gone'))).rejects.toThrow(refused)
    await expect(findRepository(join(repo.root, 'a.ts'))).rejects.toThrow(refused)
  })
})
