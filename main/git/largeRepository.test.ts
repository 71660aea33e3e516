/** Very much of everything: what Git says stays bounded, in memory and in time, and what was left out is said. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { LONG, times } from '../../testing/counts.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { commitsBetween } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'
import { MOST_ENTRIES, readStatus } from './repoState.ts'

const GIT = findGit(process.env.PATH ?? '', process.platform)
const MEGABYTE = 1024 * 1024

suite('main/git on a large repository', () => {
  let outside: string
  let repo: TestRepo

  beforeEach(() => {
    outside = tempFolder()
    repo = createRepo({ files: { 'a.txt': 'x\n' } })
  })

  afterEach(() => {
    removeFolder(repo.root)
    removeFolder(outside)
  })

  /** A Git whose status never ends: a head, then changed files for as long as somebody reads. */
  const endless = (record: string): GitClient => {
    const program = join(outside, 'git')
    const status = `printf '# branch.oid ${'a'.repeat(40)}\\0# branch.head main\\0'; yes '${record}' | tr '\\n' '\\0'`
    writeFileSync(program, `#!/bin/sh\ncase "$*" in *status*) ${status};; *) exec '${GIT}' "$@";; esac\n`, { mode: 0o755 })
    return new GitClient(program, gitEnvironment())
  }

  // Red without `mayCut` in readStatus (it fails instead), and without the bound in `collect` (it never ends).
  test('a status without end is cut at a whole record, and says that there is more', async () => {
    const changed = `1 .M N... 100644 100644 100644 ${'b'.repeat(40)} ${'c'.repeat(40)} some/folder/file name.ts`
    const before = process.memoryUsage().rss
    const { head, branch, entries, more } = await readStatus(endless(changed), repo.root)
    expect([head, branch, more]).toEqual(['a'.repeat(40), 'main', true])
    expect(entries.length).toBeGreaterThan(50_000)
    expect(entries.length).toBeLessThanOrEqual(MOST_ENTRIES)
    expect(new Set(entries.map(({ path, code }) => `${code} ${path}`))).toEqual(new Set(['.M some/folder/file name.ts']))
    // About 90 MB here; what it would be without a bound is all there is.
    expect((process.memoryUsage().rss - before) / MEGABYTE).toBeLessThan(250)
  })

  // Red without the bound in `parseStatus`.
  test('more files than are looked at one by one are cut in number', async () => {
    const { entries, more } = await readStatus(endless('? n'), repo.root)
    expect([entries.length, more]).toEqual([MOST_ENTRIES, true])
  })

  test('a status that fits is whole, and says so', async () => {
    const count = times(500, MOST_ENTRIES + 1_000)
    for (let n = 0; n < count; n++) {
      if (n % 500 === 0) mkdirSync(join(repo.root, `folder${n / 500}`))
      writeFileSync(join(repo.root, `folder${Math.floor(n / 500)}`, `file${n}.ts`), '')
    }
    const { entries, more } = await readStatus(new GitClient(GIT, gitEnvironment()), repo.root)
    expect([entries.length, more]).toEqual([Math.min(count, MOST_ENTRIES), LONG])
  }, 120_000)

  test('of very many commits a few are named', async () => {
    const commit = (n: number): string =>
      `commit refs/heads/feat/B-1009-demo\ncommitter T <t@example.invalid> ${1_700_000_000 + n} +0000\ndata 8\ncommit ${n % 9}\n`
    const first = repo.git('rev-parse', 'HEAD').trim()
    const input = Array.from({ length: times(2_000, 100_000) }, (_, n) => `${commit(n)}${n === 0 ? `from ${first}\n` : ''}\n`).join('')
    execFileSync('git', ['fast-import', '--quiet', '--force'], { cwd: repo.root, env: gitEnvironment(), input })
    const last = repo.git('rev-parse', 'refs/heads/feat/B-1009-demo').trim()
    const started = performance.now()
    const { commits, more } = await commitsBetween(new GitClient(GIT, gitEnvironment()), repo.root, { from: first, to: last, limit: 20 })
    expect(performance.now() - started).toBeLessThan(2_000)
    expect([commits.length, commits[0]?.id, more]).toEqual([20, last, true])
  }, 60_000)

  test('a subject of many megabytes is cut, and what comes behind it is said to be missing', async () => {
    writeFileSync(join(outside, 'message'), 'word '.repeat(4 * MEGABYTE))
    repo.git('commit', '-q', '--allow-empty', '-m', 'short')
    repo.git('commit', '-q', '--allow-empty', '-F', join(outside, 'message'))
    const { commits, more } = await commitsBetween(new GitClient(GIT, gitEnvironment()), repo.root, { from: 'HEAD~2', to: 'HEAD', limit: 5 })
    expect([commits.map(({ subject }) => subject.length), more]).toEqual([[200], true])
  })
})
