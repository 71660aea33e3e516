/**
 * What a client must do, whoever wrote it: the same table for Scribe's own (`scribe watch`) and for the one that was written from
 * `docs/protocol.md` alone (`plugins/examples/watch.py`). Each prints events as JSON lines.
 */
import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { Envelope } from '../../shared/protocol/events.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../${name}`, import.meta.url))

interface ClientKind {
  readonly program: string
  readonly args: readonly string[]
  readonly topic: string
}

const CLIENTS: Readonly<Record<string, ClientKind>> = {
  'scribe watch': { program: process.execPath, args: [path('cli/main.ts'), 'watch', '--json'], topic: '--topics' },
  'watch.py': { program: 'python3', args: [path('plugins/examples/watch.py')], topic: '--topic' },
}

class Running {
  readonly events: Envelope[] = []
  said = ''
  readonly child: ChildProcess

  constructor({ program, args }: ClientKind, own: readonly string[], home: string) {
    this.child = spawn(program, [...args, ...own], { env: { ...process.env, SCRIBE_HOME: home }, stdio: ['ignore', 'pipe', 'pipe'] })
    const { stdout, stderr } = this.child
    if (stdout === null || stderr === null) throw new Error('no output')
    createInterface({ input: stdout }).on('line', (line) => this.events.push(JSON.parse(line)))
    stderr.on('data', (chunk: Buffer) => {
      this.said += chunk.toString()
    })
  }

  get notes(): string[] {
    return this.events.flatMap(({ event }) => (event.topic === 'worklog.appended' && event.entry.kind === 'note' ? event.entry.lines : []))
  }
}

for (const [name, kind] of Object.entries(CLIENTS)) {
  describe(`a client: ${name}`, () => {
    let home: string
    let repo: TestRepo
    let daemon: DaemonProcess
    let running: Running[]

    const run = async (...own: readonly string[]): Promise<Running> => {
      const before = await subscribers()
      const client = new Running(kind, own, home)
      running.push(client)
      await eventually(async () => (await subscribers()) > before)
      // It has said hello; its subscription follows at once.
      await new Promise((resolve) => setTimeout(resolve, 500))
      return client
    }
    const subscribers = async (): Promise<number> => await withClient(async (client) => (await client.call('client/list', {})).clients.length)
    const withClient = async <T>(use: (client: Awaited<ReturnType<DaemonProcess['connect']>>) => Promise<T>): Promise<T> => {
      const client = await daemon.connect()
      try {
        return await use(client)
      } finally {
        client.close()
      }
    }
    const note = (...texts: readonly string[]): Promise<void> =>
      withClient(async (client) => {
        for (const text of texts) await client.call('worklog/append', { cwd: repo.root, text })
      })

    beforeEach(async () => {
      home = tempFolder()
      running = []
      repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
      daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
      await withClient((client) => client.call('session/start', { cwd: repo.root }))
    })
    afterEach(async () => {
      for (const { child } of running) child.kill('SIGKILL')
      await daemon.stop()
      removeFolder(home)
      removeFolder(repo.root)
    })

    test('prints what happens from now on, in order, of the topics it asked for', async () => {
      await note('before')
      const client = await run(kind.topic, 'worklog.*')
      await note('one', 'two é\u2028')
      await eventually(() => client.notes.length === 2)
      expect(client.notes).toEqual(['- one', expect.stringContaining('two')])
      expect(new Set(client.events.map(({ event }) => event.topic))).toEqual(new Set(['worklog.appended']))
    })

    test('goes on behind a cursor, and says when what it asks for is gone', async () => {
      const first = await run(kind.topic, 'worklog.*')
      await note('one', 'two', 'three')
      await eventually(() => first.notes.length === 3)
      const [one] = first.events
      const second = await run(kind.topic, 'worklog.*', '--from', `${one?.epoch}:${one?.seq}`)
      await eventually(() => second.notes.length === 2)
      expect(second.events).toEqual(first.events.slice(1))
      const third = await run('--from', 'of-another-time:5')
      await eventually(() => /missing/.test(third.said))
      await note('four')
      await eventually(() => third.notes.length === 1)
    })

    test('comes back after the daemon was killed, and misses nothing of what was recorded meanwhile', async () => {
      const client = await run(kind.topic, 'worklog.*')
      await note('one')
      await eventually(() => client.notes.length === 1)
      await daemon.kill()
      daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
      await note('two', 'three')
      await eventually(() => client.notes.length === 3)
      expect(client.notes).toEqual(['- one', '- two', '- three'])
      expect(client.said).not.toMatch(/missing/)
    })

    test('keeps up with more than a window holds', async () => {
      const client = await run(kind.topic, 'alert.*')
      await withClient(async (writer) => {
        // Each is an event of its own; nothing else is written by them.
        await writer.call('settings/update', { values: { 'limits.clientRate': 0 } })
      })
      const settings = await run(kind.topic, 'settings.*')
      await withClient(async (writer) => {
        for (let n = 0; n < 600; n++) await writer.call('settings/update', { values: { 'recording.maxFilesPerEntry': 11 + (n % 2) } })
      })
      await eventually(() => settings.events.length === 600)
      expect(settings.events.map(({ seq }) => seq)).toEqual([...settings.events.map(({ seq }) => seq)].sort((a, b) => a - b))
      expect(client.events).toEqual([])
    })
  })
}
