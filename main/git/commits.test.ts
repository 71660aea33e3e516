import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo } from '../../testing/scaffold.ts'
import { commitsBetween, parseCommits } from './commits.ts'
import { findGit } from './findGit.ts'
import { GitClient } from './gitClient.ts'

const ID = 'a'.repeat(40)

suite('main/git/commits, parsing', () => {
  test('records end with NUL; a subject may hold anything else', () => {
    expect(parseCommits(`${ID} first: a b\0${'b'.repeat(64)} \0`)).toEqual([
      { id: ID, subject: 'first: a b' },
      { id: 'b'.repeat(64), subject: '' },
    ])
  })

  test('what is no record is passed over', () => {
    expect(parseCommits(`\0x\0${ID}\0${ID.slice(1)} short\0${ID}0 long\0`)).toEqual([])
    expect(parseCommits('')).toEqual([])
  })

  test('a long subject is cut after what is secret in it is gone', () => {
    const secret = `ghp_${'a1B2'.repeat(10)}`
    const [commit] = parseCommits(`${ID} ${'x '.repeat(95)}${secret} ${'y'.repeat(100_000)}\0`)
    expect(commit?.subject.length).toBe(200)
    expect(commit?.subject).not.toContain('ghp_')
    expect(commit?.subject.startsWith('x x x')).toBe(true)
  })
})

suite('main/git/commits', () => {
  const git = new GitClient(findGit(process.env.PATH ?? '', process.platform), gitEnvironment())
  let repo: TestRepo
  const ids: string[] = []

  beforeAll(() => {
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    for (const subject of ['zero', 'one', 'tabs\tand "quotes" -> ünïcödé 😀', 'three']) {
      repo.git('commit', '-q', '--allow-empty', '-m', subject, '-m', 'a body\nof two lines')
      ids.push(repo.git('rev-parse', 'HEAD').trim())
    }
  })

  afterAll(() => removeFolder(repo.root))

  const between = (from: string, to: string, limit = 5) => commitsBetween(git, repo.root, { from, to, limit })

  test('what one has that the other has not, newest first, without the bodies', async () => {
    expect(await between(ids[0] ?? '', ids[3] ?? '')).toEqual({
      commits: [
        { id: ids[3], subject: 'three' },
        { id: ids[2], subject: 'tabs\tand "quotes" -> ünïcödé 😀' },
        { id: ids[1], subject: 'one' },
      ],
      more: false,
    })
  })

  test('at most so many, and that there are more', async () => {
    expect(await between(ids[0] ?? '', ids[3] ?? '', 2)).toMatchObject({ commits: [{ id: ids[3] }, { id: ids[2] }], more: true })
    expect(await between(ids[0] ?? '', ids[3] ?? '', 3)).toMatchObject({ more: false })
  })

  test('nothing between a commit and itself, or backwards', async () => {
    expect(await between(ids[2] ?? '', ids[2] ?? '')).toEqual({ commits: [], more: false })
    expect(await between(ids[3] ?? '', ids[0] ?? '')).toEqual({ commits: [], more: false })
  })

  test('a commit that is not there tells nothing, and is no option', async () => {
    expect(await between('f'.repeat(40), ids[3] ?? '')).toEqual({ commits: [], more: false })
    expect(await between('--output=/tmp/never', 'HEAD')).toEqual({ commits: [], more: false })
  })

  test("the repository's settings change nothing of it", async () => {
    const before = await between(ids[0] ?? '', ids[3] ?? '')
    const settings = { 'i18n.logOutputEncoding': 'UTF-16', 'log.showSignature': 'true', 'color.ui': 'always', 'log.decorate': 'full', 'format.pretty': 'raw' }
    for (const [key, value] of Object.entries(settings)) repo.git('config', key, value)
    expect(await between(ids[0] ?? '', ids[3] ?? '')).toEqual(before)
  })

  test('a commit whose object is gone tells nothing, quickly', async () => {
    const id = ids[1] ?? ''
    rmSync(join(repo.root, '.git/objects', id.slice(0, 2), id.slice(2)))
    expect(await between(ids[0] ?? '', ids[3] ?? '')).toEqual({ commits: [], more: false })
  })
})
