/** The main job on real input: a real daemon, a real repository, real files. */
import { existsSync, readFileSync, renameSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import { followsOn, reduce } from '../../shared/state/reduce.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { AWKWARD_NAMES, createRepo, removeFolder, repoAt, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const APPENDS = times(100, 1_000)

describe('a session in a real repository', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n', 'lib/b.ts': 'two\n', '.gitignore': 'ignored/\n*.log\n' } })
    daemon = await startDaemonProcess(home)
    client = await daemon.connect()
  })

  afterEach(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8')
  const start = async (): Promise<string> => {
    const { session } = await client.call('session/start', { cwd: repo.root })
    await live(session.id)
    return session.id
  }
  const live = (id: string) => eventually(async () => (await client.call('session/get', { session: id })).session.capture === 'live')
  const changes = async (id: string): Promise<number> => (await client.call('session/get', { session: id })).session.changes

  test('an edit reaches the record, the worklog and the registry', async () => {
    const id = await start()
    repo.write('a.ts', 'changed\n')
    await eventually(() => worklog().includes('- Changes: 1 file(s)\n  - a.ts\n'))
    expect(await changes(id)).toBe(1)
    const registry = await eventually(() => JSON.parse(readFileSync(join(repo.root, 'artifacts/session_registry.json'), 'utf8')))
    expect(registry.sessions['B-1009']).toMatchObject({ status: 'active', worklog_path: 'artifacts/worklogs/B-1009.md', idle_timeout: 1800 })
    expect(registry.sessions['B-1009'].pid).not.toBe(daemon.pid)
    const state = await eventually(() => JSON.parse(readFileSync(join(repo.root, '.ai_state.json'), 'utf8')))
    expect(state).toMatchObject({ backlog_id: 'B-1009', branch: 'feat/B-1009-demo', scribe: { worklog: 'artifacts/worklogs/B-1009.md' } })
  })

  // Case 30. Red without `isOwnFile` in `main/watch/ignore.ts`.
  test(`after ${APPENDS} notes no write of ours has become a change or stirred the watch`, async () => {
    const id = await start()
    const stirred: string[] = []
    await client.subscribe(({ event }) => {
      if (event.topic === 'file.changed') stirred.push(event.repo)
    })
    for (let note = 0; note < APPENDS; note++) await client.call('worklog/append', { session: id, text: `note ${note}` })
    await eventually(() => worklog().includes(`note ${APPENDS - 1}\n`))
    expect([stirred, await changes(id)]).toEqual([[], 0])
    repo.write('a.ts', 'theirs\n')
    await eventually(async () => (await changes(id)) === 1)
    await eventually(() => worklog().includes('  - a.ts\n'))
    expect(worklog().split('- Changes: ').length).toBe(2)
  })

  test('a file edited again while it is still dirty is recorded again', async () => {
    const id = await start()
    repo.write('a.ts', 'first\n')
    await eventually(async () => (await changes(id)) === 1)
    repo.write('a.ts', 'second\n')
    await eventually(async () => (await changes(id)) === 2)
  })

  test('what was dirty before the session belongs to nobody, until it is edited again', async () => {
    repo.write('a.ts', 'before\n')
    repo.write('new.ts', 'before\n')
    const id = await start()
    repo.write('lib/b.ts', 'during\n')
    await eventually(async () => (await changes(id)) === 1)
    expect(worklog()).not.toContain('a.ts')
    repo.write('a.ts', 'again\n')
    await eventually(async () => (await changes(id)) === 2)
  })

  test('every awkward file name is recorded once, on one line', async () => {
    const id = await start()
    for (const name of AWKWARD_NAMES) repo.write(name, 'x')
    await eventually(async () => (await changes(id)) === AWKWARD_NAMES.length)
    await client.call('session/stop', { session: id })
    await eventually(() => worklog().includes('- Session stopped'))
    const headings = worklog().match(/^## /gm) ?? []
    const { entries } = await client.call('worklog/read', { session: id })
    expect(headings).toHaveLength(entries.length)
    expect(existsSync(join(repo.root, 'canary'))).toBe(false)
  })

  test('ignored files, our own files and files that only came and went are not changes', async () => {
    const id = await start()
    repo.write('ignored/x.ts', 'x')
    repo.write('debug.log', 'x')
    repo.write('gone.ts', 'x')
    rmSync(join(repo.root, 'gone.ts'))
    await client.call('worklog/append', { session: id, text: 'a note, which writes the worklog' })
    repo.write('a.ts', 'real\n')
    await eventually(async () => (await changes(id)) >= 1)
    await client.call('session/stop', { session: id })
    expect(await changes(id)).toBe(1)
  })

  test('new nested folders, renames and deletions are seen', async () => {
    const id = await start()
    repo.write('deep/er/and/deeper/x.ts', 'x')
    await eventually(async () => (await changes(id)) === 1)
    renameSync(join(repo.root, 'lib/b.ts'), join(repo.root, 'lib/c.ts'))
    await eventually(async () => (await changes(id)) === 2)
    rmSync(join(repo.root, 'a.ts'))
    await eventually(async () => (await changes(id)) === 3)
  })

  test('a change made just before stop is in the record', async () => {
    const id = await start()
    for (let round = 0; round < 5; round++) repo.write('a.ts', `round ${round}\n`)
    const { session } = await client.call('session/stop', { session: id })
    expect(session).toMatchObject({ state: 'completed', stop_reason: 'user', changes: 1 })
    await eventually(() => worklog().endsWith('- Session stopped\n'))
    expect(worklog()).toContain('  - a.ts\n')
  })

  test('what changes while paused is not recorded, what changes after is', async () => {
    const id = await start()
    await client.call('session/pause', { session: id })
    repo.write('a.ts', 'while paused\n')
    await client.call('session/resume', { session: id })
    await live(id)
    repo.write('lib/b.ts', 'after\n')
    await eventually(async () => (await changes(id)) === 1)
    await client.call('session/stop', { session: id })
    await eventually(() => worklog().includes('- Session stopped'))
    expect(worklog()).not.toContain('a.ts')
    expect(worklog()).toContain('lib/b.ts')
  })

  test('a stopped session can be taken up again', async () => {
    const id = await start()
    await client.call('session/stop', { session: id })
    const { session } = await client.call('session/resume', { session: id })
    expect(session).toMatchObject({ id, state: 'recording', ended_at: null, stop_reason: null })
    await live(id)
    repo.write('a.ts', 'again\n')
    await eventually(async () => (await changes(id)) === 1)
  })

  test('switching the branch ends the session and says so', async () => {
    const id = await start()
    repo.git('checkout', '-q', '-b', 'main2')
    await eventually(async () => (await client.call('session/get', { session: id })).session.state === 'completed')
    await eventually(() => worklog().includes('- Branch switched to main2; stopping scribe'))
  })

  test('a commit is no change of a file; the next edit is', async () => {
    const id = await start()
    repo.write('a.ts', 'edited\n')
    await eventually(async () => (await changes(id)) === 1)
    repo.commit('second')
    const head = repo.git('rev-parse', 'HEAD').trim()
    await eventually(async () => (await client.call('session/get', { session: id })).session.head === head)
    expect(await changes(id)).toBe(1)
    repo.write('a.ts', 'edited after\n')
    await eventually(async () => (await changes(id)) === 2)
  })

  test('putting a changed file into the index and taking it out is no change of it', async () => {
    const id = await start()
    repo.write('a.ts', 'edited\n')
    repo.write('new.ts', 'new\n')
    await eventually(async () => (await changes(id)) === 2)
    repo.git('add', '-A')
    repo.git('reset', '-q')
    repo.git('add', 'a.ts', 'new.ts')
    repo.write('lib/b.ts', 'the next change\n')
    await eventually(async () => (await changes(id)) >= 3)
    await client.call('session/stop', { session: id })
    expect(await changes(id)).toBe(3)
  })

  test('a checkout of many files is one entry with its count and its first paths', async () => {
    const paths = Array.from({ length: 600 }, (_, index) => `many/f${index}.ts`)
    for (const path of paths) repo.write(path, 'first\n')
    repo.commit('many')
    repo.git('branch', 'changed')
    const id = await start()
    repo.git('worktree', 'add', '-q', join(home, 'side'), 'changed')
    const side = repoAt(join(home, 'side'))
    for (const path of paths) side.write(path, 'second\n')
    side.commit('changed')
    repo.git('checkout', 'changed', '--', 'many')
    await eventually(() => worklog().includes('- Changes: 600 file(s)'), 10_000).catch(() => expect.fail(worklog()))
    expect(worklog().match(/- Changes: /g)).toHaveLength(1)
    expect(worklog()).toContain('  - many/f0.ts\n')
    expect(worklog()).toContain('  - (+590 more)\n')
    expect(await changes(id)).toBe(600)
  })

  test('two sessions of one repository both record, under one watch', async () => {
    const first = await start()
    const { session } = await client.call('session/start', { cwd: repo.root, backlog_id: 'B-2' })
    await live(session.id)
    repo.write('a.ts', 'both\n')
    await eventually(async () => (await changes(first)) === 1 && (await changes(session.id)) === 1)
  })

  test('a second start gives the session that is there', async () => {
    const id = await start()
    const again = await client.call('session/start', { cwd: join(repo.root, 'lib') })
    expect(again).toMatchObject({ created: false, session: { id } })
  })

  test('a snapshot equals the fold of the events', async () => {
    const missed: Envelope[] = []
    let state = await client.subscribe((envelope) => {
      if (followsOn(state, envelope)) state = reduce(state, envelope)
      else missed.push(envelope)
    })
    const id = await start()
    repo.write('a.ts', 'x\n')
    await eventually(async () => (await changes(id)) === 1)
    await client.call('session/stop', { session: id })
    const { state: snapshot } = await client.call('system/snapshot', {})
    await eventually(() => state.seq === snapshot.seq)
    expect(missed).toEqual([])
    expect(state).toEqual(snapshot)
  })
})
