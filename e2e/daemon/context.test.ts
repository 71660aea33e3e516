/** `scribe context` and `context/get` as people and agents use them: with a daemon, without one, and in repositories of every kind. */
import { execFileSync } from 'node:child_process'
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDaemon } from '../../client/findDaemon.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Context } from '../../shared/domain/context.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, repoAt, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { type CommandResult, scribe } from '../../testing/scribeCommand.ts'

type Told = Context & { readonly source: 'daemon' | 'files' }

let home: string
let repo: TestRepo
beforeEach(() => {
  repo = createRepo({ branch: 'feat/B-7-demo', files: { 'src/a.ts': 'one\n' } })
})
afterEach(() => removeFolder(repo.root))
beforeAll(() => {
  home = tempFolder()
})
afterAll(() => removeFolder(home))

const run = (cwd: string, ...args: readonly string[]): Promise<CommandResult> => scribe({ home, cwd }, 'context', ...args)

async function told(cwd: string, ...args: readonly string[]): Promise<Told> {
  const { code, stdout, stderr } = await run(cwd, '--json', ...args)
  expect([code, stderr]).toEqual([0, ''])
  return JSON.parse(stdout)
}

describe('scribe context without a daemon', () => {
  test('tells what the files and Git tell, says that it is no more, and starts nothing', async () => {
    repo.write('artifacts/worklogs/B-7.md', '## 2026-11-20 10:00:00\n\n- Decision: keep the parser\n')
    repo.write('src/a.ts', 'two\n')
    const { code, stdout } = await run(join(repo.root, 'src'))
    expect([code, stdout]).toEqual([0, expect.stringMatching(/^Scribe is not running: this is what the files and Git tell/)])
    for (const line of ['feat/B-7-demo', 'src/a.ts', 'keep the parser']) expect(stdout).toContain(line)
    expect(await told(repo.root)).toMatchObject({ source: 'files', partial: false, sections: { git: { data: { branch: 'feat/B-7-demo' } } } })
    expect(await findDaemon(home)).toBeNull()
  })

  test('what has changed since a cursor is told without a daemon too', async () => {
    const { cursor } = await told(repo.root)
    expect((await run(repo.root, '--since', cursor)).stdout).toContain('Nothing has changed.')
    repo.write('src/b.ts', 'b\n')
    repo.commit('Add b')
    const { stdout } = await run(repo.root, '--since', cursor)
    expect(stdout).toMatch(/Changed: .*git/)
    expect(stdout).toContain('Add b')
    const elsewhere = createRepo({ files: { 'a.ts': '1\n' } })
    expect((await run(elsewhere.root, '--since', cursor)).stdout).toContain('everything may have changed')
    removeFolder(elsewhere.root)
  })

  test('what it does not take is refused in words', async () => {
    const cases = [
      [['--role', 'boss'], '--role takes one of planner'],
      [['--section', 'weather'], '--section takes one of sessions'],
      [['--budget', '5'], '--budget takes a number from 500 to 20000'],
      [['--since', 'yesterday'], 'cursor'],
      [['--backlog-id', 'B-99999'], 'no such session'],
    ] as const
    for (const [args, words] of cases) {
      const { code, stderr } = await run(repo.root, ...args)
      expect([code === 0, stderr]).toEqual([false, expect.stringContaining(words)])
    }
  })
})

describe('scribe context of repositories of every kind', () => {
  const git = (cwd: string, ...args: string[]): string =>
    execFileSync('git', args, { cwd, env: gitEnvironment(), encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] })
  const beside = (name: string): string => join(home, `${name}-${Math.random().toString(36).slice(2, 8)}`)
  const gitOf = async (cwd: string) => (await told(cwd, '--section', 'git', '--section', 'sessions')).sections.git

  test('a detached HEAD has no branch and says so', async () => {
    git(repo.root, 'checkout', '-q', '--detach')
    expect(await gitOf(repo.root)).toMatchObject({ state: 'ok', data: { branch: null, detached: true, unknown: [] } })
  })

  test('one without commits has its branch and no commits', async () => {
    const empty = createRepo({ branch: 'feat/B-1-new' })
    expect(await gitOf(empty.root)).toMatchObject({ state: 'ok', data: { branch: 'feat/B-1-new', head: null, commits: [] } })
    removeFolder(empty.root)
  })

  test('a bare one has no files to tell of: unknown, with the reason, and the answer comes', async () => {
    const bare = beside('bare')
    git(home, 'clone', '-q', '--bare', repo.root, bare)
    const { sections, partial } = await told(bare)
    expect([partial, sections.git?.state, sections.git?.error]).toEqual([true, 'failed', expect.stringContaining('bare repository')])
    expect(sections.sessions?.state).toBe('ok')
  })

  test('a shallow one says that its history is cut', async () => {
    repo.commit('second')
    const shallow = beside('shallow')
    git(home, 'clone', '-q', '--depth', '1', `file://${repo.root}`, shallow)
    expect(await gitOf(shallow)).toMatchObject({ state: 'ok', data: { shallow: true, commits: [{ subject: 'second' }] } })
  })

  test('a linked worktree has its own branch, and the other is named', async () => {
    const linked = beside('linked')
    git(repo.root, 'worktree', 'add', '-q', '-b', 'feat/B-8-other', linked)
    expect(await gitOf(linked)).toMatchObject({ state: 'ok', data: { branch: 'feat/B-8-other', worktrees: [{ root: repo.root, branch: 'feat/B-7-demo' }] } })
  })

  test('a submodule is a place of its own, and no difference of the outer one', async () => {
    const outer = createRepo({ branch: 'feat/B-3-outer', files: { 'x.ts': 'x\n' } })
    git(outer.root, '-c', 'protocol.file.allow=always', 'submodule', 'add', '-q', repo.root, 'inner')
    repoAt(outer.root).commit('Add the inner one')
    writeFileSync(join(outer.root, 'inner/src/a.ts'), 'changed\n')
    expect(await gitOf(join(outer.root, 'inner'))).toMatchObject({ state: 'ok', data: { status: { unstaged: 1 } } })
    expect(await gitOf(outer.root)).toMatchObject({ state: 'ok', data: { branch: 'feat/B-3-outer' } })
    removeFolder(outer.root)
  })

  test('a rebase that stopped at a conflict is said', async () => {
    git(repo.root, 'branch', 'other')
    repo.write('src/a.ts', 'mine\n')
    repo.commit('mine')
    git(repo.root, 'checkout', '-q', 'other')
    repo.write('src/a.ts', 'theirs\n')
    repo.commit('theirs')
    expect(() => git(repo.root, 'rebase', 'feat/B-7-demo')).toThrow()
    expect(await gitOf(repo.root)).toMatchObject({ state: 'ok', data: { operation: 'rebase', status: { conflicted: 1 } } })
  })

  test('of very many files and a long history the answer is cut, and says so', async () => {
    const [files, commits] = [times(20_000, 500_000), times(2_000, 100_000)]
    const root = beside('large')
    mkdirSync(root)
    git(root, 'init', '-q', '-b', 'feat/B-9-large')
    execFileSync('git', ['fast-import', '--quiet'], { cwd: root, env: gitEnvironment(), input: history(files, commits), maxBuffer: 1 << 30 })
    // Nothing was checked out: every file differs.
    const { sections, truncated } = await told(root, '--budget', '2000')
    expect(sections.git?.state === 'ok' || sections.git?.state === 'timedOut').toBe(true)
    expect(sections.git?.data).toMatchObject({ branch: 'feat/B-9-large', more_commits: true })
    expect(sections.git?.data?.commits?.length).toBeLessThanOrEqual(20)
    if (sections.git?.state === 'ok') expect([sections.git.data?.status?.more, truncated.length > 0]).toEqual([true, true])
  })

  function history(files: number, commits: number): string {
    const head = (n: number): string => `commit refs/heads/feat/B-9-large\ncommitter T <t@example.invalid> ${1_700_000_000 + n} +0000\ndata 1\nx\n`
    const first = `blob\nmark :1\ndata 2\nx\n\n${head(0)}${Array.from({ length: files }, (_, n) => `M 100644 :1 d${n % 500}/f${n}.ts\n`).join('')}\n`
    return first + Array.from({ length: commits }, (_, n) => `${head(n + 1)}M 100644 inline h.txt\ndata ${String(n).length}\n${n}\n`).join('')
  }
})

describe('context from a daemon', () => {
  let daemon: DaemonProcess
  let client: ScribeClient
  beforeEach(async () => {
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
  })
  afterEach(async () => {
    client.close()
    await daemon.stop()
  })

  test('the command has the record, and the same revision as any other client', async () => {
    await client.call('worklog/append', { cwd: repo.root, text: 'Decision: keep the parser' })
    const asked = await told(repo.root, '--role', 'reviewer', '--task', 'mend the parser')
    expect(asked).toMatchObject({ source: 'daemon', role: 'reviewer', session: { backlog_id: 'B-7' } })
    expect(asked.markdown).toContain('keep the parser')
    const { code, stdout } = await run(repo.root)
    expect([code, stdout]).toEqual([0, expect.not.stringContaining('not running')])
  })

  test('an edit changes a view that somebody has asked for, which is told once', async () => {
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.capture === 'live')
    const { revision } = await client.call('context/get', { cwd: repo.root, role: 'coder' })
    const heard: { role: string; revision: string }[] = []
    const listener = await daemon.connect()
    await listener.subscribe(({ event }) => void (event.topic === 'context.changed' && heard.push(event)))
    repo.write('src/new.ts', 'new\n')
    await eventually(() => heard.length > 0)
    expect(heard[0]).toMatchObject({ role: 'coder' })
    expect(heard[0]?.revision).not.toBe(revision)
    listener.close()
  })

  test('a bundle of somebody’s memory is kept for all who ask for the session and role', async () => {
    const bundle = { role: 'coder', text: 'The parser loses commas.', meta: { from: 'notes' }, ttl_s: 60 }
    await client.call('memory/put', { cwd: repo.root, ...bundle })
    expect(await client.call('memory/get', { cwd: repo.root, role: 'coder' })).toMatchObject({ found: true, text: bundle.text, meta: bundle.meta })
    expect(await client.call('memory/get', { cwd: repo.root, role: 'planner' })).toMatchObject({ found: false, text: '' })
    const { sections } = await client.call('context/get', { cwd: repo.root, role: 'coder' })
    expect(sections.memory).toMatchObject({ state: 'ok', data: { text: bundle.text, from: 'kept' } })
  })

  test('fetched ahead, it is served from memory, which the figures show', async () => {
    await client.call('context/prefetch', { cwd: repo.root, roles: ['planner'] })
    await eventually(async () => (await client.call('context/stats', {})).entries >= 8)
    await client.call('context/get', { cwd: repo.root, role: 'planner', max_age_ms: 60_000 })
    expect((await client.call('context/stats', {})).hit_rate).toBeGreaterThan(0)
  })
})
