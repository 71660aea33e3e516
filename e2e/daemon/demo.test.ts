/** The demo, as the command that it is: sample data in every state, made anew the same, kept apart from real records, and nothing left of it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { z } from 'zod'
import { connectClient, type ScribeClient } from '../../client/scribeClient.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

const ENTRY = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const WAIT_MS = 30_000
const DAY_MS = 86_400_000
const ready = z.object({ kind: z.literal('ready'), demo: z.literal(true), home: z.string(), socket: z.string() })
type Session = CommandOutput<'session/get'>['session']

suite('scribe daemon --demo', () => {
  let folder: string
  let ends: (() => Promise<unknown>)[]

  beforeEach(() => {
    folder = tempFolder()
    ends = []
  })
  afterEach(async () => {
    for (const end of ends) await end()
    removeFolder(folder)
  })

  const start = (args: readonly string[], own: NodeJS.ProcessEnv = {}) => {
    const { SCRIBE_HOME: _home, ...environment } = process.env
    const child = spawn(process.execPath, [ENTRY, 'daemon', ...args], { env: { ...environment, HOME: folder, ...own }, stdio: ['ignore', 'pipe', 'pipe'] })
    const exited = once(child, 'exit')
    ends.push(async () => {
      child.kill('SIGTERM')
      await exited
    })
    return { child, exited }
  }

  /** A demo that runs, with a client of it. */
  const demo = async (own: NodeJS.ProcessEnv = {}, seed = 7) => {
    const { child, exited } = start(['--demo', '--seed', String(seed), '--port', '0', '--json'], own)
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    const place = ready.parse(JSON.parse(String(line)))
    const client = await connectClient(place.socket, { name: 'test', kind: 'other' })
    ends.push(async () => client.close())
    const stop = async (): Promise<number | null> => {
      child.kill('SIGINT')
      await exited
      return child.exitCode
    }
    return { ...place, client, stop, child, exited }
  }

  const refusal = async (args: readonly string[], own: NodeJS.ProcessEnv = {}): Promise<[unknown, string]> => {
    const { child, exited } = start(args, own)
    const [said] = await Promise.all([text(child.stderr), text(child.stdout), exited])
    return [child.exitCode, said]
  }

  /** All sessions, once everything has begun. */
  const settled = (client: ScribeClient): Promise<readonly Session[]> =>
    eventually(async () => {
      const { sessions } = await client.call('session/list', {})
      const live = sessions.filter(({ capture }) => capture === 'live').length
      return live === 3 && sessions.some(({ queued_at }) => queued_at !== null) ? sessions : null
    }, WAIT_MS)

  test('there are sessions in every state, with what was said and done, alerts and a day of figures', async () => {
    const { client, home } = await demo()
    const sessions = await settled(client)
    const standing = (session: Session): string => (session.queued_at === null ? session.state : 'queued')
    expect(new Set(sessions.map(standing))).toEqual(new Set(['recording', 'paused', 'queued', 'interrupted', 'completed']))
    expect(Math.min(...sessions.map(({ started_at }) => started_at))).toBeLessThan(Date.now() - 5 * DAY_MS)
    expect((await client.call('health', {})).demo).toBe(true)
    expect((await client.call('system/snapshot', {})).state.daemon.demo).toBe(true)

    const texts = await Promise.all(
      sessions.map(async ({ id }) => (await client.call('worklog/read', { session: id, limit: 500 })).entries.flatMap(({ lines }) => lines)),
    )
    const all = texts.flat()
    for (const beginning of [
      '- Session started',
      '- Decision: ',
      '- Idea: ',
      '- Next: ',
      '- 🗣 prompt: ',
      '- ▶ cmd (exit ',
      '- ✓ turn: ',
      '- Commit ',
      '- Changes: ',
    ])
      expect(
        all.some((line) => line.startsWith(beginning)),
        beginning,
      ).toBe(true)

    const alerts = await eventually(async () => {
      const { alerts: raised } = await client.call('alert/list', {})
      return raised.length >= 2 ? raised : null
    }, WAIT_MS)
    expect(alerts.map(({ code }) => code)).toEqual(expect.arrayContaining(['session.looping', 'registry.corrupt']))
    const { points } = await client.call('metrics/history', { grain: 'minute', from: Date.now() - DAY_MS })
    expect(points.length).toBeGreaterThan(1_400)
    expect(points.reduce((sum, { counters }) => sum + counters.changes, 0)).toBeGreaterThan(1_000)

    const listed = await scribe({ home, cwd: folder }, 'list')
    expect(listed.stdout).toContain('Demo: all of this is sample data.')
    expect(JSON.parse((await scribe({ home, cwd: folder }, 'list', '--json')).stdout)).toMatchObject({ demo: true })
    for (const { repo } of sessions.filter(({ state }) => state !== 'interrupted')) expect(existsSync(join(repo, '.git')), repo).toBe(true)
  })

  test('it goes on: files, notes and commits arrive through the watch and the doors, and the record is whole', async () => {
    const { client } = await demo()
    const before = await settled(client)
    const grown = await eventually(async () => {
      const { sessions } = await client.call('session/list', {})
      const more = (field: 'changes' | 'entries'): boolean => sum(sessions, field) > sum(before, field) + 3
      return more('changes') && more('entries') ? sessions : null
    }, WAIT_MS)
    const recording = grown.find(({ backlog_id }) => backlog_id === 'B-2041')
    const verified = await client.call('session/verify', { session: recording?.id })
    expect([verified.ok, verified.first_difference]).toEqual([true, null])
    expect(readFileSync(join(recording?.repo ?? '', recording?.worklog ?? ''), 'utf8')).toContain('- Session started')
  })

  test('the same seed gives the same sessions, another one others; both leave nothing behind', async () => {
    const told = async (seed: number): Promise<string[]> => {
      const { client, stop } = await demo({}, seed)
      const sessions = await settled(client)
      const ended = sessions.filter(({ state }) => state === 'completed' || state === 'interrupted')
      const entries = await Promise.all(ended.map(async ({ id }) => (await client.call('worklog/read', { session: id, limit: 500 })).entries))
      const words = entries.flat().flatMap(({ kind, lines }) => lines.map((line) => `${kind} ${line.replace(/Commit \w+/, 'Commit')}`))
      const facts = sessions.map((each) =>
        [each.backlog_id, each.repo_name, each.branch, each.state, each.type, each.priority, each.tags, each.description].join(' '),
      )
      expect(await stop()).toBe(0)
      expect(readdirSync(folder)).toEqual([])
      return [...facts.sort(), ...words]
    }
    const first = await told(7)
    expect(await told(7)).toEqual(first)
    expect(await told(8)).not.toEqual(first)
  })

  test('it takes no folder of real records, and leaves it as it is', async () => {
    const real = join(folder, '.scribe')
    const [code, said] = await refusal(['--demo'], { SCRIBE_HOME: real })
    expect([code, said, existsSync(real)]).toEqual([1, expect.stringContaining('is not for a demo'), false])
    const full = join(folder, 'other')
    mkdirSync(full)
    writeFileSync(join(full, 'theirs'), 'x')
    expect(await refusal(['--demo'], { SCRIBE_HOME: full })).toEqual([1, expect.stringContaining('may be the place of real records')])
    expect(readdirSync(full)).toEqual(['theirs'])
    expect(await refusal(['--demo', '--seed', 'x'])).toEqual([2, expect.stringContaining('--seed takes a whole number')])
    expect(await refusal(['--seed', '3'])).toEqual([2, expect.stringContaining('--seed is for --demo')])
    expect(existsSync(join(folder, '.scribe-demo'))).toBe(false)
  })

  test('an ordinary daemon refuses its folder; what a killed one left is cleared away by the next', async () => {
    const first = await demo()
    expect(first.home).toBe(join(folder, '.scribe-demo'))
    expect(await refusal(['--demo'])).toEqual([1, expect.stringContaining('Another Scribe')])
    first.child.kill('SIGKILL')
    await first.exited
    expect(existsSync(join(first.home, 'data'))).toBe(true)
    expect(await refusal(['--port', '0'], { SCRIBE_HOME: first.home })).toEqual([1, expect.stringContaining('sample data of a demo')])
    const second = await demo()
    expect((await settled(second.client)).length).toBe(11)
    expect(await second.stop()).toBe(0)
    expect(readdirSync(folder)).toEqual([])
  })

  test('told to end while it is still being made, it leaves nothing either', async () => {
    const { child, exited } = start(['--demo', '--json'])
    await eventually(() => existsSync(join(folder, '.scribe-demo', 'src')), WAIT_MS)
    child.kill('SIGINT')
    await exited
    expect([child.exitCode, readdirSync(folder)]).toEqual([0, []])
  })
})

function sum(sessions: readonly Session[], field: 'changes' | 'entries'): number {
  return sessions.reduce((total, session) => total + session[field], 0)
}
