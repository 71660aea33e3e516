/** What the verbs about the record, the settings and the daemon itself ask of it, and what they say of its answers. */
import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { DEFAULT_SETTINGS } from '../shared/domain/settings.ts'
import { CapturedCli } from '../testing/capturedCli.ts'
import { eventually } from '../testing/eventually.ts'
import { sampleSession } from '../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'

suite('cli: other verbs', () => {
  let cli: CapturedCli

  beforeEach(async () => {
    cli = new CapturedCli()
    await cli.answer()
  })
  afterEach(() => cli.close())

  test('validate names what is wrong with each session', async () => {
    const problem = (name: string, ended: boolean) => ({ session: sampleSession(), problem: name, ended })
    const problems = [problem('repo.gone', true), problem('repo.replaced', false), problem('watch.off', false), problem('watch.degraded', false)]
    cli.answers['session/validate'] = { checked: 5, problems }
    expect(await cli.run(['validate'])).toBe(0)
    expect(cli.stdout.split('\n')).toEqual([
      '5 live sessions, 4 with problems.',
      '  B-1 in /r: its repository is gone; it ended as interrupted.',
      '  B-1 in /r: another folder stands where its repository was.',
      '  B-1 in /r: nobody watches its repository.',
      '  B-1 in /r: changes may be missed.',
      '',
    ])
  })

  test('verify says that all is whole, or the first difference, with the exit code to tell', async () => {
    const whole = { session: sampleSession(), ok: true, head: 'abc', entries: 7, first_difference: null }
    cli.answers['session/verify'] = whole
    expect([await cli.run(['verify', 'B-1']), cli.stdout]).toEqual([0, 'B-1 in /r: 7 entries, each as it was written.\nHead: abc\n'])
    expect(cli.asked.at(-1)?.params).toEqual({ session: 'B-1', cwd: process.cwd() })
    cli.stdout = ''
    expect([await cli.run(['verify', '--head']), cli.stdout]).toEqual([0, 'abc\n'])
    cli.answers['session/verify'] = { ...whole, ok: false, first_difference: { where: 'chain', message: 'entry 3 is missing' } }
    cli.stdout = ''
    expect([await cli.run(['verify']), cli.stdout]).toEqual([1, 'Head: abc\nFirst difference (chain): entry 3 is missing\n'])
    cli.stdout = ''
    expect([await cli.run(['verify', '--json']), JSON.parse(cli.stdout).first_difference.where]).toEqual([1, 'chain'])
  })

  test('cleanup counts, here or everywhere', async () => {
    for (const [removed, says] of [
      [0, 'There is nothing to clean up.\n'],
      [1, 'Cleaned up 1 old completed session.\n'],
      [2, 'Cleaned up 2 old completed sessions.\n'],
    ] as const) {
      cli.answers['session/cleanup'] = { removed }
      cli.stdout = ''
      expect([await cli.run(['cleanup']), cli.stdout]).toEqual([0, says])
    }
    expect(cli.asked.at(-1)?.params).toEqual({ cwd: process.cwd() })
    await cli.run(['cleanup', '--all'])
    expect(cli.asked.at(-1)?.params).toEqual({})
  })

  test('config shows, sets and resets, and says what is locked or not heeded', async () => {
    const settings = { ...DEFAULT_SETTINGS, 'limits.maxSessions': 3, 'log.level': 'warn' }
    const found = {
      settings,
      locked: { 'limits.maxSessions': 'SCRIBE_MAX_INSTANCES' },
      refused: [{ name: 'SCRIBE_DEBUG', reason: 'takes more care' }],
      file: '/f',
      repo: null as string | null,
      own: [] as string[],
    }
    cli.answers['settings/get'] = found
    expect(await cli.run(['config', 'list'])).toBe(0)
    expect(cli.stdout).toContain('limits.maxSessions = 3  (set by SCRIBE_MAX_INSTANCES)\n')
    expect(cli.stdout).toContain('log.level = warn  (default info)\n')
    expect(cli.stdout).toContain('ipc.port = 0  (default)\n')
    expect(cli.stdout).toContain('! SCRIBE_DEBUG is not heeded: it takes more care.\n')
    cli.stdout = ''
    expect([await cli.run(['config', 'get', 'log.level']), cli.stdout]).toEqual([0, 'warn\n'])
    cli.stdout = ''
    expect(await cli.run(['config', 'get', 'limits.maxSessions', '--json'])).toBe(0)
    expect(JSON.parse(cli.stdout)).toEqual({ v: 1, ok: true, key: 'limits.maxSessions', value: 3, default: 8, locked_by: 'SCRIBE_MAX_INSTANCES' })
    cli.answers['settings/update'] = { ...found, settings: { ...settings, 'ipc.port': 8123 } }
    cli.stdout = ''
    expect([await cli.run(['config', 'set', 'ipc.port', '8123']), cli.stdout]).toEqual([0, 'ipc.port is 8123 now. It holds when Scribe starts next.\n'])
    expect(cli.asked.at(-1)?.params).toEqual({ values: { 'ipc.port': 8123 } })
    cli.answers['settings/reset'] = found
    cli.stdout = ''
    expect([await cli.run(['config', 'reset', 'log.level']), cli.stdout]).toEqual([0, 'log.level is warn again.\n'])
    expect(cli.asked.at(-1)?.params).toEqual({ keys: ['log.level'] })
    cli.stdout = ''
    expect([await cli.run(['config', 'reset']), cli.stdout.split('\n')[0]]).toEqual([0, 'All settings have their defaults again.'])
    expect(cli.asked.at(-1)?.params).toEqual({})
    for (const name of ['settings/get', 'settings/update', 'settings/reset'] as const) cli.answers[name] = { ...found, repo: '/r', own: ['log.level'] }
    cli.stdout = ''
    const said = async (...args: string[]): Promise<string> => {
      cli.stdout = ''
      expect(await cli.run(['config', ...args, '--repo'])).toBe(0)
      expect(cli.asked.at(-1)?.params).toMatchObject({ repo: process.cwd() })
      return cli.stdout
    }
    expect(await said('list')).toContain('log.level = warn  (this repository)\n')
    expect(await said('set', 'log.level', 'warn')).toBe('log.level is warn now in /r.\n')
    expect(await said('reset', 'log.level')).toBe('log.level is warn again in /r.\n')
    expect(await said('reset')).toBe('In /r everything is as in all repositories again.\n')
  })

  test('doctor --ui-bench shows what the app measured, keeps it, and says when a promise is missed', async () => {
    const folder = tempFolder()
    vi.spyOn(process, 'cwd').mockReturnValue(folder)
    const figures = [
      { name: 'P1', value: 40, unit: 'ms', target: 100, ok: true },
      { name: 'P2', value: 400, unit: 'ms', target: 300, ok: false },
      { name: 'electron', value: '45.4.1', unit: '', target: null, ok: null },
    ]
    cli.answers['doctor/ui'] = { figures }
    expect(await cli.run(['doctor', '--ui-bench'])).toBe(1)
    expect(cli.stdout).toContain('missed  P2')
    expect(cli.stdout).toContain('400 ms  (at most 300 ms)')
    expect(JSON.parse(readFileSync(join(folder, 'scribe-selftest.json'), 'utf8'))).toMatchObject({ figures })
    vi.restoreAllMocks()
    removeFolder(folder)
  })

  test('doctor adds what the daemon sees, and fails when a check does', async () => {
    cli.answers['doctor/run'] = {
      checks: [
        { name: 'node', status: 'ok', found: 'other' },
        { name: 'store', status: 'fail', found: 'It is broken.', advice: 'Mend it.' },
      ],
    }
    expect(await cli.run(['doctor'])).toBe(1)
    expect(cli.stdout.split('\n').slice(1)).toEqual([
      'ok    daemon        Scribe 9.9.9 answers (pid 77).',
      'fail  store         It is broken.',
      `${' '.repeat(20)}Mend it.`,
      '',
    ])
    delete cli.answers['doctor/run']
    cli.stdout = ''
    expect(await cli.run(['doctor'])).toBe(1)
    expect(cli.stdout).toMatch(/^fail {2}daemon {8}Nothing like that\.\n {20}If it stays so/m)
  })

  const notification = (seq: number, event: object): string =>
    `${JSON.stringify({ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope: { epoch: 'e', seq, at: 1, event } } })}\n`
  const SUBSCRIBED = { sub: 1, epoch: 'e', seq: 0, gap: false, oldest_seq: 0 }

  test('watch prints what happens, as NDJSON with numbers or in words, and waits for a daemon that is gone', async () => {
    cli.answers['events/subscribe'] = SUBSCRIBED
    cli.told = [notification(1, { topic: 'alert.cleared', id: 'x\u001b' }), notification(2, { topic: 'session.stopped', session: sampleSession() })]
    const watched = async (...args: readonly string[]): Promise<string> => {
      cli.stdout = ''
      cli.stderr = ''
      const running = cli.run(['watch', ...args])
      await eventually(() => cli.stderr.includes('was lost'))
      process.stdout.emit('error', new Error('EPIPE'))
      expect([await running, cli.stderr]).toEqual([0, 'The connection to Scribe was lost. Waiting for it.\n'])
      return cli.stdout
    }
    const lines = (await watched('--json')).split('\n').filter((line) => line !== '')
    expect(lines.map((line) => JSON.parse(line))).toMatchObject([
      { v: 1, epoch: 'e', seq: 1, event: { topic: 'alert.cleared' } },
      { v: 1, seq: 2, event: { topic: 'session.stopped' } },
    ])
    expect(await watched('--topics', 'alert.*', '--from', '1')).toMatch(/^\S+ \S+ {2}session\.stopped {2}/)
    expect(cli.asked.findLast(({ method }) => method === 'events/subscribe')?.params).toMatchObject({ topics: ['alert.*'], from_seq: 1, epoch: 'e' })
    expect(await cli.run(['watch', '--from', 'yesterday'])).toBe(2)
  })

  test('watch ends quietly when nobody reads any more, and aloud when nobody reads at all', async () => {
    cli.answers['events/subscribe'] = SUBSCRIBED
    cli.ends = false
    const running = cli.run(['watch'])
    await eventually(() => cli.asked.some(({ method }) => method === 'events/subscribe'))
    process.stdout.emit('error', new Error('EPIPE'))
    expect([await running, cli.stderr]).toEqual([0, ''])
    cli.told = [notification(1, { topic: 'alert.cleared', id: 'x' })]
    vi.spyOn(process.stdout, 'writableLength', 'get').mockReturnValue(2 ** 24)
    expect([await cli.run(['watch']), cli.stderr]).toEqual([1, 'scribe: Nobody reads what is printed. Nothing more is.\n'])
  })

  test('colours are for a terminal, and NO_COLOR or a dumb one has none', async () => {
    cli.answers['session/list'] = { sessions: [sampleSession()], more: false }
    const shown = async (isTTY: boolean, environment: Record<string, string> = {}): Promise<boolean> => {
      Object.defineProperty(process.stdout, 'isTTY', { value: isTTY, configurable: true })
      for (const [name, value] of Object.entries({ NO_COLOR: '', TERM: 'xterm', ...environment })) vi.stubEnv(name, value)
      cli.stdout = ''
      await cli.run(['list'])
      return cli.stdout.includes('\u001b[32mrecording\u001b[0m')
    }
    const before = process.stdout.isTTY
    try {
      expect([await shown(true), await shown(false), await shown(true, { NO_COLOR: '1' }), await shown(true, { TERM: 'dumb' })]).toEqual([
        true,
        false,
        false,
        false,
      ])
    } finally {
      Object.defineProperty(process.stdout, 'isTTY', { value: before, configurable: true })
    }
  })
})
