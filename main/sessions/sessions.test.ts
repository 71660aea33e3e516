import { readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import type { Session } from '../../shared/domain/session.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'

const failure = (code: string) => expect.objectContaining({ code })

suite('main/sessions/sessions', () => {
  let home: string
  let parent: string
  let repo: TestRepo
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    parent = tempFolder()
    repo = createRepo({ folder: join(parent, 'repo'), branch: 'feat/B-7-x', files: { 'a.ts': 'one\n', 'sub/b.ts': 'two\n' } })
    rig = await openSessionRig(home)
  })

  afterEach(async () => {
    vi.restoreAllMocks()
    await rig.close()
    removeFolder(home)
    removeFolder(parent)
  })

  const start = async (wishes: Partial<Parameters<SessionRig['sessions']['start']>[0]> = {}): Promise<Session> =>
    (await rig.sessions.start({ cwd: repo.root, ...wishes })).session
  const now = (session: Session): Session | undefined => rig.recorder.get(session.id)
  const entries = async (session: Session): Promise<string[]> =>
    (await rig.store.run({ kind: 'entries', sessionId: session.id, sinceSeq: 0, limit: 100, newest: false })).map((entry) => entry.kind)
  const state = (text: string): void => writeFileSync(join(repo.root, '.ai_state.json'), text)

  test('a session starts from any folder of its repository, named by the branch', async () => {
    const { session, created } = await rig.sessions.start({ cwd: join(repo.root, 'sub') })
    expect([created, session]).toMatchObject([true, { backlog_id: 'B-7', repo: repo.root, branch: 'feat/B-7-x', state: 'recording', entries: 1 }])
    expect(session.head).toBe(repo.git('rev-parse', 'HEAD').trim())
    expect(rig.hub.state.repositories).toMatchObject([{ root: repo.root, backlog_id: 'B-7' }])
  })

  test('starting again gives the session that is there, resumed if it was paused', async () => {
    const first = await start()
    expect(await rig.sessions.start({ cwd: repo.root })).toMatchObject({ created: false, session: { id: first.id, state: 'recording' } })
    await rig.sessions.pause({ session: first.id })
    expect(await rig.sessions.start({ cwd: repo.root })).toMatchObject({ created: false, session: { id: first.id, state: 'recording' } })
    expect(await entries(first)).toEqual(['start', 'pause', 'resume'])
  })

  test('starting an item that was completed makes a new session that keeps what was said of it', async () => {
    const first = await start({ tags: ['kept'], priority: 'high' })
    await rig.sessions.stop({ session: first.id })
    const second = await start({ tags: ['new'] })
    expect(second.id).not.toBe(first.id)
    expect(second).toMatchObject({ tags: ['kept', 'new'], priority: 'high' })
  })

  const NO_ID: readonly [name: string, wishes: { backlog_id?: string }, code: string][] = [
    ['without an id anywhere', {}, 'backlog.notFound'],
    ['with an empty id', { backlog_id: '' }, 'backlog.notFound'],
    ['with an id that is a path', { backlog_id: '../../x' }, 'backlog.badId'],
  ]
  for (const [name, wishes, code] of NO_ID) {
    test(`a start ${name} is refused, and nothing stays open`, async () => {
      repo.git('checkout', '-q', '-b', 'topic')
      await expect(start(wishes)).rejects.toEqual(failure(code))
      expect([rig.captures.get(repo.root), rig.recorder.all()]).toEqual([undefined, []])
    })
  }

  test('a detached HEAD takes its id from the state file; a damaged one names none', async () => {
    repo.git('checkout', '-q', '--detach')
    state('{"backlog_id": 5')
    await expect(start()).rejects.toEqual(failure('backlog.notFound'))
    state('{"backlog_id": 5}')
    await expect(start()).rejects.toEqual(failure('backlog.notFound'))
    state('{"backlog_id": "../x"}')
    await expect(start()).rejects.toEqual(failure('backlog.badId'))
    state('{"backlog_id": "B-44"}')
    expect(await start()).toMatchObject({ backlog_id: 'B-44', branch: null })
  })

  test('a session that has ended is returned as it is, by stop', async () => {
    const session = await start()
    await rig.sessions.stop({ cwd: repo.root })
    const ended = now(session)
    rig.clock.now += 1_000
    expect(await rig.sessions.stop({ session: session.id })).toEqual(ended)
    expect(await entries(session)).toEqual(['start', 'stop'])
  })

  test('what cannot be done in a state is refused with the state', async () => {
    const session = await start()
    expect((await rig.sessions.resume({ session: session.id })).state).toBe('recording')
    await rig.sessions.pause({ session: session.id })
    expect((await rig.sessions.pause({ session: session.id })).state).toBe('paused')
    await rig.sessions.stop({ session: session.id })
    await expect(rig.sessions.pause({ session: session.id })).rejects.toThrow('B-7 is completed and cannot be paused.')
    expect(await entries(session)).toEqual(['start', 'pause', 'stop'])
  })

  test('an ended session is not taken up again beside a newer one of the same item', async () => {
    const first = await start()
    await rig.sessions.stop({ session: first.id })
    await start()
    await expect(rig.sessions.resume({ session: first.id })).rejects.toEqual(failure('session.badTransition'))
  })

  test('a session whose repository is gone cannot be resumed', async () => {
    const session = await start()
    await rig.sessions.pause({ session: session.id })
    removeFolder(repo.root)
    await expect(rig.sessions.resume({ session: session.id })).rejects.toEqual(failure('repo.noSuchFolder'))
    expect(now(session)?.state).toBe('paused')
  })

  test('a resumed session stands where the repository stands now', async () => {
    const session = await start()
    await rig.sessions.pause({ session: session.id })
    repo.git('checkout', '-q', '-b', 'other')
    repo.write('a.ts', 'x')
    repo.commit('second')
    expect(await rig.sessions.resume({ session: session.id })).toMatchObject({ branch: 'other', head: repo.git('rev-parse', 'HEAD').trim() })
  })

  test('a note is answered with its entry, without secrets, and is activity of a live session', async () => {
    const session = await start()
    rig.clock.now += 5_000
    const { session: after, entry } = await rig.sessions.append({ cwd: repo.root }, 'use AKIAABCDEFGHIJKLMNOP\nsecond line')
    expect(entry).toMatchObject({ kind: 'note', session_id: session.id })
    expect(entry.lines[0]).toBe('- use [redacted:aws-key]')
    expect(after).toMatchObject({ entries: 2, last: { kind: 'note', path: 'use [redacted:aws-key]' }, last_activity_at: rig.clock.now })
  })

  test('a note to an ended session is kept and wakes nothing', async () => {
    const session = await start()
    await rig.sessions.stop({ session: session.id })
    const ended = now(session)
    rig.clock.now += 5_000
    const { session: after } = await rig.sessions.append({ session: session.id }, 'an afterthought')
    expect(after).toEqual({ ...ended, entries: 3 })
  })

  test('an empty note is refused', async () => {
    await start()
    for (const text of ['', '  \n\t ']) await expect(rig.sessions.append({ cwd: repo.root }, text)).rejects.toEqual(failure('worklog.badText'))
  })

  test('the folder and its branch name the session, of several too', async () => {
    const own = await start()
    const other = await start({ backlog_id: 'B-8' })
    expect((await rig.sessions.find({ cwd: join(repo.root, 'sub') })).id).toBe(own.id)
    expect((await rig.sessions.find({ session: 'B-8', cwd: repo.root })).id).toBe(other.id)
    await expect(rig.sessions.find({ cwd: parent })).rejects.toEqual(failure('session.notFound'))
    await expect(rig.sessions.find({})).rejects.toEqual(failure('session.notFound'))
    await expect(rig.sessions.find({ session: 'B-9' })).rejects.toEqual(failure('session.notFound'))
  })

  test('when branch and state file name nothing usable, two sessions are an ambiguity', async () => {
    repo.git('checkout', '-q', '--detach')
    for (const backlog_id of ['B-1', 'B-2']) await start({ backlog_id })
    // From here on the file is the test's: what Scribe writes there follows a start by a moment.
    await eventually(() => JSON.parse(readFileSync(join(repo.root, '.ai_state.json'), 'utf8')).backlog_id === 'B-2')
    state('{"backlog_id": "../x"}')
    await expect(rig.sessions.find({ cwd: repo.root })).rejects.toEqual(failure('session.ambiguous'))
    state('not JSON')
    await expect(rig.sessions.find({ cwd: repo.root })).rejects.toEqual(failure('session.ambiguous'))
    state('{"backlog_id": "B-2"}')
    expect((await rig.sessions.find({ cwd: repo.root })).backlog_id).toBe('B-2')
  })

  test('pausing everything pauses what can be paused', async () => {
    const session = await start()
    const other = await start({ backlog_id: 'B-8' })
    await rig.sessions.stop({ session: other.id })
    await rig.sessions.pauseAll()
    expect([now(session)?.state, now(other)?.state]).toEqual(['paused', 'completed'])
    await rig.sessions.resume({ session: session.id })
    vi.spyOn(rig.store, 'run').mockRejectedValue(new Error('disk full'))
    await rig.sessions.pauseAll()
    expect(now(session)?.state).toBe('recording')
  })
})
