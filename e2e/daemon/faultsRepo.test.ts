/**
 * The repository's volume is full or read-only, or names processes that are none of ours: the record goes on, the person is
 * told which file, and once the cause ends everything is right within 5 s, without anybody doing anything. Turns red when a
 * failed write is not tried again, when a half-written entry is not cut back, and when a number from a file is ever signalled.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { isAlive } from '../../testing/isAlive.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { canMount, type SmallVolume, smallVolume } from '../../testing/smallVolume.ts'
import { canInject } from '../../testing/strace.ts'

let home: string
let daemon: DaemonProcess
let client: ScribeClient

beforeEach(async () => {
  home = tempFolder()
  daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  client = await daemon.connect()
})
afterEach(async () => {
  client.close()
  await daemon.stop()
  removeFolder(home)
})

describe.skipIf(!canMount())('the volume of a repository', () => {
  let volume: SmallVolume
  let repo: TestRepo
  beforeEach(() => {
    volume = smallVolume(4_000)
    repo = createRepo({ folder: join(volume.folder, 'repo'), files: { 'a.ts': 'one\n' } })
  })
  afterEach(() => volume.remove())

  /** Of files that cannot be written; Git and the watch have their own. */
  const alerts = async (): Promise<string[]> =>
    (await client.call('system/snapshot', {})).state.alerts.map(({ code }) => code).filter((code) => /^(?:worklog|registry)\.failed$/.test(code))
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-1.md'), 'utf8')
  const begin = async (): Promise<void> => {
    await client.call('session/start', { cwd: repo.root, backlog_id: 'B-1' })
    await eventually(() => worklog().includes('- Session started'))
  }
  const note = (text: string) => client.call('worklog/append', { session: 'B-1', text })
  /** All notes stand in the worklog once, in order, and nothing half written beside them. */
  const expectRight = async (notes: readonly string[]): Promise<void> => {
    await eventually(() => notes.every((text) => worklog().includes(`- ${text}\n`)), 5_000)
    expect(worklog().match(/^- n\d+.*$/gm)).toEqual(notes.map((text) => `- ${text}`))
    await eventually(async () => (await alerts()).length === 0, 5_000)
    await eventually(async () => (await client.call('session/verify', { session: 'B-1' })).ok)
  }

  test('full: notes are recorded all the same, no entry stands there in half, and all come when there is room', async () => {
    await begin()
    volume.fill()
    const notes = Array.from({ length: 12 }, (_, n) => `n${n} ${'x'.repeat(1_500)}`)
    for (const text of notes) await note(text)
    await eventually(async () => (await alerts()).includes('worklog.failed'))
    const heads = worklog().match(/^## /gm)?.length ?? 0
    expect(worklog().match(/^- (?:n\d+ x{1500}|Session started)$/gm)).toHaveLength(heads)
    volume.empty()
    await expectRight(notes)
  })

  test('read-only: the person is told of both files, and they follow when it is writable again', async () => {
    await begin()
    // Busy for as long as a file is open for writing.
    await eventually(() => {
      volume.readOnly(true)
      return true
    })
    await note('n0')
    await client.call('session/update', { session: 'B-1', description: 'new' })
    await eventually(async () => (await alerts()).includes('worklog.failed') && (await alerts()).includes('registry.failed'))
    volume.readOnly(false)
    await expectRight(['n0'])
  })
})

describe('processes that are named in files', () => {
  const strangers: ChildProcess[] = []
  afterEach(async () => {
    for (const stranger of strangers.splice(0)) {
      stranger.kill('SIGKILL')
      await once(stranger, 'exit')
    }
  })

  test(
    'are never signalled, whatever a session is asked to do',
    async () => {
      const repo = createRepo({ files: { 'a.ts': 'one\n' } })
      for (let n = 0; n < 3; n++) strangers.push(spawn('sleep', ['60']))
      const traced = canInject() ? spawn('strace', ['-f', '-qq', '-o', join(home, 'signals'), '-e', 'trace=kill,tkill,tgkill', '-p', String(daemon.pid)]) : null
      if (traced !== null) await eventually(() => /TracerPid:\t[1-9]/.test(readFileSync(`/proc/${daemon.pid}/status`, 'utf8')))
      const pids = [0, -1, 1, daemon.pid, process.pid, -process.pid, ...strangers.map(({ pid }) => pid), 2 ** 31, 2 ** 53]
      mkdirSync(join(repo.root, 'artifacts'))
      for (let round = 0; round < times(2, 60); round++) {
        const record = (pid: unknown, n: number) => [
          `P-${n}`,
          { backlog_id: `P-${n}`, pid, start_time: '2025-01-01T00:00:00Z', worklog_path: 'w', status: n % 2 ? 'active' : 'completed' },
        ]
        writeFileSync(join(repo.root, 'artifacts/session_registry.json'), JSON.stringify({ sessions: Object.fromEntries(pids.map(record)) }))
        writeFileSync(join(repo.root, '.ai_state.json'), JSON.stringify({ backlog_id: 'B-1', scribe: { pid: pids[round % pids.length] } }))
        await client.call('session/start', { cwd: repo.root, backlog_id: 'B-1' })
        await client.call('session/validate', {})
        await client.call('session/stop', { session: 'B-1' })
        await client.call('session/cleanup', { cwd: repo.root })
      }
      expect(strangers.map(({ pid }) => isAlive(pid ?? 0))).toEqual([true, true, true])
      traced?.kill('SIGINT')
      if (traced !== null) await once(traced, 'exit')
      const signals = traced === null ? '' : readFileSync(join(home, 'signals'), 'utf8')
      const met = [...signals.matchAll(/\b(?:kill|tkill)\((-?\d+), (SIG\w+|0)/g)].filter(([, pid, signal]) => signal !== '0' && pids.includes(Number(pid)))
      expect(met.map(([call]) => call)).toEqual([])
      removeFolder(repo.root)
    },
    times(30_000, 300_000),
  )
})
