import { existsSync, renameSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { AlertCode } from '../../shared/domain/alert.ts'
import type { Session } from '../../shared/domain/session.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import { locateRepository } from '../git/repoState.ts'

suite('main/sessions/captures', () => {
  let home: string
  let parent: string
  let repo: TestRepo
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    parent = tempFolder()
    repo = createRepo({ folder: join(parent, 'repo'), files: { 'a.ts': 'one\n', '.gitignore': 'out/\n' } })
    rig = await openSessionRig(home)
  })

  afterEach(async () => {
    vi.restoreAllMocks()
    vi.useRealTimers()
    await rig.close()
    removeFolder(home)
    removeFolder(parent)
  })

  /** Starts and waits until the watch is ordered, which nothing else waits for. */
  const start = async (backlog_id = 'B-1'): Promise<string> => {
    const { session: started } = await rig.sessions.start({ cwd: repo.root, backlog_id })
    await eventually(() => rig.host.watched.includes(repo.root))
    return started.id
  }
  const session = (id: string): Session => {
    const found = rig.recorder.get(id)
    if (found === undefined) throw new Error(`no session ${id}`)
    return found
  }
  const health = (id: string, capture: Session['capture']): Promise<boolean> => eventually(() => session(id).capture === capture)
  const say = (kind: 'ready' | 'rootLost'): void => rig.host.say({ kind, root: repo.root })
  const degrade = (): void => rig.host.say({ kind: 'degraded', root: repo.root, message: 'EACCES', polling: false })
  const dirty = (): void => rig.host.say({ kind: 'dirty', root: repo.root, paths: ['a.ts'], count: 1, git: false, at: rig.clock.now })
  const alerts = (): AlertCode[] => rig.hub.state.alerts.map((alert) => alert.code)
  const orders = (): string[] => rig.host.orders.map((order) => order.kind).filter((kind) => kind !== 'prove')
  /** Makes Git refuse the repository; the returned function mends it. */
  const breakRepository = (): (() => void) => {
    writeFileSync(join(repo.root, '.git/config.kept'), '')
    renameSync(join(repo.root, '.git/config'), join(repo.root, '.git/config.kept'))
    writeFileSync(join(repo.root, '.git/config'), '[core\n')
    return () => renameSync(join(repo.root, '.git/config.kept'), join(repo.root, '.git/config'))
  }

  test('a capture is live only once the watch covers the tree and a look was taken after', async () => {
    const id = await start()
    expect(session(id).capture).toBe('starting')
    repo.write('a.ts', 'changed before the watch was ready\n')
    say('ready')
    await health(id, 'live')
    expect(session(id).changes).toBe(1)
    expect(rig.host.orders[0]).toMatchObject({ kind: 'watch', root: repo.root, gitDir: join(repo.root, '.git') })
  })

  test('a watch that may miss changes is said, and taken back when it covers the tree again', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    degrade()
    await health(id, 'degraded')
    expect(alerts()).toEqual(['watch.degraded'])
    say('ready')
    await health(id, 'live')
    expect(alerts()).toEqual([])
  })

  test('trouble that comes with being ready is not forgotten by the look after it', async () => {
    const id = await start()
    say('ready')
    degrade()
    await health(id, 'degraded')
    await rig.captures.get(repo.root)?.lookNow(rig.clock.now)
    await eventually(() =>
      rig.captures
        .get(repo.root)
        ?.order.idle()
        .then(() => true),
    )
    expect([session(id).capture, alerts()]).toEqual(['degraded', ['watch.degraded']])
  })

  test('a repository Git cannot read is degraded, looked at again, and loses nothing', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    const mend = breakRepository()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    dirty()
    vi.advanceTimersByTime(60)
    await health(id, 'degraded')
    expect(alerts()).toEqual(['git.failed'])
    repo.write('a.ts', 'changed meanwhile\n')
    vi.advanceTimersByTime(3_000)
    await rig.captures.get(repo.root)?.lookNow(rig.clock.now)
    expect(session(id).changes).toBe(0)
    mend()
    vi.advanceTimersByTime(3_000)
    await health(id, 'live')
    expect(session(id).changes).toBe(1)
    expect(alerts()).not.toContain('git.failed')
  })

  test('a repository Git cannot read cannot be started, and can once it is mended', async () => {
    const location = await locateRepository(rig.git, repo.root)
    const mend = breakRepository()
    await expect(rig.captures.enter(location)).rejects.toEqual(expect.objectContaining({ code: 'git.failed' }))
    expect([rig.captures.get(repo.root), orders()]).toEqual([undefined, []])
    mend()
    const id = await start()
    say('ready')
    await health(id, 'live')
  })

  test('when the list of ignored folders is not to be had, everything is watched', async () => {
    const run = rig.git.run.bind(rig.git)
    vi.spyOn(rig.git, 'run').mockImplementation(async (asked) => {
      if (asked.args[0] === 'ls-files') throw new Error('timed out')
      return await run(asked)
    })
    await start()
    expect(rig.host.orders).toMatchObject([{ kind: 'watch', ignoredFolders: [] }])
  })

  test('a root that went and came back is watched anew, with its session', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    renameSync(repo.root, join(parent, 'aside'))
    renameSync(join(parent, 'aside'), repo.root)
    repo.write('a.ts', 'changed meanwhile\n')
    say('rootLost')
    await eventually(() => orders().filter((kind) => kind === 'watch').length === 2)
    say('ready')
    await eventually(() => session(id).changes === 1)
    expect(session(id).state).toBe('recording')
  })

  test('a root that is gone is waited for; when it is not back in ten minutes its sessions end, saying what is open', async () => {
    const ids = [await start('B-1'), await start('B-2')]
    say('ready')
    await health(ids[0] ?? '', 'live')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    rmSync(repo.root, { recursive: true })
    say('rootLost')
    for (const id of ids) await health(id, 'degraded')
    expect(alerts()).toContain('repo.gone')
    expect(orders().at(-1)).toBe('unwatch')
    rig.clock.now += 600_000
    vi.advanceTimersByTime(2_000)
    for (const id of ids) await eventually(() => session(id).state === 'interrupted')
    expect(session(ids[0] ?? '')).toMatchObject({ stop_reason: 'gone', capture: 'off' })
    expect(rig.captures.get(repo.root)).toBeUndefined()
  })

  test('another folder in the place of the root ends its sessions at once, and nothing is written there', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    renameSync(repo.root, join(parent, 'aside'))
    const stranger = createRepo({ folder: repo.root, files: { 'b.ts': 'not ours\n' } })
    stranger.write('b.ts', 'changed by somebody else\n')
    dirty()
    await eventually(() => session(id).state === 'interrupted')
    expect(session(id).changes).toBe(0)
    await rig.worklogs.idle()
    expect(existsSync(join(repo.root, 'artifacts'))).toBe(false)
    expect(stranger.git('status', '--short').trim()).toBe('M b.ts')
  })

  test('a root that is back goes on where it was, with the gap in its worklog', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    renameSync(repo.root, join(parent, 'aside'))
    say('rootLost')
    await health(id, 'degraded')
    writeFileSync(join(parent, 'aside/a.ts'), 'changed while away\n')
    renameSync(join(parent, 'aside'), repo.root)
    vi.advanceTimersByTime(2_000)
    await eventually(() => orders().filter((kind) => kind === 'watch').length === 2)
    say('ready')
    await health(id, 'live')
    expect(session(id).changes).toBe(1)
    // The files' keeper may have looked while the folder was away; it tries again.
    await eventually(() => {
      vi.advanceTimersByTime(2_000)
      return alerts().length === 0
    })
    const entries = await rig.store.run({ kind: 'entries', sessionId: id, sinceSeq: 0, limit: 10, newest: false })
    expect(entries.find((entry) => entry.kind === 'gap')?.lines[0]).toMatch(/^- Gap: not watched from .* to .* \(the folder was gone\)$/)
  })

  test('a proof is announced with its time, and a stirring before Git is asked', async () => {
    await start()
    say('ready')
    await eventually(() => rig.hub.state.proofs[repo.root])
    expect(rig.hub.state.proofs[repo.root]).toEqual({ at: rig.clock.now, ms: expect.any(Number) })
    dirty()
    expect(rig.events.at(-1)).toEqual({ topic: 'file.changed', repo: repo.root, paths: ['a.ts'], count: 1 })
  })

  test('when the store cannot write, the same difference is recorded at the next look', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const run = vi.spyOn(rig.store, 'run').mockRejectedValue('disk full')
    repo.write('a.ts', 'two\n')
    dirty()
    vi.advanceTimersByTime(60)
    await eventually(() => alerts().includes('store.failed'))
    expect(session(id).changes).toBe(0)
    expect(rig.logged.map(({ message }) => message)).toContain('a batch could not be recorded')
    run.mockRestore()
    vi.advanceTimersByTime(3_000)
    await eventually(() => session(id).changes === 1)
    await eventually(() => alerts().length === 0)
  })

  test('one repository has one watch, which ends with its last session', async () => {
    const first = await start('B-1')
    const second = await start('B-2')
    expect(orders()).toEqual(['watch'])
    await rig.sessions.stop({ session: first })
    expect(orders()).toEqual(['watch'])
    await rig.sessions.pause({ session: second })
    expect(orders()).toEqual(['watch', 'unwatch'])
    await rig.sessions.resume({ session: second })
    await eventually(() => orders().length === 3)
    expect(orders()).toEqual(['watch', 'unwatch', 'watch'])
  })

  test('two starts at once share one capture', async () => {
    await Promise.all([start('B-1'), start('B-2'), start('B-3')])
    expect(orders()).toEqual(['watch'])
    expect(rig.captures.get(repo.root)?.paces.size).toBe(3)
  })

  test('a note to a paused session beside a recording one is no activity of it', async () => {
    const [paused, recording] = [await start('B-1'), await start('B-2')]
    await rig.sessions.pause({ session: paused })
    const before = rig.captures.get(repo.root)?.paces.get(recording)?.activeAt
    rig.clock.now += 5_000
    await rig.sessions.append({ session: paused }, 'while paused')
    expect(rig.captures.get(repo.root)?.paces.size).toBe(1)
    expect(rig.captures.get(repo.root)?.paces.get(recording)?.activeAt).toBe(before)
  })

  test('a watcher that did not answer is written down, from its last sign of life', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    rig.clock.now += 60_000
    rig.host.exit('SIGKILL')
    await health(id, 'degraded')
    await eventually(() => rig.host.watched.length === 2)
    rig.host.exit('SIGKILL')
    await eventually(() => rig.host.watched.length === 3)
    say('ready')
    await health(id, 'live')
    const entries = await rig.store.run({ kind: 'entries', sessionId: id, sinceSeq: 0, limit: 10, newest: false })
    expect(entries.map((entry) => entry.kind)).toEqual(['start', 'gap'])
  })

  test('where changes are only looked for at intervals, capture works but is not live', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    rig.host.say({ kind: 'degraded', root: repo.root, message: 'too many folders', polling: true })
    await health(id, 'degraded')
    repo.write('a.ts', 'two\n')
    say('ready')
    await eventually(() => session(id).changes === 1)
    await rig.captures.get(repo.root)?.order.idle()
    expect([session(id).capture, alerts()]).toEqual(['degraded', ['watch.degraded']])
  })

  test('a file that is written on and on is recorded without Git; what nobody told of is found soon after', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    const runs = vi.spyOn(rig.git, 'run')
    const looks = (): number => runs.mock.calls.filter(([{ args }]) => args[0] === 'status').length
    const written = async (text: string, changes: number): Promise<void> => {
      repo.write('a.ts', text)
      dirty()
      await eventually(() => session(id).changes === changes)
    }
    await written('two\n', 1)
    expect(looks()).toBe(1)
    for (const [index, text] of ['three\n', 'four, and so on\n', 'five\n'].entries()) await written(text, 2 + index)
    expect(looks()).toBe(1)
    repo.write('unsaid.ts', 'x\n')
    await eventually(() => session(id).changes === 5, 10_000)
    expect([looks(), session(id).last?.path]).toEqual([2, 'unsaid.ts'])
  })

  test('a file that is put back is told as that at once, not as written', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    repo.write('a.ts', 'two\n')
    dirty()
    await eventually(() => session(id).changes === 1)
    repo.write('a.ts', 'one\n')
    dirty()
    await eventually(() => session(id).changes === 2)
    expect(await rig.store.run({ kind: 'recentChanges', sessionId: id, limit: 1 })).toMatchObject([{ path: 'a.ts', kind: 'reverted' }])
  })

  test('a session that ends before its watch was begun leaves none behind', async () => {
    const list = Promise.withResolvers<void>()
    const run = rig.git.run.bind(rig.git)
    vi.spyOn(rig.git, 'run').mockImplementation(async (asked) => {
      if (asked.args[0] === 'ls-files') await list.promise
      return await run(asked)
    })
    const { session: begun } = await rig.sessions.start({ cwd: repo.root, backlog_id: 'B-1' })
    await rig.sessions.stop({ session: begun.id })
    list.resolve()
    // What another repository is asked after that is answered after that.
    const other = createRepo({ folder: join(parent, 'other'), files: {} })
    await rig.sessions.start({ cwd: other.root, backlog_id: 'B-2' })
    await eventually(() => rig.host.watched.includes(other.root))
    expect(rig.host.watched).toEqual([other.root])
  })

  test('leaving and touching what is not captured does nothing', () => {
    rig.captures.leave('/nowhere', 'x')
    expect(rig.captures.get('/nowhere')).toBeUndefined()
  })

  test('news that come after the end of a capture are passed over', async () => {
    const id = await start()
    const capture = rig.captures.get(repo.root)
    await rig.sessions.stop({ session: id })
    repo.write('a.ts', 'too late\n')
    for (const kind of ['ready', 'rootLost'] as const) say(kind)
    dirty()
    await capture?.lookNow(rig.clock.now)
    expect(session(id)).toMatchObject({ changes: 0, state: 'completed' })
  })

  test('a branch that is switched away ends the session and its watch', async () => {
    const id = await start()
    say('ready')
    await health(id, 'live')
    repo.git('checkout', '-q', '-b', 'other')
    rig.host.say({ kind: 'dirty', root: repo.root, paths: [], count: 0, git: true, at: rig.clock.now })
    await eventually(() => session(id).state === 'completed')
    expect(session(id).stop_reason).toBe('branch')
    await eventually(() => orders().at(-1) === 'unwatch')
  })
})
