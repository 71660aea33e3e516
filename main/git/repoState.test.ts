import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { AWKWARD_NAMES, createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { ignoredFolders, locateRepository, readStatus } from './repoState.ts'

suite('main/git/repoState', () => {
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  let parent: string
  let repo: TestRepo

  beforeAll(() => {
    parent = tempFolder()
    repo = createRepo({ folder: join(parent, 'repo'), files: { 'a.ts': 'one\n', 'sub/b.ts': 'two\n', '.gitignore': 'out/\n*.log\n' } })
  })

  afterAll(() => removeFolder(parent))

  const at = (name: string): string => join(parent, name)
  const refused = async (folder: string): Promise<unknown> =>
    locateRepository(git, folder).then(
      () => 'found',
      (error: unknown) => error,
    )

  test('a sub-folder and a link to it lead to the top of the worktree', async () => {
    symlinkSync(join(repo.root, 'sub'), at('link'))
    const gitDir = join(repo.root, '.git')
    const expected = { root: repo.root, name: 'repo', gitDir, commonDir: gitDir }
    expect(await locateRepository(git, join(repo.root, 'sub'))).toEqual(expected)
    expect(await locateRepository(git, at('link'))).toEqual(expected)
  })

  test('a second worktree and a submodule are repositories of their own', async () => {
    repo.git('worktree', 'add', '-q', '-b', 'other', at('second'))
    expect(await locateRepository(git, at('second'))).toEqual({
      root: at('second'),
      name: 'second',
      gitDir: join(repo.root, '.git/worktrees/second'),
      commonDir: join(repo.root, '.git'),
    })
    const outer = createRepo({ folder: at('outer'), files: {} })
    outer.git('-c', 'protocol.file.allow=always', 'submodule', '--quiet', 'add', repo.root, 'inner')
    expect(await locateRepository(git, at('outer/inner'))).toMatchObject({
      root: at('outer/inner'),
      name: 'inner',
      gitDir: at('outer/.git/modules/inner'),
    })
  })

  test('what is no folder, or in no repository, is refused with the way out', async () => {
    expect(await refused(at('nowhere'))).toMatchObject({ code: 'repo.noSuchFolder', message: `There is no folder ${at('nowhere')}.` })
    expect(await refused(join(repo.root, 'a.ts'))).toMatchObject({ code: 'repo.noSuchFolder', message: expect.stringContaining('is a file') })
    expect(await refused(`${parent}\0`)).toMatchObject({ code: 'repo.noSuchFolder' })
    expect(await refused(parent)).toMatchObject({ code: 'repo.notGit', message: expect.stringContaining('git init') })
  })

  test('a bare repository has nothing to record', async () => {
    repo.git('init', '-q', '--bare', at('bare'))
    expect(await refused(at('bare'))).toMatchObject({ code: 'repo.bare', message: expect.stringContaining('bare repository') })
    const turned = createRepo({ folder: at('turned'), files: {} })
    turned.git('config', 'core.bare', 'true')
    expect(await refused(turned.root)).toMatchObject({ code: 'repo.bare' })
  })

  test('inside a Git directory is not inside the files', async () => {
    for (const folder of ['.git', '.git/refs']) {
      expect(await refused(join(repo.root, folder))).toMatchObject({ code: 'repo.notGit', message: expect.stringContaining('inside a Git directory') })
    }
    // A Git directory with a worktree elsewhere is no bare repository to Git.
    const apart = createRepo({ folder: at('apart'), files: {} })
    apart.git('config', 'core.worktree', apart.root)
    expect(await refused(join(apart.root, '.git/refs'))).toMatchObject({ code: 'repo.notGit', message: expect.stringContaining('inside a Git directory') })
  })

  test('what a newer Git says inside its directory, or nothing at all, is understood too', async () => {
    const program = at('git')
    const says = (words: string): GitClient => {
      const answers = `*--version*) echo git version 2.39.5; exit 0;; *--show-toplevel*) printf '%s' '${words}' >&2; exit 128;; *--is-bare*) echo false;; *rev-parse*) echo /x/.git;;`
      writeFileSync(program, `#!/bin/sh\ncase "$*" in ${answers} esac\n`, { mode: 0o755 })
      return new GitClient(program, gitEnvironment())
    }
    await expect(locateRepository(says('fatal: this operation must be run in a work tree'), parent)).rejects.toThrow('is inside a Git directory')
    await expect(locateRepository(says(''), parent)).rejects.toEqual(expect.objectContaining({ code: 'repo.refused' }))
  })

  test('a repository cannot name another folder as its own', async () => {
    mkdirSync(at('plain'))
    const evil = createRepo({ folder: at('evil'), files: {} })
    for (const target of [at('plain'), repo.root, parent]) {
      evil.git('config', 'core.worktree', target)
      expect(await refused(evil.root)).toMatchObject({ code: 'repo.refused', message: expect.stringContaining(target) })
    }
  })

  test('a repository Git cannot read is refused in its words', async () => {
    const broken = createRepo({ folder: at('broken'), files: {} })
    writeFileSync(join(broken.root, '.git/config'), '[core\n')
    expect(await refused(broken.root)).toMatchObject({ code: 'repo.refused', message: expect.stringContaining('bad config line') })
    await expect(readStatus(git, broken.root)).rejects.toThrow('git status failed: fatal: bad config line 1')
    expect(await ignoredFolders(git, broken.root)).toEqual([])
  })

  test('folders ignored as a whole are known, files and other folders are not among them', async () => {
    for (const path of ['out/deep/x.ts', 'sub/out/y.ts', 'debug.log', 'new/z.ts']) repo.write(path, 'x')
    expect((await ignoredFolders(git, repo.root)).sort()).toEqual(['out/', 'sub/out/'])
  })

  test('before the first commit and detached, the state says so', async () => {
    const fresh = createRepo({ folder: at('fresh'), branch: 'start' })
    fresh.write('new.ts', 'x')
    expect(await readStatus(git, fresh.root)).toEqual({
      head: null,
      branch: 'start',
      upstream: null,
      entries: [{ path: 'new.ts', code: '??', object: null, base: null }],
      stash: null,
      more: false,
    })
    fresh.commit('first')
    fresh.git('checkout', '-q', '--detach')
    expect(await readStatus(git, fresh.root)).toMatchObject({ branch: null, head: fresh.git('rev-parse', 'HEAD').trim(), entries: [] })
  })

  test('every name Git can hold comes back as it was written', { timeout: 120_000 }, async () => {
    const isName = (name: string): boolean =>
      name === name.normalize('NFC') && name.isWellFormed() && !/[/\0]|^\.{1,2}$|\.git/i.test(name) && Buffer.byteLength(name) <= 200
    const name = fc.oneof(
      fc.string({ minLength: 1, maxLength: 60 }),
      fc.string({ unit: 'binary', minLength: 1, maxLength: 40 }),
      fc.constantFrom(...AWKWARD_NAMES),
    )
    const names = fc.uniqueArray(name.filter(isName), { minLength: 40, maxLength: 60, selector: (text) => text.normalize('NFKC').toLowerCase() })
    await fc.assert(
      fc.asyncProperty(names, async (all) => {
        const folder = tempFolder()
        const random = createRepo({ folder })
        const tracked = all.filter((_, index) => index % 2 === 0)
        for (const path of tracked) random.write(path, 'before')
        random.git('-c', 'core.protectNTFS=false', 'add', '-A')
        random.git('commit', '-qm', 'half of them', '--allow-empty')
        for (const path of all) random.write(path, 'after it')
        const { entries } = await readStatus(git, folder)
        removeFolder(folder)
        const code = new Map(entries.map((entry) => [entry.path, entry.code]))
        expect([...code.keys()].sort()).toEqual([...all].sort())
        expect(all.filter((path, index) => code.get(path) !== (index % 2 === 0 ? '.M' : '??'))).toEqual([])
      }),
      // 1,000 names in the long run.
      { numRuns: times(3, 25) },
    )
  })
})
