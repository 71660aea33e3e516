import { mkdirSync, renameSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { createRepo, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { openSessionRig, type SessionRig } from '../../testing/sessionParts.ts'
import { validateSessions } from './validate.ts'

suite('main/sessions/validate', () => {
  let home: string
  let folder: string
  let rig: SessionRig

  beforeEach(async () => {
    home = tempFolder()
    folder = tempFolder()
    rig = await openSessionRig(home)
  })
  afterEach(async () => {
    await rig.close()
    removeFolder(home)
    removeFolder(folder)
  })

  const start = async (name: string): Promise<string> =>
    (await rig.sessions.start({ cwd: createRepo({ folder: join(folder, name), branch: 'feat/B-7-x', files: { 'a.ts': 'x\n' } }).root })).session.id
  const found = async (): Promise<unknown> => {
    const { checked, problems } = await validateSessions(rig)
    return [checked, problems.map(({ session, problem, ended }) => `${session.repo_name} ${session.state}: ${problem}${ended ? ', ended' : ''}`)]
  }

  test('sessions that record and are watched are fine, ended ones are not looked at', async () => {
    await start('a')
    const ended = await start('b')
    await rig.sessions.stop({ session: ended })
    removeFolder(join(folder, 'b'))
    expect(await found()).toEqual([1, []])
  })

  test('a paused session whose repository is gone, or replaced, ends as interrupted', async () => {
    for (const name of ['gone', 'replaced']) await rig.sessions.pause({ session: await start(name) })
    removeFolder(join(folder, 'gone'))
    renameSync(join(folder, 'replaced'), join(folder, 'moved'))
    mkdirSync(join(folder, 'replaced'))
    expect(await found()).toEqual([2, ['gone interrupted: repo.gone, ended', 'replaced interrupted: repo.replaced, ended']])
    expect(await found()).toEqual([0, []])
    const stored = await rig.store.run({ kind: 'sessions' })
    expect(stored.map(({ state, stop_reason }) => [state, stop_reason])).toEqual([
      ['interrupted', 'gone'],
      ['interrupted', 'gone'],
    ])
  })

  test('one that records is reported, and left to its capture, which waits for the folder', async () => {
    await start('a')
    renameSync(join(folder, 'a'), join(folder, 'away'))
    expect(await found()).toEqual([1, ['a recording: repo.gone']])
    renameSync(join(folder, 'away'), join(folder, 'a'))
    expect(await found()).toEqual([1, []])
  })

  test('a watch that is gone or not whole is reported', async () => {
    const id = await start('a')
    await start('b')
    const capture = rig.captures.get(join(folder, 'a'))
    if (capture !== undefined) capture.watch = 'degraded'
    expect(await found()).toEqual([2, ['a recording: watch.degraded']])
    rig.captures.leave(join(folder, 'a'), id)
    expect(await found()).toEqual([2, ['a recording: watch.off']])
  })
})
