import { readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { isAlive } from '../testing/isAlive.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { findDaemon } from './findDaemon.ts'
import { appCommand, startDaemon } from './startDaemon.ts'

const WHO = { name: 'test', kind: 'cli' } as const

suite('client/startDaemon', () => {
  let home: string

  beforeEach(() => {
    home = tempFolder()
  })

  afterEach(() => removeFolder(home))

  const log = (): string => readFileSync(join(home, 'logs/start.log'), 'utf8')

  test('several callers at once end with one daemon that outlives none of them', async () => {
    const entry = fileURLToPath(new URL('../main/headless.ts', import.meta.url))
    const command = { program: process.execPath, args: [entry, '--home', home] }
    const clients = await Promise.all([1, 2, 3].map(() => startDaemon(home, command, WHO)))
    const pids = await Promise.all(clients.map(async (client) => (await client.call('health', {})).pid))
    expect(new Set(pids).size).toBe(1)
    expect((await findDaemon(home))?.pid).toBe(pids[0])
    // The others have given way by then; one that came later would find the place free.
    await eventually(() => log().split('Another Scribe is running').length === 3, 10_000)
    await clients[0]?.call('system/shutdown', {})
    for (const client of clients) client.close()
    await eventually(() => !isAlive(pids[0] ?? 0))
    expect(await findDaemon(home)).toBeNull()
  })

  test('what the program says on its way down is kept, for its owner only', async () => {
    const script = join(home, 'fails.mjs')
    writeFileSync(script, "console.log('to stdout')\nconsole.error('why it failed')\nprocess.exit(3)\n")
    const refused = expect(startDaemon(home, { program: process.execPath, args: [script], deadlineMs: 1_000 }, WHO)).rejects
    await refused.toEqual(expect.objectContaining({ code: 'daemon.unreachable', message: expect.stringContaining(join(home, 'logs', 'start.log')) }))
    await eventually(() => log() === 'to stdout\nwhy it failed\n')
    expect([statSync(join(home, 'logs')).mode & 0o777, statSync(join(home, 'logs/start.log')).mode & 0o777]).toEqual([0o700, 0o600])
  })

  test('a program that is not there is told like one that does not answer', async () => {
    await expect(startDaemon(home, { program: '/no/such/program', args: [], deadlineMs: 100 }, WHO)).rejects.toEqual(
      expect.objectContaining({ code: 'daemon.unreachable' }),
    )
    expect(log()).toContain('ENOENT')
  })

  test('the installed app is preferred on a Mac, for its own data folder', async () => {
    const mac = { platform: 'darwin', environment: {}, app: home } as const
    expect(await appCommand('/Users/me/.scribe', mac)).toEqual({ program: '/usr/bin/open', args: ['-g', '-a', home] })
    expect(await appCommand('/elsewhere', mac)).toBeNull()
    expect(await appCommand('/Users/me/.scribe', { ...mac, environment: { SCRIBE_HOME: '/Users/me/.scribe' } })).toBeNull()
    expect(await appCommand('/Users/me/.scribe', { ...mac, app: join(home, 'not installed') })).toBeNull()
    expect(await appCommand('/Users/me/.scribe', { ...mac, platform: 'linux' })).toBeNull()
  })
})
