/** Advice from what really happened, followed and taken back by the command. */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

describe('advice', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.capture === 'live')
  })
  afterEach(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  test('a folder that makes most of the changes is named with its share; ignoring it is one command, and so is recording it again', async () => {
    const run = (...args: string[]) => scribe({ home, cwd: repo.root }, 'advice', ...args)
    expect((await run()).stdout).toBe('Nothing to recommend.\n')
    for (let n = 0; n < 1_200; n++) repo.write(`out/${n}.o`, 'x\n')
    repo.write('src.ts', 'x\n')
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.changes >= 1_201, 20_000)
    const [advice] = (await client.call('advice/list', {})).recommended
    expect(advice).toMatchObject({ code: 'ignoreFolder', repo: repo.root, args: { folder: 'out/', percent: 100 } })
    // A look may find a file between its making and its writing.
    expect(Number(advice?.args.changes)).toBeGreaterThanOrEqual(1_201)
    const id = advice?.id ?? ''
    expect((await run()).stdout).toContain(`${id}  `)
    expect(await run('apply', id)).toMatchObject({ code: 0, stdout: expect.stringContaining(`recording.ignore is /out/ now in ${repo.root}.`) })
    expect((await client.call('settings/get', { repo: repo.root })).settings['recording.ignore']).toBe('/out/')
    expect(await client.call('advice/list', {})).toMatchObject({ recommended: [], applied: [{ id }] })
    repo.write('out/new.o', 'x\n')
    repo.write('b.ts', 'x\n')
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.last?.path === 'b.ts')
    expect((await client.call('session/get', { cwd: repo.root })).session.changes).toBe(1_202)
    expect(await run('undo', id)).toMatchObject({ code: 0 })
    expect((await client.call('settings/get', { repo: repo.root })).settings['recording.ignore']).toBe('')
  })

  test('what makes no sense is refused with what to do', async () => {
    for (const args of [['apply'], ['follow', 'x'], ['apply', 'x', 'y']]) expect((await scribe({ home, cwd: repo.root }, 'advice', ...args)).code).toBe(2)
    for (const action of ['apply', 'undo']) {
      const { code, stderr } = await scribe({ home, cwd: repo.root }, 'advice', action, 'nothing')
      expect([code, stderr]).toEqual([2, expect.stringContaining('"scribe advice" shows')])
    }
  })
})
