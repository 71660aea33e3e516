/** What survives `kill -9`: everything that was acknowledged, and the session itself. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const KILLS = 6

describe('kill -9 while recording', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    daemon = await startDaemonProcess(home)
  })

  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8')
  const count = (text: string, part: string): number => text.split(part).length - 1

  test('every acknowledged note is in the worklog once, the session goes on, the registry parses', { timeout: 90_000 }, async () => {
    const acknowledged: string[] = []
    let client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
    for (let round = 0; round < KILLS; round++) {
      const notes = Array.from({ length: 8 }, (_, index) => `note ${round}-${index};`)
      const writes = notes.map(async (text) => {
        await client.call('worklog/append', { cwd: repo.root, text })
        acknowledged.push(text)
      })
      const outcome = Promise.allSettled(writes)
      // Somewhere between the first acknowledgement and the last projection.
      await writes[round % 3]
      await daemon.kill()
      await outcome
      daemon = await startDaemonProcess(home)
      client = await daemon.connect()
    }
    const { sessions } = await client.call('session/list', {})
    expect(sessions).toHaveLength(1)
    expect(sessions[0]).toMatchObject({ backlog_id: 'B-1009', state: 'recording' })
    expect(acknowledged.length).toBeGreaterThanOrEqual(KILLS)
    await eventually(() => acknowledged.every((text) => worklog().includes(text)))
    expect(acknowledged.filter((text) => count(worklog(), text) !== 1)).toEqual([])
    expect(count(worklog(), '# Worklog B-1009\n')).toBe(1)
    const registry = (): string => readFileSync(join(repo.root, 'artifacts/session_registry.json'), 'utf8')
    await eventually(() => JSON.parse(registry()).sessions['B-1009'].status === 'active')
  })

  test('what changed while nothing ran is recorded at the next start', async () => {
    const client = await daemon.connect()
    const { session } = await client.call('session/start', { cwd: repo.root })
    repo.write('a.ts', 'seen\n')
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.changes === 1)
    await daemon.kill()
    repo.write('made while off.ts', 'x')
    daemon = await startDaemonProcess(home)
    const next = await daemon.connect()
    await eventually(async () => (await next.call('session/get', { session: session.id })).session.changes === 2)
    await eventually(() => worklog().includes('  - made while off.ts\n'))
    expect(count(worklog(), '  - a.ts\n')).toBe(1)
  })

  test('a session whose repository is gone is kept as interrupted', async () => {
    const client = await daemon.connect()
    const { session } = await client.call('session/start', { cwd: repo.root })
    await daemon.kill()
    removeFolder(repo.root)
    daemon = await startDaemonProcess(home)
    const next = await daemon.connect()
    const found = await eventually(async () => {
      const { session: now } = await next.call('session/get', { session: session.id })
      return now.state === 'interrupted' ? now : null
    })
    expect(found.stop_reason).toBe('gone')
    expect(Object.values((await next.call('system/snapshot', {})).state.alerts).map((alert) => alert.code)).toContain('repo.gone')
  })

  test('a deliberate end pauses, and the next start keeps it paused', async () => {
    const client = await daemon.connect()
    const { session } = await client.call('session/start', { cwd: repo.root })
    expect(await daemon.stop()).toBe(0)
    expect(worklog().endsWith('- Session paused\n')).toBe(true)
    daemon = await startDaemonProcess(home)
    const next = await daemon.connect()
    expect((await next.call('session/get', { session: session.id })).session.state).toBe('paused')
  })

  test('of two daemons on one data folder the second is refused', async () => {
    await expect(startDaemonProcess(home)).rejects.toThrow('ended before it was ready')
    const client = await daemon.connect()
    expect((await client.call('health', {})).pid).toBe(daemon.pid)
  })

  test('a killed watch host is started again and nothing is missed', async () => {
    const client = await daemon.connect()
    const { session } = await client.call('session/start', { cwd: repo.root })
    const pid = await eventually(() => Number(JSON.parse(readFileSync(join(repo.root, '.ai_state.json'), 'utf8')).scribe.pid))
    process.kill(pid, 'SIGKILL')
    repo.write('a.ts', 'in the gap\n')
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.changes === 1)
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.capture === 'live')
    repo.write('a.ts', 'after it\n')
    await eventually(async () => (await client.call('session/get', { session: session.id })).session.changes === 2)
  })
})
