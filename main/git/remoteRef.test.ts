import { execFileSync } from 'node:child_process'
import { appendFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { lastPush, remoteHead } from './remoteRef.ts'

suite('main/git/remoteRef', () => {
  let repo: TestRepo
  let remote: string
  let common: string

  beforeEach(() => {
    remote = tempFolder()
    execFileSync('git', ['init', '-q', '--bare', remote], { env: gitEnvironment() })
    repo = createRepo({ branch: 'feat/x', files: { 'a.ts': 'one\n' } })
    repo.git('remote', 'add', 'origin', remote)
    common = join(repo.root, '.git')
  })

  afterEach(() => {
    removeFolder(repo.root)
    removeFolder(remote)
  })

  const head = (): string => repo.git('rev-parse', 'HEAD').trim()

  test('nothing is known of a branch that was never pushed', async () => {
    expect([await remoteHead(common, 'feat/x'), await lastPush(common, 'origin/feat/x')]).toEqual([null, undefined])
  })

  test('a push is told, with its commit', async () => {
    repo.git('push', '-q', 'origin', 'feat/x')
    expect([await remoteHead(common, 'feat/x'), await lastPush(common, 'origin/feat/x')]).toEqual([head(), head()])
    const first = head()
    repo.commit('second')
    expect([await remoteHead(common, 'feat/x'), await lastPush(common, 'origin/feat/x')]).toEqual([first, first])
  })

  test('what somebody else pushed and was fetched is no push of ours', async () => {
    repo.git('push', '-q', 'origin', 'feat/x')
    const other = tempFolder()
    execFileSync('git', ['clone', '-q', '-b', 'feat/x', remote, other], { env: gitEnvironment() })
    for (const args of [
      ['commit', '-q', '--allow-empty', '-m', 'theirs'],
      ['push', '-q'],
    ])
      execFileSync('git', args, { cwd: other, env: gitEnvironment() })
    repo.git('fetch', '-q')
    expect(await remoteHead(common, 'feat/x')).not.toBe(head())
    expect(await lastPush(common, 'origin/feat/x')).toBeNull()
    removeFolder(other)
  })

  test('a long reflog is read from its end only', async () => {
    repo.git('push', '-q', 'origin', 'feat/x')
    const log = join(common, 'logs/refs/remotes/origin/feat/x')
    appendFileSync(log, `${'0'.repeat(40)} ${'a'.repeat(40)} T <t@example.invalid> 1 +0000\tfetch\n`.repeat(500))
    expect(await lastPush(common, 'origin/feat/x')).toBeNull()
    appendFileSync(log, `${'0'.repeat(40)} ${'b'.repeat(40)} T <t@example.invalid> 1 +0000\tupdate by push\n`)
    expect(await lastPush(common, 'origin/feat/x')).toBe('b'.repeat(40))
  })

  test('a name that leads elsewhere is none', async () => {
    for (const name of ['../../heads/feat/x', '/etc/passwd', '..', '']) {
      expect([await remoteHead(common, name), await lastPush(common, name)], name).toEqual([null, undefined])
    }
  })

  // Red when the files are opened in the ordinary way: the pipe is waited for, the link is followed.
  test('a pipe is not waited for, a link not followed, and what is no id is none', async () => {
    repo.git('push', '-q', 'origin', 'feat/x')
    const files = [join(common, 'refs/remotes/origin/feat/x'), join(common, 'logs/refs/remotes/origin/feat/x')]
    const replace = (make: (path: string) => void): void => {
      for (const path of files) {
        rmSync(path, { recursive: true })
        make(path)
      }
    }
    for (const make of [
      (path: string) => execFileSync('mkfifo', [path]),
      (path: string) => symlinkSync('/dev/zero', path),
      (path: string) => writeFileSync(path, `${'g'.repeat(40)}\n`),
    ]) {
      replace(make)
      expect(await remoteHead(common, 'feat/x')).toBeNull()
      expect((await lastPush(common, 'origin/feat/x')) ?? null).toBeNull()
    }
  })
})
