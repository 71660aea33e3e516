/** The command within this process, as far as no daemon is needed; the real one runs in e2e/daemon/cli.test.ts. */
import { chmodSync, existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { CapturedCli } from '../testing/capturedCli.ts'
import { allForms } from './verbs/table.ts'

const VERBS = allForms().map(([name]) => name)

suite('cli/main', () => {
  let cli: CapturedCli

  beforeEach(() => {
    cli = new CapturedCli()
  })
  afterEach(() => cli.close())

  for (const args of [['help'], ['--help'], ['-h']]) {
    test(`${args.join(' ')} lists every verb`, async () => {
      expect(await cli.run(args)).toBe(0)
      for (const verb of VERBS) expect(cli.stdout).toMatch(new RegExp(`^  ${verb} `, 'm'))
      expect(cli.stderr).toBe('')
    })
  }

  test('nothing at all is wrong usage, and shows the help', async () => {
    expect([await cli.run([]), cli.stdout]).toEqual([2, ''])
    expect(cli.stderr).toContain('Usage: scribe VERB')
  })

  test('--version says the version', async () => {
    expect(await cli.run(['--version'])).toBe(0)
    expect(cli.stdout).toMatch(/^scribe \d+\.\d+\.\d+\n$/)
  })

  for (const verb of VERBS) {
    test(`${verb} --help says how it is used, with examples that can be read`, async () => {
      expect(await cli.run([verb, '--help'])).toBe(0)
      expect(cli.stdout).toMatch(new RegExp(`^scribe ${verb}.*\n.+\\.\n\nOptions:\n(  .+\n)+\nExamples:\n(  .+\n)+$`))
      const help = cli.stdout
      cli.stdout = ''
      expect([await cli.run(['help', verb]), cli.stdout]).toEqual([0, help])
    })
  }

  const WRONG: readonly [args: readonly string[], says: string][] = [
    [['dance'], 'There is no verb "dance"'],
    [['constructor'], 'There is no verb "constructor"'],
    [['__proto__'], 'There is no verb "__proto__"'],
    [['--json'], 'There is no verb "--json"'],
    [['start', '--nonsense'], 'scribe start ['],
    [['start', 'word'], 'Usage: scribe start'],
    [['start', '--type', 'opera'], '--type takes one of brainstorming'],
    [['start', '--priority', 'urgent'], '--priority takes one of high'],
    [['start', '--idle-timeout', 'soon'], '--idle-timeout takes whole seconds'],
    [['start', '--idle-timeout', '1.5'], '--idle-timeout takes whole seconds'],
    [['start', '--backlog-id'], 'scribe start ['],
    [['list', '--limit', '0'], '--limit takes a number from 1 to 10000'],
    [['list', '--limit', '10001'], '--limit takes a number from 1 to 10000'],
    [['help', 'dance'], 'There is no verb "dance"'],
    [['dance', '--help'], 'There is no verb "dance"'],
    [['tag'], 'Name at least one tag'],
    [['untag', ''], 'Name at least one tag'],
    [['update'], 'Say what to change'],
    [['update', '--priority', 'urgent'], '--priority takes one of high'],
    [['update', '--idle-timeout', '-5'], 'scribe update ['],
    [['config'], 'Usage: scribe config'],
    [['config', 'dance'], 'Usage: scribe config'],
    [['config', 'constructor'], 'Usage: scribe config'],
    [['config', 'get'], 'Usage: scribe config'],
    [['config', 'get', 'nonsense'], 'There is no setting "nonsense"'],
    [['config', 'get', 'constructor'], 'There is no setting "constructor"'],
    [['config', 'set', 'limits.maxSessions'], 'Usage: scribe config'],
    [['config', 'set', 'limits.maxSessions', '0'], 'limits.maxSessions takes a whole number from 1 to 64'],
    [['config', 'set', 'flags.pythonCompat', 'maybe'], 'flags.pythonCompat takes true or false'],
    [['config', 'reset', 'nonsense'], 'There is no setting "nonsense"'],
    [['completion'], 'Usage: scribe completion'],
    [['completion', 'fish'], 'scribe completion takes one of zsh, bash'],
    [['watch', 'now'], 'Usage: scribe watch'],
    [['open', 'B-1'], 'Usage: scribe open'],
    [['doctor', 'now'], 'Usage: scribe doctor'],
    [['append'], 'Usage: scribe append'],
    [['append', 'two', 'words'], 'Usage: scribe append'],
    [['stop', 'B-1'], 'Usage: scribe stop'],
    [['status', 'now'], 'Usage: scribe status'],
    [['list', '--status-filter', 'constructor'], '--status-filter takes one of active, paused, completed, orphaned'],
    [['daemon', '--port', 'http'], '--port takes a number'],
    [['daemon', '--port', '70000'], '--port takes a number'],
    [['daemon', '--loud'], 'Usage: scribe daemon'],
    [['dance\u001b[2J'], '\\u001b[2J'],
  ]
  for (const [args, says] of WRONG) {
    test(`${JSON.stringify(args)} is wrong usage, in words and as JSON, and starts nothing`, async () => {
      expect(await cli.run(args)).toBe(2)
      expect([cli.stdout, cli.stderr]).toEqual(['', expect.stringContaining(says)])
      expect(cli.stderr).toMatch(/^scribe: /)
      expect(await cli.run([...args, '--json'])).toBe(2)
      expect(JSON.parse(cli.stdout)).toEqual({ v: 1, ok: false, error: { code: 'usage.badInput', message: expect.any(String) } })
      expect(readdirSync(cli.home)).toEqual([])
    })
  }

  test('from a folder that is gone it says so', async () => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd')
    })
    expect(await cli.run(['start'])).toBe(1)
    expect(cli.stderr).toBe('scribe: The folder you stand in is gone. Go to another one.\n')
  })

  test('status says that nothing runs, and starts nothing', async () => {
    expect(await cli.run(['status'])).toBe(0)
    expect(cli.stdout).toBe('Scribe is not running. Nothing is being recorded.\n')
    cli.stdout = ''
    expect(await cli.run(['status', '--json'])).toBe(0)
    expect(JSON.parse(cli.stdout)).toEqual({ v: 1, ok: true, running: false, sessions: [] })
    expect(existsSync(join(cli.home, 'run'))).toBe(false)
  })

  test('watch starts nothing', async () => {
    expect([await cli.run(['watch']), cli.stderr]).toEqual([1, 'scribe: Scribe is not running. "scribe start" starts it.\n'])
    expect(existsSync(join(cli.home, 'run'))).toBe(false)
  })

  test('doctor looks at this machine when no daemon runs, and starts none', async () => {
    chmodSync(cli.home, 0o700)
    expect(await cli.run(['doctor'])).toBe(0)
    expect(cli.stdout).toMatch(/^ok {4}node {10}Node \d/)
    expect(cli.stdout).toMatch(/^ok {4}daemon {8}None runs; a verb that needs one starts it\.$/m)
    expect(cli.stdout).toMatch(/^ok {4}git {11}git version/m)
    expect(readdirSync(cli.home)).toEqual([])
  })

  test('doctor finds an address that nobody cli.answers at, and a folder that others can read', async () => {
    chmodSync(cli.home, 0o755)
    mkdirSync(join(cli.home, 'run'))
    writeFileSync(join(cli.home, 'run/scribe.json'), JSON.stringify({ pid: process.pid, epoch: 'e', socket: join(cli.home, 'none'), page: null }))
    expect(await cli.run(['doctor', '--json'])).toBe(0)
    const { v, ok, healthy, checks } = JSON.parse(cli.stdout)
    expect([v, ok, healthy]).toEqual([1, true, true])
    expect(checks).toContainEqual(expect.objectContaining({ name: 'daemon', status: 'warn', advice: 'A verb that needs one starts a new one.' }))
    expect(checks).toContainEqual(expect.objectContaining({ name: 'data folder', status: 'warn', advice: expect.stringContaining('chmod') }))
  })
})
