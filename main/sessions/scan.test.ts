import { execFileSync } from 'node:child_process'
import { mkdirSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { findGit } from '../git/findGit.ts'
import { GitClient } from '../git/gitClient.ts'
import { locateRepository } from '../git/repoState.ts'
import { diffSnapshots, type RepoSnapshot, snapshotDelta, withUnseen } from './baseline.ts'
import { scanRepository } from './scan.ts'

/** Made up; `n` tells them apart. */
const token = (n: number): string => `ghp_${`${n}a1B2`.repeat(10).slice(0, 36)}`

suite('main/sessions/scan', () => {
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  let repo: TestRepo

  beforeEach(() => {
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
  })

  afterEach(() => removeFolder(repo.root))

  const scan = async (): Promise<RepoSnapshot> => await scanRepository(git, await locateRepository(git, repo.root), { atOnce: 8, ignored: () => false })

  // Red without `redactAll` in `stamps`: the names stand in the store's snapshot.
  test('no secret of a name is in it, neither in the step the store keeps', async () => {
    repo.git('checkout', '-q', '-b', `feat/B-1_${token(1)}`)
    mkdirSync(join(repo.root, token(2)))
    repo.write(`${token(2)}/x.ts`, 'x')
    repo.write(`${token(3)}.txt`, 'x')
    const found = await scan()
    expect(found.branch).toBe('feat/B-1_[redacted:github-token]')
    expect([...found.files.keys()].sort()).toEqual(['[redacted:github-token].txt', '[redacted:github-token]/x.ts'])
    expect(JSON.stringify(snapshotDelta(repo.root, null, found))).not.toContain('ghp_')
  })

  test('files whose names read alike are one, changed when either is', async () => {
    for (const n of [1, 2]) repo.write(`${token(n)}.txt`, 'x')
    const before = await scan()
    expect([...before.files.keys()]).toEqual(['[redacted:github-token].txt'])
    for (const n of [1, 2]) {
      const last = await scan()
      utimesSync(join(repo.root, `${token(n)}.txt`), new Date(2020, 1, n), new Date(2020, 1, n))
      expect(diffSnapshots(last, await scan(), 1)).toMatchObject([{ path: '[redacted:github-token].txt', kind: 'modified' }])
    }
  })

  test('the upstream is named without its secret', async () => {
    const other = join(repo.root, '.git/other.git')
    execFileSync('git', ['init', '-q', '--bare', other], { env: gitEnvironment() })
    repo.git('remote', 'add', 'origin', other)
    repo.git('push', '-q', '-u', 'origin', `HEAD:${token(4)}`)
    expect((await scan()).upstream).toEqual({ name: 'origin/[redacted:github-token]', ahead: 0, behind: 0 })
  })

  // A Mac's file systems take no such names. Red without the check for U+FFFD: a file that is there is told as deleted.
  test.skipIf(process.platform === 'darwin')('a name that is no UTF-8 is a file that came, and one that went', async () => {
    const before = await scan()
    const path = Buffer.concat([Buffer.from(`${repo.root}/bad`), Buffer.from([0xff, 0xfe]), Buffer.from('.txt')])
    writeFileSync(path, 'x')
    const during = await scan()
    rmSync(path)
    const after = await scan()
    expect(diffSnapshots(before, during, 1)).toMatchObject([{ kind: 'added' }])
    expect(diffSnapshots(during, after, 2)).toMatchObject([{ kind: 'deleted' }])
  })
})

suite('main/sessions/baseline, scans that did not see all', () => {
  const snapshot = (files: Record<string, string>, more = false): RepoSnapshot => ({ head: 'a', branch: 'main', files: new Map(Object.entries(files)), more })

  // Red without `withUnseen` in the pipeline: what was cut off is told as put back.
  test('what is not seen is as it was, what is seen counts', () => {
    const before = snapshot({ 'a.ts': '.M 1', 'z.ts': '.M 1' })
    const after = withUnseen(before, snapshot({ 'a.ts': '.M 2', 'b.ts': '?? 1' }, true))
    expect(diffSnapshots(before, after, 1).map(({ path }) => path)).toEqual(['a.ts', 'b.ts'])
    expect(snapshotDelta('/r', before, after).removals).toEqual([])
  })

  test('a scan that saw all is taken as it is', () => {
    const before = snapshot({ 'z.ts': '.M 1' })
    const after = snapshot({ 'a.ts': '.M 1' })
    expect(withUnseen(before, after)).toBe(after)
    expect(withUnseen(null, snapshot({}, true)).files.size).toBe(0)
  })
})
