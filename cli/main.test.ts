/** The command within this process, as far as no daemon is needed; the real one runs in e2e/daemon/cli.test.ts. */
import { existsSync, mkdirSync, readdirSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { sampleSession } from '../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { endDaemon } from '../testing/scribeCommand.ts'
import { runCli } from './main.ts'

const VERBS = ['start', 'stop', 'pause', 'resume', 'append', 'status', 'list', 'daemon']

suite('cli/main', () => {
  let home: string
  let stdout: string
  let stderr: string

  beforeEach(() => {
    home = tempFolder()
    stdout = ''
    stderr = ''
    vi.stubEnv('SCRIBE_HOME', home)
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      stdout += String(text)
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      stderr += String(text)
      return true
    })
  })

  afterEach(async () => {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    // Nothing here may start a daemon; when a mistake does, it does not stay.
    await endDaemon(home)
    removeFolder(home)
  })

  for (const args of [['help'], ['--help'], ['-h']]) {
    test(`${args.join(' ')} lists every verb`, async () => {
      expect(await runCli(args)).toBe(0)
      for (const verb of VERBS) expect(stdout).toMatch(new RegExp(`^  ${verb} `, 'm'))
      expect(stderr).toBe('')
    })
  }

  test('nothing at all is wrong usage, and shows the help', async () => {
    expect([await runCli([]), stdout]).toEqual([2, ''])
    expect(stderr).toContain('Usage: scribe VERB')
  })

  test('--version says the version', async () => {
    expect(await runCli(['--version'])).toBe(0)
    expect(stdout).toMatch(/^scribe \d+\.\d+\.\d+\n$/)
  })

  for (const verb of VERBS) {
    test(`${verb} --help says how it is used`, async () => {
      expect(await runCli([verb, '--help'])).toBe(0)
      expect(stdout).toMatch(new RegExp(`^scribe ${verb}.*\n.+\\.\n$`))
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
      expect(await runCli(args)).toBe(2)
      expect([stdout, stderr]).toEqual(['', expect.stringContaining(says)])
      expect(stderr).toMatch(/^scribe: /)
      expect(await runCli([...args, '--json'])).toBe(2)
      expect(JSON.parse(stdout)).toEqual({ v: 1, ok: false, error: { code: 'usage.badInput', message: expect.any(String) } })
      expect(readdirSync(home)).toEqual([])
    })
  }

  test('from a folder that is gone it says so', async () => {
    vi.spyOn(process, 'cwd').mockImplementation(() => {
      throw new Error('ENOENT: uv_cwd')
    })
    expect(await runCli(['start'])).toBe(1)
    expect(stderr).toBe('scribe: The folder you stand in is gone. Go to another one.\n')
  })

  test('status says that nothing runs, and starts nothing', async () => {
    expect(await runCli(['status'])).toBe(0)
    expect(stdout).toBe('Scribe is not running. Nothing is being recorded.\n')
    stdout = ''
    expect(await runCli(['status', '--json'])).toBe(0)
    expect(JSON.parse(stdout)).toEqual({ v: 1, ok: true, running: false, sessions: [] })
    expect(existsSync(join(home, 'run'))).toBe(false)
  })

  suite('with a daemon of a test', () => {
    let stop: () => void
    let asked: { method: string; params: unknown }[]
    let answers: Record<string, unknown>

    beforeEach(async () => {
      asked = []
      answers = {
        hello: { protocol: '1.0', server: { name: 'scribe', version: '1' }, epoch: 'e', seq: 0, scopes: ['read'], limits: { max_message: 1 } },
        health: { ok: true, version: '9.9.9', uptime_ms: 61_000, epoch: 'e', pid: 77 },
      }
      const path = join(home, 's')
      mkdirSync(join(home, 'run'))
      writeFileSync(join(home, 'run/scribe.json'), JSON.stringify({ pid: process.pid, epoch: 'e', socket: path, page: null }))
      const server = createServer((socket) => {
        socket.on('error', () => undefined)
        createInterface({ input: socket }).on('line', (line) => {
          const { id, method, params } = JSON.parse(line)
          asked.push({ method, params })
          const result = answers[method]
          const answer = result === undefined ? { error: { code: 1101, message: 'Nothing like that.', data: { code: 'session.notFound' } } } : { result }
          socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`)
        })
      })
      await new Promise<void>((resolve) => server.listen(path, resolve))
      stop = () => server.close()
    })

    afterEach(() => stop())

    test('a refusal is exit code 1, in words and as JSON', async () => {
      expect(await runCli(['stop'])).toBe(1)
      expect([stdout, stderr]).toEqual(['', 'scribe: Nothing like that.\n'])
      expect(await runCli(['stop', '--json'])).toBe(1)
      expect(JSON.parse(stdout)).toEqual({ v: 1, ok: false, error: { code: 'session.notFound', message: 'Nothing like that.' } })
    })

    test('a daemon that refuses the client is not taken for none', async () => {
      delete answers.hello
      expect(await runCli(['status'])).toBe(1)
      expect(stderr).toBe('scribe: Nothing like that.\n')
    })

    test('wishes are passed on as given', async () => {
      answers['session/start'] = { session: sampleSession({ branch: null }), created: true, worklog: '/r/w.md' }
      const wishes = ['--backlog-id', 'B-1', '--type', 'debug', '--priority', 'low', '--tags', 'a', '--tags', 'b', '--idle-timeout', '90', '--cwd', '/r']
      expect(await runCli(['start', ...wishes, '--interval', '60', '--fast'])).toBe(0)
      expect(asked.at(-1)?.params).toEqual({ cwd: '/r', backlog_id: 'B-1', type: 'debug', priority: 'low', tags: ['a', 'b'], idle_timeout_s: 90 })
      expect(stdout).toBe('Recording B-1 in r on a detached HEAD.\nWorklog: /r/w.md\n')
    })

    test('a session that is there already is said to be', async () => {
      answers['session/start'] = { session: sampleSession(), created: false, worklog: '/r/w.md' }
      expect(await runCli(['start'])).toBe(0)
      expect(asked.at(-1)?.params).toEqual({ cwd: process.cwd() })
      expect(stdout).toContain('B-1 is being recorded in r already.')
    })

    test('what stands behind -- is text', async () => {
      answers['worklog/append'] = { session: sampleSession(), entry: { lines: ['- --json'] } }
      expect(await runCli(['append', '--backlog-id', '', '--', '--json'])).toBe(0)
      expect(asked.at(-1)?.params).toEqual({ cwd: process.cwd(), text: '--json' })
      expect(stdout).toBe('Added to B-1 worklog: --json\n')
      answers['worklog/append'] = { session: sampleSession(), entry: { lines: [] } }
      expect(await runCli(['append', '--backlog-id', 'B-1', '--', '--help'])).toBe(0)
      expect(asked.at(-1)?.params).toEqual({ cwd: process.cwd(), session: 'B-1', text: '--help' })
    })

    test('status tells of sessions and of the daemon', async () => {
      const at = Date.now() - 120_000
      answers['session/list'] = {
        sessions: [
          sampleSession({ last: { path: 'a\u001b.ts', at, kind: 'change' } }),
          sampleSession({ backlog_id: 'B-2', capture: 'degraded' }),
          sampleSession({ backlog_id: 'B-3', state: 'paused', capture: 'off', branch: null }),
        ],
        more: false,
      }
      expect(await runCli(['status', '-v'])).toBe(0)
      expect(stdout.split('\n')).toEqual([
        '2 recording, 1 paused.',
        '  B-1  recording  r  main  a\\u001b.ts, 2 m ago',
        '  B-2  recording (capture degraded)  r  main',
        '  B-3  paused  r  (detached)',
        'Scribe 9.9.9 running for 1 m (pid 77).',
        '',
      ])
      answers['session/list'] = { sessions: [], more: false }
      stdout = ''
      expect(await runCli(['status'])).toBe(0)
      expect(stdout).toMatch(/^Not recording\.\n/)
    })

    test('list asks for the states in the words of the Python program', async () => {
      answers['session/list'] = {
        sessions: [sampleSession({ state: 'completed', ended_at: Date.now() - 3_600_000 }), sampleSession({ state: 'interrupted' })],
        more: true,
      }
      for (const [word, state] of [
        ['active', ['recording']],
        ['orphaned', ['interrupted']],
      ] as const) {
        expect(await runCli(['list', '--status-filter', word, '--no-context'])).toBe(0)
        expect(asked.at(-1)?.params).toEqual({ state })
      }
      expect(stdout).toContain('  B-1  completed  r  main  ended 1 h ago\n  B-1  interrupted  r  main\n')
      answers['session/list'] = { sessions: [], more: false }
      stdout = ''
      expect(await runCli(['list'])).toBe(0)
      expect(stdout).toBe('No sessions found.\n')
      expect(asked.at(-1)?.params).toEqual({ state: ['recording', 'paused', 'completed', 'interrupted'] })
    })
  })
})
