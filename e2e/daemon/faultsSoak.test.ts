/**
 * One fault after another, of all kinds, while a client goes on writing: in the end the history is whole, in order, once, and
 * both files agree with it. The daemon's open files stay flat. What no single fault shows is what one leaves for the next.
 */
import { existsSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { times } from '../../testing/counts.ts'
import { seededRandom } from '../../testing/crashFiles.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const FAULTS = times(10, 1_500)
const NOTES = 3

describe('a soak of faults', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  const seed = Date.now() % 1_000_000

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  })
  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const registry = (): string => join(repo.root, 'artifacts/session_registry.json')
  const worklog = (): string => join(repo.root, 'artifacts/worklogs/B-1.md')
  const text = (path: string): string => (existsSync(path) ? readFileSync(path, 'utf8') : '')
  const restart = async (end: () => Promise<unknown>): Promise<void> => {
    await end()
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  }

  /** Copies that another program loaded earlier and may write back. */
  const loaded = { registry: '', worklog: '' }
  const FAULTY: Readonly<Record<string, () => Promise<void> | void>> = {
    kill: () => restart(() => daemon.kill()),
    quit: () => restart(() => daemon.stop()),
    'registry emptied': () => writeFileSync(registry(), ''),
    'registry torn': () => writeFileSync(registry(), text(registry()).slice(0, text(registry()).length / 2)),
    'registry garbage': () => writeFileSync(registry(), '\u0000[[['),
    'registry gone': () => rmSync(registry(), { force: true }),
    'registry stale': () => (loaded.registry === '' ? undefined : writeFileSync(registry(), loaded.registry)),
    'worklog gone': () => rmSync(worklog(), { force: true }),
    'worklog stale': () => (loaded.worklog === '' ? undefined : writeFileSync(worklog(), `${loaded.worklog}\n## 2026-11-22 14:00:00\n\n- theirs\n`)),
    'worklog edited': () => writeFileSync(worklog(), text(worklog()).replace('- Branch:', '- Branch (seen):')),
  }

  test(
    `${FAULTS} faults (seed ${seed}): nothing acknowledged is lost or twice`,
    async () => {
      const random = seededRandom(seed)
      let client = await daemon.connect()
      await client.call('session/start', { cwd: repo.root, backlog_id: 'B-1' })
      await eventually(() => existsSync(registry()) && text(worklog()).includes('- Branch:'))
      const acked: string[] = []
      const names = Object.keys(FAULTY)
      let description = ''
      let descriptors = 0
      for (let fault = 0; fault < FAULTS; fault++) {
        const name = names[fault < names.length ? fault : random(names.length)] ?? ''
        if (random(3) === 0) Object.assign(loaded, { registry: text(registry()), worklog: text(worklog()) })
        client.close()
        await FAULTY[name]?.()
        client = await daemon.connect()
        const { state } = (await client.call('session/get', { cwd: repo.root, session: 'B-1' })).session
        if (state === 'paused') await client.call('session/resume', { cwd: repo.root, session: 'B-1' })
        for (let n = 0; n < NOTES; n++) {
          const note = `n${fault}-${n};`
          await client.call('worklog/append', { cwd: repo.root, session: 'B-1', text: note })
          acked.push(note)
        }
        description = `after ${name} ${fault}`
        await client.call('session/update', { cwd: repo.root, session: 'B-1', description })
        const open = existsSync(`/proc/${daemon.pid}/fd`) ? readdirSync(`/proc/${daemon.pid}/fd`).length : 0
        descriptors = Math.max(descriptors, open)
      }
      await eventually(() => acked.every((note) => text(worklog()).split(`- ${note}\n`).length === 2), 10_000)
      const places = acked.map((note) => text(worklog()).indexOf(`- ${note}\n`))
      expect(places).toEqual([...places].sort((a, b) => a - b))
      const { entries } = await client.call('worklog/read', { cwd: repo.root, session: 'B-1', limit: 1_000, newest: true })
      expect(entries.filter(({ kind }) => kind === 'note').map(({ lines }) => lines[0]?.slice(2))).toEqual(
        acked.slice(-entries.filter(({ kind }) => kind === 'note').length),
      )
      // A stale copy of a single session looks like an edit by its program once it is old enough, and is followed. What is said after that holds.
      const stands = (): boolean => JSON.parse(text(registry())).sessions['B-1'].context.description === description
      for (let attempt = 0; attempt < 5 && !(await eventually(stands, 3_000).catch(() => false)); attempt++) {
        await client.call('session/update', { cwd: repo.root, session: 'B-1', description })
      }
      expect(stands()).toBe(true)
      // A hundred connections and the replaced files that are kept for a moment.
      expect(descriptors).toBeLessThan(150)
      client.close()
    },
    times(60_000, 7_200_000),
  )
})
