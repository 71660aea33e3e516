/**
 * Nothing is lost on the way to a follower: daemon and followers are killed again and again while notes are written; every acknowledged
 * note arrives, once per number and in order. `npm run test:long` does it 500 times.
 */
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { findDaemon } from '../../client/findDaemon.ts'
import { type EventCursor, followEvents } from '../../client/followEvents.ts'
import { connectClient, nullIfUnreachable, type ScribeClient } from '../../client/scribeClient.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const KILLS = times(6, 500)
/** A bound on hanging. */
const LIMIT_MS = times(300_000, 1_500_000)
const CLIENT = { name: 'follower', kind: 'other' } as const

/** A follower that is ended and begun anew, with nothing but its cursor. */
class Follower {
  readonly received: Envelope[] = []
  gaps = 0
  #cursor: EventCursor | null = null
  #stop = new AbortController()
  #running: Promise<void> = Promise.resolve()
  readonly #home: string

  constructor(home: string) {
    this.#home = home
  }

  start(): void {
    this.#stop = new AbortController()
    this.#running = followEvents({
      connect: async () => {
        const found = await findDaemon(this.#home)
        return found === null ? null : await connectClient(found.socket, CLIENT).catch(nullIfUnreachable)
      },
      wanted: { topics: ['*'] },
      from: this.#cursor,
      onEvent: (envelope) => {
        this.received.push(envelope)
        this.#cursor = { epoch: envelope.epoch, seq: envelope.seq }
      },
      onGap: () => {
        this.gaps++
      },
      signal: this.#stop.signal,
    })
  }

  /** As abrupt as the end of a process: whatever is on its way is dropped. */
  async kill(): Promise<void> {
    this.#stop.abort()
    await this.#running
  }

  get notes(): string[] {
    return this.received.flatMap(({ event }) => (event.topic === 'worklog.appended' && event.entry.kind === 'note' ? event.entry.lines : []))
  }
}

describe('followers and kills', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  })
  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  /** Adds notes until it is told to stop, each until it is acknowledged. */
  async function write(acknowledged: string[], signal: AbortSignal): Promise<void> {
    let client: ScribeClient | null = null
    for (let n = 0; !signal.aborted; ) {
      try {
        client ??= await connectClient(daemon.socket, { name: 'writer', kind: 'other' })
        await client.call('worklog/append', { cwd: repo.root, text: `note ${n}`, idem: `key ${n}` })
        acknowledged.push(`- note ${n++}`)
      } catch {
        // Whether it was added nobody knows: it is asked again.
        client = null
      }
      await new Promise((resolve) => setTimeout(resolve, 25))
    }
    client?.close()
  }

  test(
    `${KILLS} kills of the daemon, the follower or both: no note is missing, none is out of order`,
    async () => {
      const first = await daemon.connect()
      await first.call('session/start', { cwd: repo.root })
      first.close()
      const follower = new Follower(home)
      follower.start()
      const acknowledged: string[] = []
      const stop = new AbortController()
      // It says hello before it subscribes: what it receives shows that it follows.
      const caller = await daemon.connect()
      await eventually(async () => {
        await caller.call('worklog/append', { cwd: repo.root, text: 'are you there' })
        return follower.notes.length > 0
      })
      caller.close()
      const writing = write(acknowledged, stop.signal)
      for (let kill = 0; kill < KILLS; kill++) {
        await new Promise((resolve) => setTimeout(resolve, 100 + ((kill * 37) % 150)))
        if (kill % 3 !== 1) await daemon.kill()
        if (kill % 3 !== 0) await follower.kill()
        if (kill % 3 !== 1) daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
        if (kill % 3 !== 0) follower.start()
      }
      stop.abort()
      await writing
      const last = acknowledged.at(-1) ?? ''
      await eventually(() => follower.notes.includes(last))
      await follower.kill()
      expect(acknowledged.length).toBeGreaterThan(KILLS)
      expect(acknowledged.filter((note) => !follower.notes.includes(note))).toEqual([])
      expect(follower.gaps).toBe(0)
      const numbers = follower.received.map(({ seq }) => seq)
      expect(numbers).toEqual([...new Set(numbers)].sort((a, b) => a - b))
      expect(new Set(follower.received.map(({ epoch }) => epoch)).size).toBe(1)
      const reader = await daemon.connect()
      const { entries: recorded } = await reader.call('worklog/read', { cwd: repo.root, limit: 1_000, newest: true })
      reader.close()
      const notes = recorded.filter(({ kind }) => kind === 'note').flatMap(({ lines }) => lines)
      const told = notes.filter((line) => line.startsWith('- note '))
      expect(told.slice(-900)).toEqual([...new Set(told)].slice(-900))
      // What was announced again after a crash, because it was in doubt, has the number of its entry.
      const entries = follower.received.flatMap(({ event }) => (event.topic === 'worklog.appended' ? event.entry.seq : []))
      expect([...new Set(entries)]).toEqual([...new Set(entries)].sort((a, b) => a - b))
    },
    LIMIT_MS,
  )
})
