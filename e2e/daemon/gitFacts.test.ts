/** What Git does beside files: renames, commits, merges, pushes, worktrees; seen in the record of a real daemon. */
import { mkdirSync, readFileSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, repoAt, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

describe('what Git does', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient
  let id: string

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({
      folder: join(home, 'repo'),
      files: { 'a.ts': 'one\n', 'lib/b.ts': 'two\n', 'lib/deep/c.ts': 'three\n', '.gitignore': 'artifacts/\n.ai_state.json\n' },
    })
    daemon = await startDaemonProcess(join(home, 'data'))
    client = await daemon.connect()
    id = await start(repo.root)
  })

  afterEach(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
  })

  const start = async (cwd: string): Promise<string> => {
    const { session } = await client.call('session/start', { cwd })
    await eventually(async () => (await session_(session.id)).capture === 'live')
    return session.id
  }
  const session_ = async (session: string) => (await client.call('session/get', { session })).session
  const lines = async (): Promise<string[]> => (await client.call('worklog/read', { session: id })).entries.flatMap((entry) => entry.lines)
  const says = (line: string) => eventually(async () => (await lines()).includes(line), 8_000)

  test('a rename is one change that names both, tracked or not', async () => {
    renameSync(join(repo.root, 'a.ts'), join(repo.root, 'renamed.ts'))
    await says('  - renamed.ts (renamed from a.ts)')
    expect((await session_(id)).changes).toBe(1)
    repo.write('untracked.txt', 'x')
    await eventually(async () => (await session_(id)).changes === 2)
    renameSync(join(repo.root, 'untracked.txt'), join(repo.root, 'other.txt'))
    await eventually(async () => (await session_(id)).changes === 3)
    await client.call('session/pause', { session: id })
    expect(await lines()).toContain('  - other.txt (renamed from untracked.txt)')
  })

  test('a folder that moves is one line', async () => {
    mkdirSync(join(repo.root, 'src'))
    renameSync(join(repo.root, 'lib'), join(repo.root, 'src/lib'))
    await says('  - src/lib/ (moved from lib/, 2 files)')
  })

  test('commits are told with id and subject, a merge when it begins and ends', async () => {
    repo.write('a.ts', 'edited\n')
    repo.commit('Edit a')
    const head = repo.git('rev-parse', 'HEAD').trim()
    await says(`- Commit ${head.slice(0, 9)}: Edit a`)
    repo.git('branch', 'other', 'HEAD~1')
    repo.git('worktree', 'add', '-q', join(home, 'side'), 'other')
    const side = repoAt(join(home, 'side'))
    side.write('a.ts', 'conflict\n')
    side.commit('Conflict')
    expect(() => repo.git('merge', 'other')).toThrow()
    await says('- Git: merge in progress')
    repo.git('merge', '--abort')
    await says('- Git: merge ended')
  })

  test('a push is seen without asking the remote; pushed and clean, the session ends', async () => {
    repo.git('init', '-q', '--bare', join(home, 'remote.git'))
    repo.git('remote', 'add', 'origin', join(home, 'remote.git'))
    repo.write('a.ts', 'edited\n')
    repo.commit('Edit a')
    repo.write('lib/b.ts', 'not yet\n')
    await eventually(async () => (await session_(id)).changes >= 1)
    repo.git('push', '-q', '-u', 'origin', 'HEAD')
    await says('- Pushed to origin/feat/B-1009-demo')
    expect((await session_(id)).state).toBe('recording')
    repo.commit('The rest')
    repo.git('push', '-q')
    await eventually(async () => (await session_(id)).state === 'completed')
    expect(await session_(id)).toMatchObject({ stop_reason: 'push' })
    expect(await lines()).toContain('- Remote is up-to-date with local; stopping scribe after push')
  })

  test('a push that sets no upstream is seen too', async () => {
    repo.git('init', '-q', '--bare', join(home, 'remote.git'))
    repo.git('remote', 'add', 'origin', join(home, 'remote.git'))
    repo.git('push', '-q', 'origin', 'HEAD')
    await eventually(async () => (await session_(id)).stop_reason === 'push')
  })

  test('two worktrees that change the same path are both warned', async () => {
    repo.git('worktree', 'add', '-q', '-b', 'feat/B-2-side', join(home, 'side'))
    await start(join(home, 'side'))
    repo.write('a.ts', 'here\n')
    await eventually(async () => (await session_(id)).changes === 1)
    repoAt(join(home, 'side')).write('a.ts', 'there\n')
    const alerts = await eventually(async () => {
      const found = (await client.call('system/snapshot', {})).state.alerts.filter((alert) => alert.code === 'conflict.path')
      return found.length === 2 ? found : null
    })
    expect(alerts.map((alert) => alert.args.path)).toEqual(['a.ts', 'a.ts'])
    expect(new Set(alerts.map((alert) => alert.args.repo))).toEqual(new Set([repo.root, join(home, 'side')]))
  })

  test('capture is proved by a marker in the Git directory', async () => {
    const marker = join(repo.root, '.git/scribe/canary')
    expect(readFileSync(marker, 'utf8')).toMatch(/^\d{4}-/)
    await eventually(async () => (await client.call('system/snapshot', {})).state.proofs[repo.root])
  })
})
