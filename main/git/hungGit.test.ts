/**
 * A Git that gives no answer: really hung, on a pipe nobody writes into or on the person's own filter. It is ended with all
 * it started, said to be hung, and left alone for a while when it happens again and again.
 */
import { execFileSync } from 'node:child_process'
import { readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { Breaker } from './breaker.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'

const GIT = findGit(process.env.PATH ?? '', process.platform)
const DEADLINE_MS = 250
const PATIENT = { limit: Number.POSITIVE_INFINITY, pauseMs: 0, longestPauseMs: 0 }

suite('main/git when Git hangs', () => {
  let outside: string
  let repo: TestRepo

  beforeEach(() => {
    outside = tempFolder()
    repo = createRepo({ files: { 'a.txt': 'x0\n' } })
  })

  afterEach(() => {
    removeFolder(repo.root)
    removeFolder(outside)
  })

  /** Git waits for ever for somebody to write into what should be a file. */
  const hang = (file: string): void => {
    rmSync(join(repo.root, '.git', file))
    execFileSync('mkfifo', [join(repo.root, '.git', file)])
  }
  const status = (git: GitClient, cwd = repo.root): Promise<unknown> => git.run({ cwd, args: ['status', '--porcelain'], deadlineMs: DEADLINE_MS })
  const timedOut = expect.objectContaining({ code: 'git.timedOut' })
  /** Command lines of what still runs and has to do with this test. */
  const running = (mark: string): string[] =>
    execFileSync('ps', ['-ww', '-eo', 'stat=,args='], { encoding: 'utf8' })
      .split('\n')
      .filter((line) => line.includes(mark) && !/^Z/.test(line.trim()))

  for (const file of ['index', 'HEAD', 'config']) {
    test(`on .git/${file}: it is ended at the deadline`, async () => {
      const git = new GitClient(GIT, gitEnvironment())
      await git.run({ cwd: outside, args: ['rev-parse'] })
      hang(file)
      const started = performance.now()
      await expect(status(git)).rejects.toEqual(timedOut)
      expect(performance.now() - started).toBeLessThan(2_000)
    })
  }

  // Red without `detached` in GitClient, or when only the child and not its group is killed: the filters stay.
  test('on what it started: nothing of it is left, however often', { timeout: 60_000 }, async () => {
    const filter = join(outside, 'hanging-filter')
    writeFileSync(filter, `#!/bin/sh\ntail -f '${filter}' & wait\n`, { mode: 0o755 })
    const own = join(outside, 'gitconfig')
    writeFileSync(own, `[filter "own"]\n\tclean = ${filter}\n`)
    repo.write('.gitattributes', 'a.txt filter=own\n')
    const git = new GitClient(GIT, { ...gitEnvironment(), GIT_CONFIG_GLOBAL: own }, { breaker: new Breaker(PATIENT) })
    for (let n = 0; n < times(6, 100); n++) {
      writeFileSync(join(repo.root, 'a.txt'), `x${n % 8}\n`)
      utimesSync(join(repo.root, 'a.txt'), new Date(2020, 1, 1, 1, 1, n), new Date(2020, 1, 1, 1, 1, n))
      const run = status(git)
      if (n === 0) await eventually(() => running(filter).length > 0)
      await expect(run).rejects.toEqual(timedOut)
    }
    await eventually(() => running(filter).length === 0)
  })

  // Red without `breaker.pause` in GitClient.run.
  test('three times in a row: it is not asked any more, at once and without a process, until the pause is over', async () => {
    const counting = join(outside, 'git')
    writeFileSync(counting, `#!/bin/sh\necho x >> '${outside}/starts'\nexec '${GIT}' "$@"\n`, { mode: 0o755 })
    const starts = (): number => readFileSync(join(outside, 'starts'), 'utf8').length
    const git = new GitClient(counting, gitEnvironment(), { breaker: new Breaker({ limit: 3, pauseMs: 1_500, longestPauseMs: 1_500 }) })
    const index = readFileSync(join(repo.root, '.git/index'))
    hang('index')
    for (let n = 0; n < 3; n++) await expect(status(git)).rejects.toThrow('gave no answer within 250 ms')
    const before = starts()
    const asked = performance.now()
    const refusal = { code: 'git.timedOut', message: expect.stringMatching(/^Git keeps giving no answer in .+ It is asked again in [12] s\.$/) }
    await expect(status(git)).rejects.toMatchObject({ ...refusal, data: { retry_in_ms: expect.any(Number) } })
    expect(performance.now() - asked).toBeLessThan(200)
    expect(starts()).toBe(before)
    const other = createRepo({ files: { 'b.txt': 'x\n' } })
    expect(await git.run({ cwd: other.root, args: ['status', '--porcelain'] }), 'another repository is asked as before').toMatchObject({ code: 0 })
    removeFolder(other.root)
    rmSync(join(repo.root, '.git/index'))
    writeFileSync(join(repo.root, '.git/index'), index)
    await eventually(async () => (await git.run({ cwd: repo.root, args: ['status', '--porcelain'] })).code === 0, 10_000)
    expect(await git.run({ cwd: repo.root, args: ['status', '--porcelain'] })).toMatchObject({ code: 0 })
  })

  test('still hung after the pause: one try, and the pause is longer', async () => {
    const git = new GitClient(GIT, gitEnvironment(), { breaker: new Breaker({ limit: 1, pauseMs: 300, longestPauseMs: 60_000 }) })
    await git.run({ cwd: outside, args: ['rev-parse'] })
    hang('index')
    await expect(status(git)).rejects.toThrow('gave no answer')
    await expect(status(git)).rejects.toThrow('asked again in 1 s')
    await eventually(() => status(git).catch((error: Error) => error.message.includes('gave no answer')))
    await expect(status(git)).rejects.toMatchObject({ data: { retry_in_ms: expect.any(Number) } })
  })
})
