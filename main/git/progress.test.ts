import { appendFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { operationUnderWay } from './progress.ts'

suite('main/git/progress', () => {
  let repo: TestRepo
  let gitDir: string

  /** Two branches that changed the same line: whatever joins them stops half-way. */
  beforeEach(() => {
    repo = createRepo({ branch: 'ours', files: { 'a.txt': 'base\n' } })
    gitDir = join(repo.root, '.git')
    repo.git('checkout', '-q', '-b', 'theirs')
    repo.write('a.txt', 'theirs\n')
    repo.commit('theirs')
    repo.git('checkout', '-q', 'ours')
    repo.write('a.txt', 'ours\n')
    repo.commit('ours')
  })

  afterEach(() => removeFolder(repo.root))

  /** Runs what stops at a conflict. */
  const stopped = (...args: string[]): void => expect(() => repo.git(...args)).toThrow()
  const now = () => operationUnderWay(gitDir)

  const STEPS: readonly [operation: string, begin: () => void, end: readonly string[]][] = [
    ['merge', () => stopped('merge', 'theirs'), ['merge', '--abort']],
    ['rebase', () => stopped('rebase', 'theirs'), ['rebase', '--abort']],
    ['rebase', () => stopped('rebase', '--apply', 'theirs'), ['rebase', '--abort']],
    ['cherry-pick', () => stopped('cherry-pick', 'theirs'), ['cherry-pick', '--abort']],
    ['revert', () => stopped('revert', '--no-edit', 'HEAD~1', 'theirs'), ['revert', '--abort']],
    ['bisect', () => void repo.git('bisect', 'start'), ['bisect', 'reset']],
  ]
  for (const [operation, begin, end] of STEPS) {
    test(`a ${operation} that stops is seen, and so is its end (git ${end.join(' ')})`, async () => {
      expect(await now()).toBeNull()
      begin()
      expect(await now()).toBe(operation)
      repo.git(...end)
      expect(await now()).toBeNull()
    })
  }

  test('a rebase is one also while it picks a commit', async () => {
    stopped('rebase', 'theirs')
    appendFileSync(join(gitDir, 'CHERRY_PICK_HEAD'), `${repo.git('rev-parse', 'theirs')}`)
    expect(await now()).toBe('rebase')
  })

  test('each worktree has its own', async () => {
    repo.git('worktree', 'add', '-q', '-b', 'third', `${repo.root}-wt`)
    stopped('merge', 'theirs')
    expect([await now(), await operationUnderWay(join(gitDir, 'worktrees', `${repo.root.split('/').at(-1)}-wt`))]).toEqual(['merge', null])
    removeFolder(`${repo.root}-wt`)
  })

  test('where there is nothing, nothing is under way', async () => {
    expect(await operationUnderWay('/no/such/folder')).toBeNull()
  })
})
