import { existsSync, mkdirSync, readFileSync, rmSync, statSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { excludeArtifacts, missingExcludes } from './artifactsExclude.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { locateRepository } from './repoState.ts'

const BOTH = ['/artifacts/', '/.ai_state.json']

suite('main/git/artifactsExclude', () => {
  let repo: TestRepo
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())

  beforeEach(() => {
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
  })
  afterEach(() => removeFolder(repo.root))

  const path = (): string => join(repo.root, '.git/info/exclude')
  const text = (): string => readFileSync(path(), 'utf8')
  const exclude = async (folder = repo.root): Promise<boolean> => await excludeArtifacts(git, await locateRepository(git, folder))

  test('what Scribe writes is ignored afterwards, once, and what stood there stays', async () => {
    writeFileSync(path(), '# mine\n*.bak')
    expect(await missingExcludes(git, repo.root)).toEqual(BOTH)
    expect([await exclude(), await exclude()]).toEqual([true, false])
    expect(text()).toBe('# mine\n*.bak\n# What Scribe writes; it is not for commits.\n/artifacts/\n/.ai_state.json\n')
    repo.write('artifacts/worklogs/B-1.md', 'x')
    repo.write('.ai_state.json', '{}')
    repo.write('src/artifacts/mine.ts', 'x')
    expect(repo.git('status', '--porcelain', '--untracked-files=all')).toBe('?? src/artifacts/mine.ts\n')
  })

  test('a repository without the folder gets it; the file keeps its mode and its bytes', async () => {
    rmSync(join(repo.root, '.git/info'), { recursive: true })
    expect(await exclude()).toBe(true)
    expect(text()).toContain('\n/artifacts/\n')
    writeFileSync(path(), Buffer.from([0x66, 0xff, 0xfe, 0x0a]), { mode: 0o600 })
    rmSync(path())
    writeFileSync(path(), Buffer.from([0x66, 0xff, 0xfe, 0x0a]), { mode: 0o600 })
    await exclude()
    expect(readFileSync(path()).subarray(0, 4)).toEqual(Buffer.from([0x66, 0xff, 0xfe, 0x0a]))
    expect(statSync(path()).mode & 0o777).toBe(0o600)
  })

  test('only what Git does not ignore yet is added, whoever ignores it', async () => {
    repo.write('.gitignore', 'artifacts\n')
    expect(await missingExcludes(git, repo.root)).toEqual(['/.ai_state.json'])
    await exclude()
    expect(text()).not.toContain('/artifacts/')
    repo.write('.gitignore', 'artifacts\n.ai_state.json\n')
    expect(await exclude()).toBe(false)
  })

  test('where some of it is tracked somebody wants it there, and nothing is added', async () => {
    repo.write('artifacts/worklogs/B-1.md', 'x')
    repo.commit('with worklogs')
    expect([await missingExcludes(git, repo.root), await exclude()]).toEqual([[], false])
  })

  test('a linked worktree writes the file that all worktrees share', async () => {
    const other = `${repo.root}-wt`
    try {
      repo.git('worktree', 'add', '-q', '-b', 'other', other)
      expect(await exclude(other)).toBe(true)
      expect([await missingExcludes(git, repo.root), await missingExcludes(git, other)]).toEqual([[], []])
    } finally {
      removeFolder(other)
    }
  })

  test('a link in its place is left alone, and so is what it leads to', async () => {
    const victim = join(repo.root, 'victim')
    writeFileSync(victim, 'keep')
    rmSync(path(), { force: true })
    symlinkSync(victim, path())
    await expect(exclude()).rejects.toEqual(expect.objectContaining({ code: 'worklog.unsafePath' }))
    rmSync(join(repo.root, '.git/info'), { recursive: true })
    mkdirSync(join(repo.root, 'elsewhere'))
    symlinkSync(join(repo.root, 'elsewhere'), join(repo.root, '.git/info'))
    await expect(exclude()).rejects.toEqual(expect.objectContaining({ code: 'worklog.unsafePath' }))
    expect([readFileSync(victim, 'utf8'), existsSync(join(repo.root, 'elsewhere/exclude'))]).toEqual(['keep', false])
  })

  test('a repository that names the Git directory of another as the one it shares is refused', async () => {
    const victim = createRepo({ files: { 'b.ts': 'x\n' } })
    try {
      const before = readFileSync(join(victim.root, '.git/info/exclude'), 'utf8')
      writeFileSync(join(repo.root, '.git/commondir'), join(victim.root, '.git'))
      await expect(exclude()).rejects.toEqual(expect.objectContaining({ code: 'repo.refused' }))
      expect(readFileSync(join(victim.root, '.git/info/exclude'), 'utf8')).toBe(before)
    } finally {
      removeFolder(victim.root)
    }
  })

  test('a folder in its place is said, in words of Git or of ours', async () => {
    rmSync(path(), { force: true })
    mkdirSync(path())
    await expect(exclude()).rejects.toEqual(expect.objectContaining({ code: expect.stringMatching(/git\.failed|worklog\.unsafePath/) }))
  })
})
