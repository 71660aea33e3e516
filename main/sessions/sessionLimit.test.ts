import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'

const REFUSED = expect.objectContaining({ code: 'limit.sessions', message: expect.stringContaining('scribe config set limits.maxSessions') })

suite('main/sessions/sessionLimit', () => {
  let home: string
  let folder: string
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    folder = tempFolder()
    rig = await openSessionRig(home)
    rig.set({ 'limits.maxSessions': 2 })
  })
  afterEach(async () => {
    await rig.close()
    removeFolder(home)
    removeFolder(folder)
  })

  const repo = (name: string): string => createRepo({ folder: join(folder, name), branch: 'feat/B-7-x', files: { 'a.ts': 'x\n' } }).root
  const recording = (): number => rig.recorder.all().filter(({ state }) => state === 'recording').length

  test('one session more than may record is refused, and says what to do; room is made by pausing', async () => {
    const [a, b, c] = [repo('a'), repo('b'), repo('c')]
    await rig.sessions.start({ cwd: a })
    await rig.sessions.start({ cwd: b })
    await expect(rig.sessions.start({ cwd: c })).rejects.toEqual(REFUSED)
    expect([recording(), rig.captures.get(c)]).toEqual([2, undefined])
    expect(await rig.sessions.start({ cwd: a })).toMatchObject({ created: false })
    await rig.sessions.pause({ cwd: a })
    await rig.sessions.start({ cwd: c })
    await expect(rig.sessions.resume({ cwd: a })).rejects.toEqual(REFUSED)
    expect(recording()).toBe(2)
  })

  test('of starts at the same time exactly as many pass as there is room for', async () => {
    const folders = ['a', 'b', 'c', 'd', 'e'].map(repo)
    const outcomes = await Promise.allSettled(folders.map((cwd) => rig.sessions.start({ cwd })))
    expect([outcomes.filter(({ status }) => status === 'fulfilled').length, recording()]).toEqual([2, 2])
  })

  test('a smaller limit stops none that records, a larger one makes room at once', async () => {
    const [a, b] = [repo('a'), repo('b')]
    await rig.sessions.start({ cwd: a })
    rig.set({ 'limits.maxSessions': 1 })
    await expect(rig.sessions.start({ cwd: b })).rejects.toEqual(REFUSED)
    expect(recording()).toBe(1)
    rig.set({ 'limits.maxSessions': 2 })
    await rig.sessions.start({ cwd: b })
    expect(recording()).toBe(2)
  })

  const lines = async (id: string): Promise<string[]> =>
    (await rig.store.run({ kind: 'entries', sessionId: id, sinceSeq: 0, limit: 100, newest: false })).flatMap((entry) => entry.lines)
  const state = (id: string): string | undefined => rig.recorder.get(id)?.state

  test('who waits begins by itself when there is room: the important first, then who came first', async () => {
    const [a, b, c, d, e] = ['a', 'b', 'c', 'd', 'e'].map(repo) as [string, string, string, string, string]
    await rig.sessions.start({ cwd: a })
    await rig.sessions.start({ cwd: b })
    const waits = async (cwd: string, priority: 'high' | 'low') => (await rig.sessions.start({ cwd, priority, on_limit: 'queue' })).session.id
    const third = await waits(c, 'low')
    rig.clock.now += 1_000
    const fourth = await waits(d, 'low')
    rig.clock.now += 1_000
    const fifth = await waits(e, 'high')
    expect([recording(), state(third), rig.captures.get(c)]).toEqual([2, 'paused', undefined])
    expect(await lines(third)).toEqual(['- Session started', '- Branch: feat/B-7-x', '- Waiting for a place: as many sessions record as may'])
    await rig.sessions.stop({ cwd: a })
    await eventually(() => state(fifth) === 'recording')
    expect([state(third), state(fourth)]).toEqual(['paused', 'paused'])
    await rig.sessions.pause({ cwd: b })
    await eventually(() => state(third) === 'recording')
    expect([recording(), state(fourth), rig.recorder.get(third)?.queued_at]).toEqual([2, 'paused', null])
    expect((await lines(third)).at(-1)).toBe('- Session resumed')
  })

  test('who is paused or stopped while it waits does not begin, and who asks again keeps its place', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(repo) as [string, string, string, string]
    await rig.sessions.start({ cwd: a })
    await rig.sessions.start({ cwd: b })
    const third = (await rig.sessions.start({ cwd: c, on_limit: 'queue' })).session
    rig.clock.now += 1_000
    const again = await rig.sessions.start({ cwd: c, on_limit: 'queue' })
    expect(again).toMatchObject({ created: false, session: { id: third.id, queued_at: third.queued_at } })
    const fourth = (await rig.sessions.start({ cwd: d, on_limit: 'queue' })).session
    await rig.sessions.pause({ session: third.id })
    await rig.sessions.stop({ session: fourth.id })
    await rig.sessions.stop({ cwd: a })
    await rig.sessions.admit()
    expect([state(third.id), state(fourth.id), recording()]).toEqual(['paused', 'completed', 1])
  })

  test('one that waits and whose repository is gone holds nobody up', async () => {
    const [a, b, c, d] = ['a', 'b', 'c', 'd'].map(repo) as [string, string, string, string]
    await rig.sessions.start({ cwd: a })
    await rig.sessions.start({ cwd: b })
    const third = (await rig.sessions.start({ cwd: c, on_limit: 'queue', priority: 'high' })).session
    const fourth = (await rig.sessions.start({ cwd: d, on_limit: 'queue' })).session
    removeFolder(c)
    await rig.sessions.stop({ cwd: a })
    await eventually(() => state(fourth.id) === 'recording')
    expect(rig.recorder.get(third.id)).toMatchObject({ state: 'paused', queued_at: null })
  })

  test('nothing is stopped for another unless that was chosen, and then the one that changed longest ago', async () => {
    const [a, b, c] = ['a', 'b', 'c'].map(repo) as [string, string, string]
    const first = (await rig.sessions.start({ cwd: a })).session
    rig.clock.now += 1_000
    await rig.sessions.start({ cwd: b })
    rig.clock.now += 1_000
    await rig.sessions.append({ cwd: a }, 'still at it')
    await rig.sessions.start({ cwd: c, on_limit: 'stopLeastRecent' })
    expect([state(first.id), rig.recorder.all().find(({ repo: root }) => root === b)]).toEqual([
      'recording',
      expect.objectContaining({ state: 'completed', stop_reason: 'limit' }),
    ])
  })

  test('when everything is paused, as a quit does, nobody who waits gets in before a person goes on', async () => {
    const [a, b, c] = [repo('a'), repo('b'), repo('c')]
    for (const cwd of [a, b]) await rig.sessions.start({ cwd })
    const { session } = await rig.sessions.start({ cwd: c, on_limit: 'queue' })
    await rig.sessions.pauseAll()
    await rig.sessions.admit()
    expect([recording(), rig.recorder.get(session.id)?.queued_at]).toEqual([0, expect.any(Number)])
    await rig.sessions.resume({ cwd: a })
    await rig.sessions.admit()
    expect([recording(), rig.recorder.get(session.id)?.state]).toEqual([2, 'recording'])
  })
})
