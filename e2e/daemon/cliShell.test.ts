/**
 * The installed `scribe`, a POSIX script: run by dash against a real daemon, where no Node can be found, so that whatever
 * answers is the daemon. What it prints and its exit code are those of the command in Node.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { chmodSync, copyFileSync, existsSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { runCli } from '../../cli/main.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { AWKWARD_NAMES, createRepo, gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { type CommandResult, scribe } from '../../testing/scribeCommand.ts'

const SCRIPT = fileURLToPath(new URL('../../plugins/shell/scribe', import.meta.url))
const DASH = ['/bin/dash', '/usr/bin/dash'].find(existsSync) ?? '/bin/sh'
/** Programs the script needs, and no Node. */
const TOOLS = '/usr/bin:/bin'

/** A copy of the script where nothing else of Scribe is; `node` is what it then finds to run, if anything. */
function install(node: 'nothing' | 'a command that tells its arguments'): { root: string; program: [string, string] } {
  const root = tempFolder()
  const program: [string, string] = [DASH, join(root, 'plugins/shell/scribe')]
  for (const folder of ['plugins/shell', 'tools']) mkdirSync(join(root, folder), { recursive: true })
  copyFileSync(SCRIPT, program[1])
  if (node === 'nothing') return { root, program }
  for (const folder of ['out/cli', 'out/renderer/popover', 'node_modules/.bin']) mkdirSync(join(root, folder), { recursive: true })
  symlinkSync(process.execPath, join(root, 'node_modules/.bin/node'))
  writeFileSync(join(root, 'out/renderer/popover/index.html'), '')
  writeFileSync(join(root, 'package.json'), '{"type":"module"}')
  writeFileSync(join(root, 'out/cli/main.js'), 'process.stdout.write(JSON.stringify(process.argv.slice(2))); process.exitCode = 7')
  return { root, program }
}

describe('the script with a daemon', () => {
  let home: string
  let folder: string
  let installed: ReturnType<typeof install>
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeAll(async () => {
    home = tempFolder()
    installed = install('nothing')
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
  })
  afterAll(async () => {
    client.close()
    await daemon.stop()
    for (const path of [home, installed.root]) removeFolder(path)
  })
  beforeEach(() => {
    folder = tempFolder()
  })
  afterEach(async () => {
    const { sessions } = await client.call('session/list', { state: ['recording', 'paused'] })
    for (const { id } of sessions) await client.call('session/stop', { session: id })
    removeFolder(folder)
  })

  const shell = (cwd: string, args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> =>
    scribe({ home, cwd, program: installed.program, environment: { PATH: TOOLS, ...environment } }, ...args)
  /** The command in Node, as its entry runs it, in this process. */
  const node = async (cwd: string, args: readonly string[], environment: Record<string, string> = {}): Promise<CommandResult> => {
    const printed = { stdout: '', stderr: '' }
    for (const [name, value] of Object.entries({ SCRIBE_HOME: home, ...environment })) vi.stubEnv(name, value)
    const standing = vi.spyOn(process, 'cwd').mockReturnValue(cwd)
    const streams = (['stdout', 'stderr'] as const).map((name) =>
      vi.spyOn(process[name], 'write').mockImplementation((chunk) => {
        printed[name] += String(chunk)
        return true
      }),
    )
    try {
      return { code: await runCli(args), ...printed }
    } finally {
      for (const spy of [standing, ...streams]) spy.mockRestore()
      vi.unstubAllEnvs()
    }
  }

  /** What differs between two runs of the same: places, ids, times, processes. */
  const plain = ({ code, stdout, stderr }: CommandResult): unknown =>
    [code, stdout, stderr].map((part) =>
      String(part)
        .replaceAll(/\/(one|two)\//g, '/x/')
        .replaceAll(/"(id|session_id|root_id|head)":"[^"]*"/g, '"$1":"…"')
        .replaceAll(/"seq":\d+/g, '"seq":0')
        .replaceAll(/\b[0-9a-f]{64}\b/g, 'DIGEST')
        .replaceAll(/\d+ entries|"entries":\d+/g, 'entries')
        .replaceAll(/\b\d{13}\b/g, '0')
        .replaceAll(/\d{4}-\d\d-\d\d \d\d:\d\d:\d\d/g, 'TIME')
        .replaceAll(/\d+ (s|m)\b/g, 'a while')
        .replaceAll(/"uptime_ms":\d+/g, '"uptime_ms":0')
        .replaceAll(/"capture":"\w+"|\(capture \w+\)/g, 'capture'),
    )

  /** A day with every verb the daemon runs, refusals and wrong usage among it. */
  const DAY: readonly (readonly string[])[] = [
    ['start', '--tags', 'x', '--type', 'debug', '--exclude-artifacts'],
    ['start', '--json'],
    ['append', 'two words, "quotes", \'more\' & $(id) `id` %s \\n'],
    ['append', '--', '--json'],
    ['append', '--json', 'line one\nline two'],
    ['append', ' '],
    ['append'],
    ['tag', '--tags', 'b', 'c d'],
    ['untag', 'x', '--json'],
    ['update', '--priority', 'high', '--description', 'why', '--related', 'B-2'],
    ['update'],
    ['info'],
    ['info', '--json'],
    ['pause'],
    ['pause'],
    ['resume', '--json'],
    ['validate'],
    ['cleanup'],
    ['verify'],
    ['verify', 'B-1009', '--json'],
    ['stop'],
    ['stop'],
    ['stop', '--json'],
    ['stop', '--backlog-id', 'B-404'],
    ['tag', '--backlog-id', 'B-1009', 'late'],
    ['help'],
    ['help', 'watch'],
    ['start', '--help'],
    ['--version'],
    ['completion', 'bash'],
    ['config', 'get', 'limits.maxSessions'],
    ['config', 'set', 'limits.maxSessions', '0'],
    ['config', 'list', '--json'],
    ['dance'],
    ['dance\u001b[2J', '--json'],
    ['list', '--status-filter', 'nonsense'],
    ['start', '--nonsense'],
    [],
  ]

  test('each verb prints what the command in Node prints, with its exit code', async () => {
    const places = ['one', 'two'].map((name) => createRepo({ folder: join(folder, name, 'repo'), files: { 'a.ts': 'one\n' } }).root)
    const [one = '', two = ''] = places
    for (const args of DAY) {
      const said = await node(one, args)
      expect(plain(await shell(two, args)), args.join(' ')).toEqual(plain(said))
    }
    for (const args of [['list'], ['list', '--json'], ['status', '-v'], ['status', '--json']]) {
      expect(plain(await shell(two, args)), args.join(' ')).toEqual(plain(await node(two, args)))
    }
    expect(readFileSync(join(two, '.git/info/exclude'), 'utf8')).toBe(readFileSync(join(one, '.git/info/exclude'), 'utf8'))
  }, 120_000)

  test('a note arrives as it was given, whatever is in it', async () => {
    const { root } = createRepo({ folder: join(folder, 'repo'), files: { 'a.ts': 'one\n' } })
    await shell(root, ['start'])
    const texts = [...AWKWARD_NAMES, '@/etc/passwd', '=x', 'a=b&c=d', '100% +1', 'tab\tend ', '-', '--', 'x'.repeat(3000)]
    for (const given of texts) expect(await shell(root, ['append', '--', given]), given).toMatchObject({ code: 0, stderr: '' })
    const { entries } = await client.call('worklog/read', { cwd: root, limit: 1000 })
    const noted = entries.filter(({ kind }) => kind === 'note').map(({ lines }) => lines[0] ?? '')
    expect(noted.map((line) => line.slice(2, 12))).toEqual(
      texts.map((given) =>
        (given.split('\n')[0] ?? '')
          .replaceAll(/\u202e|\t(?!h|e)/g, '')
          .trimEnd()
          .slice(0, 10),
      ),
    )
  }, 60_000)

  test('a folder is the folder it is run in, however it is called', async () => {
    for (const name of AWKWARD_NAMES) {
      const { root } = createRepo({ folder: join(folder, name), files: { 'a.ts': 'one\n' } })
      const { code, stdout, stderr } = await shell(root, ['start', '--json'])
      expect([code, stderr, JSON.parse(stdout).session?.repo], name).toEqual([0, '', root])
      expect(await shell(folder, ['stop', '--cwd', `./${name}`]), name).toMatchObject({ code: 0 })
    }
    expect(existsSync(join(folder, 'canary'))).toBe(false)
  }, 60_000)

  test('a folder that is gone is said, and what needs no folder works still', async () => {
    const gone = ['-c', 'mkdir gone && cd gone && rmdir ../gone && exec "$@"', 'sh', ...installed.program]
    const there = { home, cwd: folder, program: ['/bin/sh', ...gone] as [string, ...string[]], environment: { PATH: TOOLS } }
    // The shell itself may say so too, before the script begins.
    expect(await scribe(there, 'start')).toMatchObject({
      code: 1,
      stdout: '',
      stderr: expect.stringMatching(/^(.+\n)?scribe: The folder you stand in is gone\. Go to another one\.\n$/),
    })
    mkdirSync(join(folder, 'again'))
    expect(await scribe({ ...there, cwd: join(folder, 'again') }, '--version')).toMatchObject({ code: 0 })
  })

  test('SCRIBE_IDLE_TIMEOUT of the shell counts, as it does in Node', async () => {
    const { root } = createRepo({ folder: join(folder, 'repo'), files: { 'a.ts': 'one\n' } })
    expect(JSON.parse((await shell(root, ['start', '--json'], { SCRIBE_IDLE_TIMEOUT: '90' })).stdout).session.idle_timeout_s).toBe(90)
    await shell(root, ['stop'])
    expect(JSON.parse((await node(root, ['start', '--json'], { SCRIBE_IDLE_TIMEOUT: '95' })).stdout).session.idle_timeout_s).toBe(95)
    const wrong = await shell(root, ['start'], { SCRIBE_IDLE_TIMEOUT: 'soon' })
    expect(wrong).toEqual(await node(root, ['start'], { SCRIBE_IDLE_TIMEOUT: 'soon' }))
    expect(wrong.code).toBe(2)
  })

  test('a person’s own settings of curl change nothing', async () => {
    writeFileSync(join(folder, '.curlrc'), 'fail\nverbose\nproxy = "http://127.0.0.1:1"\noutput = "/dev/null"\n')
    const proxies = { http_proxy: 'http://127.0.0.1:1', ALL_PROXY: 'http://127.0.0.1:1', HOME: folder, CURL_HOME: folder }
    expect(await shell(folder, ['--version'], proxies)).toMatchObject({ code: 0, stderr: '', stdout: expect.stringMatching(/^scribe \d/) })
  })

  /** Runs the script with a terminal as its output. */
  const onTerminal = async (environment: NodeJS.ProcessEnv): Promise<string> => {
    const words = [...installed.program, 'list']
    const args = process.platform === 'darwin' ? ['-q', '/dev/null', ...words] : ['-qec', words.map((word) => `'${word}'`).join(' '), '/dev/null']
    const env = { PATH: TOOLS, HOME: folder, SCRIBE_HOME: home, TERM: 'xterm', ...environment }
    const child = spawn('script', args, { cwd: folder, env, stdio: ['ignore', 'pipe', 'ignore'] })
    const [stdout] = await Promise.all([text(child.stdout), once(child, 'exit')])
    return stdout
  }

  test('colours come only on a terminal, and never against NO_COLOR', async () => {
    const { root } = createRepo({ folder: join(folder, 'repo'), files: { 'a.ts': 'one\n' } })
    await shell(root, ['start'])
    expect(await onTerminal({})).toContain('\u001b[')
    expect(await onTerminal({ NO_COLOR: '1' })).not.toContain('\u001b[')
    expect(await onTerminal({ TERM: 'dumb' })).not.toContain('\u001b[')
    expect((await shell(root, ['list'])).stdout).not.toContain('\u001b[')
  })

  test('a daemon whose data folder has a long path is found by its endpoint file', async () => {
    const far = join(folder, 'x'.repeat(90), 'data')
    const other = await startDaemonProcess(far, { environment: gitEnvironment() })
    try {
      expect(existsSync(join(far, 'run/scribe.sock'))).toBe(false)
      const place = { home: far, cwd: folder, program: installed.program, environment: { PATH: TOOLS } }
      expect(await scribe(place, 'status')).toMatchObject({ code: 0, stdout: expect.stringContaining(`(pid ${other.pid})`) })
    } finally {
      await other.stop()
    }
  })

  test('a daemon that hangs is given up after a while, in words', async () => {
    process.kill(daemon.pid, 'SIGSTOP')
    try {
      const { code, stdout, stderr } = await shell(folder, ['status'], { SCRIBE_TIMEOUT: '1' })
      expect([code, stdout, stderr]).toEqual([1, '', 'scribe: Scribe gave no answer within 1 s. "scribe doctor" looks what is wrong.\n'])
    } finally {
      process.kill(daemon.pid, 'SIGCONT')
    }
    for (const wrong of ['soon', '0', '-1', '1.5']) {
      expect(await shell(folder, ['status'], { SCRIBE_TIMEOUT: wrong })).toMatchObject({ code: 1, stderr: 'scribe: SCRIBE_TIMEOUT takes whole seconds.\n' })
    }
  })
})

describe('the script on its own', () => {
  let home: string
  let installed: ReturnType<typeof install>

  beforeEach(() => {
    home = tempFolder()
    installed = install('a command that tells its arguments')
  })
  afterEach(() => {
    for (const path of [home, installed.root]) removeFolder(path)
  })

  const run = (args: readonly string[], environment: NodeJS.ProcessEnv = {}): Promise<CommandResult> =>
    scribe({ home, cwd: home, program: installed.program, environment: { PATH: TOOLS, ...environment } }, ...args)
  const ARGS = ['append', 'two words', '', '-x', '"\'$(id)', 'line\nline', '😀']
  const handedOver = { code: 7, stderr: '', stdout: JSON.stringify(ARGS) }

  test('without a daemon the command in Node gets the arguments as they are, and its exit code counts', async () => {
    expect(await run(ARGS)).toEqual(handedOver)
    expect(await run([])).toEqual({ ...handedOver, stdout: '[]' })
  })

  test('through links it finds what lies beside it', async () => {
    symlinkSync(installed.program[1], join(home, 'first'))
    symlinkSync('first', join(home, 'second'))
    expect(await scribe({ home, cwd: home, program: [DASH, join(home, 'second')], environment: { PATH: TOOLS } }, ...ARGS)).toEqual(handedOver)
  })

  test('a socket that a killed daemon left counts as no daemon', async () => {
    const daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    await daemon.kill()
    expect(existsSync(join(home, 'run/scribe.sock'))).toBe(true)
    expect(await run(ARGS)).toEqual(handedOver)
  })

  test('verbs that stream or open something go to Node also with a daemon', async () => {
    const daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    try {
      for (const args of [['watch', '--topics', 'a b'], ['doctor'], ['open', '--print'], ['daemon'], ['summarize']]) {
        expect(await run(args)).toEqual({ ...handedOver, stdout: JSON.stringify(args) })
      }
      expect(await run(['watch', '--help'])).toMatchObject({ code: 0, stdout: expect.stringContaining('scribe watch') })
    } finally {
      await daemon.stop()
    }
  })

  test('no Node, and an old one, are said with advice', async () => {
    const bare = install('nothing')
    try {
      const place = { home, cwd: home, program: bare.program }
      const advice = 'scribe: Node 24 or newer is needed for this. Install it (in a checkout on Linux: "npm ci"), or start the Scribe app first.\n'
      writeFileSync(join(bare.root, 'tools/node'), '#!/bin/sh\nexit 1\n', { mode: 0o755 })
      for (const PATH of [TOOLS, `${bare.root}/tools:${TOOLS}`]) {
        expect(await scribe({ ...place, environment: { PATH } }, 'status')).toEqual({ code: 1, stdout: '', stderr: advice })
      }
    } finally {
      removeFolder(bare.root)
    }
  })

  /** Something that is no daemon of this version behind the socket. */
  const behindSocket = async (answer: string | null, step: () => Promise<void>): Promise<void> => {
    mkdirSync(join(home, 'run'))
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      socket.once('data', () => (answer === null ? socket.destroy() : socket.end(answer)))
    })
    server.listen(join(home, 'run/scribe.sock'))
    await once(server, 'listening')
    chmodSync(join(home, 'run/scribe.sock'), 0o600)
    try {
      await step()
    } finally {
      server.close()
    }
  }

  test('a connection that breaks is said, and nothing is done twice', async () => {
    await behindSocket(null, async () => {
      expect(await run(['append', 'x'])).toEqual({ code: 1, stdout: '', stderr: 'scribe: The connection to Scribe was lost. Try again.\n' })
    })
  })

  const STRANGE = [
    'HTTP/1.1 404 Not Found\r\nContent-Length: 6\r\n\r\nnothin',
    'HTTP/1.1 200 OK\r\nContent-Length: 20\r\n\r\nrm -rf\n0 1; touch x\n',
    'HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n',
  ]
  for (const answer of STRANGE) {
    test(`an answer that is none (${JSON.stringify(answer.slice(-14))}) is printed nowhere`, async () => {
      await behindSocket(answer, async () => {
        const { code, stdout, stderr } = await run(['status'])
        expect([code, stdout, stderr]).toEqual([1, '', 'scribe: The Scribe that runs is of another version. End it, and start it again.\n'])
      })
    })
  }

  test('it is at most 80 lines of plain sh', () => {
    const lines = readFileSync(SCRIPT, 'utf8').split('\n')
    expect([lines[0], lines.length <= 81]).toEqual(['#!/bin/sh', true])
  })
})
