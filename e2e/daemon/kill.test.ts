/**
 * `kill -9` at random moments while eight clients write: whatever was acknowledged is there after the restart, once; the
 * registry can be read by both programs; no temporary file and no stale socket stays. Turns red when an answer leaves before the
 * commit, when the registry is written in place, and when the worklog is not compared after a start.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { times } from '../../testing/counts.ts'
import { type Random, seededRandom } from '../../testing/crashFiles.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { HAS_PYTHON, pythonResave } from '../../testing/pythonWriter.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const KILLS = times(3, 1_000)
const RACES = times(1, 100)
const WRITERS = 8
const SESSIONS = ['B-1', 'B-2', 'B-3']
/** Latest moment of a kill after the writers have begun. */
const WITHIN_MS = 250

/** What has been acknowledged. */
interface Acked {
  readonly notes: { readonly session: string; readonly text: string }[]
  /** The last description of each session whose change was answered, and one that may or may not have arrived. */
  readonly texts: Map<string, { done: string; tried: string }>
}

describe('kill -9 with eight writers', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  const seed = Date.now() % 1_000_000

  const begin = (): Promise<DaemonProcess> => startDaemonProcess(home, { environment: gitEnvironment() })
  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    daemon = await begin()
  })
  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const worklog = (id: string): string => readFileSync(join(repo.root, `artifacts/worklogs/${id}.md`), 'utf8')
  const registryPath = (): string => join(repo.root, 'artifacts/session_registry.json')

  /** Writes until the daemon is gone. Each session's description has one writer, so that its order is known. */
  async function writer(client: ScribeClient, acked: Acked, place: { index: number; round: number; random: Random }): Promise<void> {
    const { index, round, random } = place
    for (let n = 0; ; n++) {
      const session = SESSIONS[index] ?? SESSIONS[random(SESSIONS.length)] ?? ''
      if (index < SESSIONS.length && n % 3 === 0) {
        const text = `d${round}-${n}`
        const known = acked.texts.get(session) ?? { done: '', tried: '' }
        acked.texts.set(session, { ...known, tried: text })
        await client.call('session/update', { cwd: repo.root, session, description: text })
        acked.texts.set(session, { done: text, tried: text })
      } else if (n % 7 === 5) {
        await client.call('session/list', {})
      } else {
        const text = `n${round}-${index}-${n};`
        await client.call('worklog/append', { cwd: repo.root, session, text })
        acked.notes.push({ session, text })
      }
    }
  }

  test(
    `${KILLS} times (seed ${seed}): 0 lost, 0 twice, 0 unreadable`,
    async () => {
      const random = seededRandom(seed)
      const acked: Acked = { notes: [], texts: new Map() }
      const first = await daemon.connect()
      for (const backlog_id of SESSIONS) await first.call('session/start', { cwd: repo.root, backlog_id })
      first.close()
      for (let round = 0; round < KILLS; round++) {
        const clients = await Promise.all(Array.from({ length: WRITERS }, () => daemon.connect()))
        const writers = clients.map((client, index) => writer(client, acked, { index, round, random: seededRandom(seed + round * 10 + index) }))
        const ended = Promise.allSettled(writers)
        const before = acked.notes.length
        // On a busy machine a kill at once would find nobody at work.
        if (round % 2 === 0) await eventually(() => acked.notes.length > before + 2)
        await new Promise((resolve) => setTimeout(resolve, random(WITHIN_MS)))
        await daemon.kill()
        await ended
        if (existsSync(registryPath())) expect(() => JSON.parse(readFileSync(registryPath(), 'utf8'))).not.toThrow()
        daemon = await begin()
      }
      expect(acked.notes.length).toBeGreaterThan(KILLS)
      const client = await daemon.connect()
      for (const id of SESSIONS) {
        const { session, ok, first_difference } = await client.call('session/verify', { cwd: repo.root, session: id })
        expect([id, ok, first_difference]).toEqual([id, true, null])
        const { done, tried } = acked.texts.get(id) ?? { done: null, tried: null }
        expect([done, tried]).toContain(session.description)
      }
      const wrong = acked.notes.filter(({ session, text }) => worklog(session).split(`- ${text}\n`).length !== 2)
      expect(wrong).toEqual([])
      for (const id of SESSIONS) expect(worklog(id).split(`# Worklog ${id}\n`)).toHaveLength(2)
      client.close()
      await daemon.stop()
      if (HAS_PYTHON) expect(await pythonResave([registryPath()])).toEqual([SESSIONS.length])
      expect(readdirSync(join(repo.root, '.git/scribe')).filter((name) => name.endsWith('.tmp'))).toEqual([])
      expect(readdirSync(join(home, 'run'))).toEqual([])
      daemon = await begin()
    },
    times(60_000, 7_200_000),
  )

  test('files that only look like ours stay, ours from before the kill go', async () => {
    const client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root, backlog_id: 'B-1' })
    await eventually(() => existsSync(registryPath()))
    await daemon.kill()
    const scratch = join(repo.root, '.git/scribe')
    const foreign = ['.scribe-1234.tmp', '.scribe-0123456789ab.tmp.bak', 'scribe-0123456789ab.tmp', 'mine.tmp']
    for (const name of [...foreign, '.scribe-0123456789ab.tmp']) writeFileSync(join(scratch, name), 'x')
    daemon = await begin()
    await eventually(() => !existsSync(join(scratch, '.scribe-0123456789ab.tmp')))
    expect(foreign.filter((name) => !existsSync(join(scratch, name)))).toEqual([])
  })

  // Turns red without the lock on the data folder.
  test(
    `${RACES} races of three daemons for one data folder: always one owner, and the others say so soon`,
    async () => {
      for (let race = 0; race < RACES; race++) {
        await daemon.stop()
        const outcomes = await Promise.allSettled([begin(), begin(), begin()])
        const owners = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
        for (const second of owners.slice(1)) await second.kill()
        expect(owners).toHaveLength(1)
        daemon = owners[0] ?? daemon
        const client = await daemon.connect()
        expect((await client.call('health', {})).pid).toBe(daemon.pid)
        client.close()
      }
    },
    times(60_000, 900_000),
  )

  // Turns red when closing does not wait for what is under way.
  test('SIGTERM with everything under way: what was acknowledged is written, within 2 s', async () => {
    const client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root, backlog_id: 'B-1' })
    const acked: string[] = []
    const writes = Array.from({ length: 300 }, async (_, n) => {
      await client.call('worklog/append', { cwd: repo.root, session: 'B-1', text: `n${n};` })
      acked.push(`n${n};`)
    })
    const ended = Promise.allSettled(writes)
    await writes[20]
    const from = performance.now()
    expect(await daemon.stop()).toBe(0)
    const took = performance.now() - from
    await ended
    expect(acked.filter((text) => worklog('B-1').split(`- ${text}\n`).length !== 2)).toEqual([])
    // Twice the promise: another test may have the machine.
    expect(took).toBeLessThan(4_000)
    daemon = await begin()
  })
})
