import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
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
})
