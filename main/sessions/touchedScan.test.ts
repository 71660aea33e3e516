import { rmSync, symlinkSync, utimesSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { findGit } from '../git/findGit.ts'
import { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import type { Hint } from '../watch/coalesce.ts'
import type { RepoSnapshot } from './baseline.ts'
import { scanRepository } from './scan.ts'
import { scanTouched } from './touchedScan.ts'

suite('main/sessions/touchedScan', () => {
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  let repo: TestRepo
  let known: RepoSnapshot

  beforeEach(async () => {
    repo = createRepo({ files: { 'a.ts': 'one\n', 'b.ts': 'one\n', '.gitignore': 'out/\n' } })
    for (const path of ['a.ts', 'new.ts', '.gitignore', 'src/with space.ts']) repo.write(path, 'two\n')
    known = await whole()
  })
  afterEach(() => removeFolder(repo.root))

  async function whole(): Promise<RepoSnapshot> {
    return await scanRepository(git, await locateRepository(git, repo.root), { atOnce: 8, ignored: () => false })
  }
  const touched = (paths: string[], differences: Partial<Hint> = {}) =>
    scanTouched(repo.root, known, { paths: new Set(paths), count: paths.length, git: false, at: 1, ...differences })

  test('files that differed and were written again: it gives what a whole look gives', async () => {
    repo.write('a.ts', 'three, and more\n')
    repo.write('new.ts', 'three, and more\n')
    repo.write('src/with space.ts', 'three, and more\n')
    const seen = await touched(['a.ts', 'new.ts', 'src/with space.ts', 'artifacts/worklogs/B-7.md'])
    expect(seen).toEqual(await whole())
    expect(seen?.files.get('a.ts')).not.toBe(known.files.get('a.ts'))
  })

  test('a file that was touched and not written is told apart by its time, as by a whole look', async () => {
    utimesSync(join(repo.root, 'a.ts'), 1, 1)
    expect(await touched(['a.ts'])).toEqual(await whole())
  })

  for (const [what, paths, prepare] of [
    ['was as at HEAD', ['b.ts'], () => repo.write('b.ts', 'two\n')],
    ['is as at HEAD again', ['a.ts'], () => repo.write('a.ts', 'one\n')],
    ['is gone', ['a.ts'], () => rmSync(join(repo.root, 'a.ts'))],
    ['is new', ['other.ts'], () => repo.write('other.ts', 'x\n')],
    ['is no file any more', ['a.ts'], () => replaceByLink('a.ts')],
    ['says what counts', ['.gitignore'], () => repo.write('.gitignore', '*.ts\n')],
    ['is one of two, the other as at HEAD', ['a.ts', 'b.ts'], () => repo.write('b.ts', 'two\n')],
    ['is Scribe’s own', ['artifacts/worklogs/B-7.md'], () => repo.write('artifacts/worklogs/B-7.md', 'x\n')],
  ] as const)
    test(`one that ${what} is left to Git`, async () => {
      prepare()
      expect(await touched([...paths])).toBeNull()
    })

  test('where not all is named, where Git moved, where the last look did not see all, Git is asked', async () => {
    repo.write('a.ts', 'three, and more\n')
    expect(await touched(['a.ts'])).not.toBeNull()
    expect(await touched(['a.ts'], { count: 2 })).toBeNull()
    expect(await touched(['a.ts'], { git: true })).toBeNull()
    expect(await touched([])).toBeNull()
    known = { ...known, more: true }
    expect(await touched(['a.ts'])).toBeNull()
    expect(await scanTouched(repo.root, null, { paths: new Set(['a.ts']), count: 1, git: false, at: 1 })).toBeNull()
  })

  test('a name with a secret in it stands for others too, and is left to Git', async () => {
    const path = `ghp_${'1a1B2'.repeat(10).slice(0, 36)}.txt`
    repo.write(path, 'x\n')
    known = await whole()
    expect(known.files.has(path)).toBe(false)
    repo.write(path, 'xx\n')
    expect(await touched([path])).toBeNull()
  })

  function replaceByLink(path: string): void {
    rmSync(join(repo.root, path))
    symlinkSync('b.ts', join(repo.root, path))
  }
})
