/** The command as people and scripts run it: real processes, a real daemon, a real repository. */
import { execFileSync } from 'node:child_process'
import { copyFileSync, existsSync, mkdirSync, readdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { delimiter, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDaemon } from '../../client/findDaemon.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { isAlive } from '../../testing/isAlive.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { type CommandResult, endDaemon, scribe } from '../../testing/scribeCommand.ts'

const PROJECT = fileURLToPath(new URL('../..', import.meta.url))
const HINT = 'Git does not ignore what Scribe writes here. "scribe start --exclude-artifacts" puts it into .git/info/exclude.'
const said = (result: CommandResult): string => `${result.stdout}${result.stderr}`

describe('scribe with a daemon', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeAll(async () => {
    home = tempFolder()
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
  })

  afterAll(async () => {
    client.close()
    await daemon.stop()
    removeFolder(home)
  })

  beforeEach(() => {
    repo = createRepo({ files: { 'a.ts': 'one\n', 'lib/b.ts': 'two\n' } })
  })

  afterEach(async () => {
    await client.call('session/stop', { cwd: repo.root }).catch(() => undefined)
    removeFolder(repo.root)
  })

  /** From a sub-folder, as people stand in one. */
  const run = (...args: readonly string[]): Promise<CommandResult> => scribe({ home, cwd: join(repo.root, 'lib') }, ...args)
  const json = async (...args: readonly string[]): Promise<Record<string, unknown>> => {
    const { code, stdout, stderr } = await run(...args, '--json')
    expect([code, stderr, stdout.split('\n').length]).toEqual([0, '', 2])
    return JSON.parse(stdout)
  }
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8')

  test('a whole day, in words', async () => {
    const name = repo.root.slice(repo.root.lastIndexOf('/') + 1)
    expect(await run('start')).toEqual({
      code: 0,
      stderr: '',
      stdout: `Recording B-1009 in ${name} on feat/B-1009-demo.\nWorklog: ${repo.root}/artifacts/worklogs/B-1009.md\n${HINT}\n`,
    })
    expect(await run('append', 'chose the plain way')).toEqual({ code: 0, stderr: '', stdout: 'Added to B-1009 worklog: chose the plain way\n' })
    await eventually(() => worklog().includes('- chose the plain way\n'))
    const status = await run('status')
    expect([status.code, status.stdout]).toEqual([
      0,
      expect.stringMatching(/^1 recording, 0 paused\.\n {2}B-1009 {2}recording.*\nScribe \d\S* running for \d+ [sm] \(pid \d+\)\.\n$/),
    ])
    expect(await run('pause')).toEqual({ code: 0, stderr: '', stdout: `Paused B-1009 in ${name}.\n` })
    expect(await run('resume')).toEqual({ code: 0, stderr: '', stdout: `Recording B-1009 in ${name} again.\n` })
    expect(await run('stop')).toEqual({ code: 0, stderr: '', stdout: `Stopped B-1009 in ${name}. 0 changes, 5 entries recorded.\n` })
    expect((await run('list')).stdout).toMatch(new RegExp(`^ {2}B-1009 {2}completed {2}${name} {2}feat/B-1009-demo {2}ended \\d+ s ago$`, 'm'))
    await eventually(() => worklog().endsWith('- Session stopped\n'))
  })

  test('the same for programs, each answer one object with its version', async () => {
    const started = await json('start', '--tags', 'x')
    expect(started).toMatchObject({
      v: 1,
      ok: true,
      created: true,
      hint: HINT,
      excluded: false,
      worklog: `${repo.root}/artifacts/worklogs/B-1009.md`,
      session: { backlog_id: 'B-1009', state: 'recording', tags: ['x'] },
    })
    expect(await json('append', 'a note')).toMatchObject({ v: 1, ok: true, entry: { kind: 'note', lines: ['- a note'] }, session: { backlog_id: 'B-1009' } })
    expect(await json('status')).toMatchObject({
      v: 1,
      ok: true,
      running: true,
      daemon: { pid: daemon.pid },
      sessions: [{ repo: repo.root, state: 'recording' }],
    })
    expect(await json('pause')).toMatchObject({ v: 1, ok: true, session: { state: 'paused', capture: 'off' } })
    expect(await json('resume')).toMatchObject({ v: 1, ok: true, session: { state: 'recording' } })
    expect(await json('start')).toMatchObject({ v: 1, ok: true, created: false })
    expect(await json('stop')).toMatchObject({ v: 1, ok: true, session: { state: 'completed', stop_reason: 'user' } })
    const listed = await json('list', '--status-filter', 'completed')
    expect(listed).toMatchObject({ v: 1, ok: true, more: false })
    expect(listed.sessions).toContainEqual(expect.objectContaining({ repo: repo.root, state: 'completed' }))
  })

  test('a session is named from elsewhere by its id and folder', async () => {
    await run('start', '--backlog-id', 'B-2')
    const elsewhere = { home, cwd: home }
    expect(await scribe(elsewhere, 'append', '--backlog-id', 'B-2', 'from elsewhere')).toMatchObject({ code: 0 })
    expect(await scribe(elsewhere, 'stop', '--cwd', repo.root)).toMatchObject({ code: 0, stdout: expect.stringContaining('Stopped B-2') })
  })

  const REFUSED: readonly [args: readonly string[], code: string, says: RegExp][] = [
    [['stop'], 'session.notFound', /Nothing is being recorded in this repository/],
    [['append', ' '], 'worklog.badText', /The note is empty/],
  ]
  for (const [args, code, says] of REFUSED) {
    test(`${args.join(' ')} is refused with exit code 1, in words and as JSON`, async () => {
      const [words, object] = await Promise.all([run(...args), run(...args, '--json')])
      expect([words.code, words.stdout, words.stderr]).toEqual([1, '', expect.stringMatching(says)])
      expect(words.stderr).toMatch(/^scribe: .+\n$/)
      expect([object.code, object.stderr]).toEqual([1, ''])
      expect(JSON.parse(object.stdout)).toEqual({ v: 1, ok: false, error: { code, message: expect.stringMatching(says) } })
    })
  }

  test('wrong usage is exit code 2, with and without a daemon', async () => {
    const nowhere = { home: join(home, 'no-daemon-here'), cwd: repo.root }
    for (const args of [['start', '--nonsense'], []]) {
      const [here, there] = await Promise.all([run(...args), scribe(nowhere, ...args)])
      expect([here.code, there.code, here.stdout]).toEqual([2, 2, ''])
    }
    expect(existsSync(nowhere.home)).toBe(false)
  })
})

describe('scribe without a daemon', () => {
  let home: string
  let repo: TestRepo

  beforeEach(() => {
    home = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
  })

  afterEach(async () => {
    await endDaemon(home)
    removeFolder(home)
    removeFolder(repo.root)
  })

  test('help, version and status start nothing', async () => {
    const place = { home, cwd: repo.root }
    const [help, usage, version, status, object] = await Promise.all(
      [['help'], ['start', '--help'], ['--version'], ['status'], ['status', '--json']].map((args) => scribe(place, ...args)),
    )
    for (const result of [help, usage, version, status, object]) expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(help?.stdout).toContain('Usage: scribe VERB')
    expect(usage?.stdout).toContain('scribe start [')
    expect(status?.stdout).toBe('Scribe is not running. Nothing is being recorded.\n')
    expect(JSON.parse(object?.stdout ?? '')).toEqual({ v: 1, ok: true, running: false, sessions: [] })
    expect(readdirSync(home)).toEqual([])
  })

  test('a verb that needs one starts it in the background, says so on stderr, and it outlives the command', async () => {
    const started = await scribe({ home, cwd: repo.root }, 'start', '--json')
    expect(started).toMatchObject({ code: 0, stderr: expect.stringMatching(/^Started Scribe in the background \(pid \d+\)\.\n$/) })
    expect(JSON.parse(started.stdout)).toMatchObject({ v: 1, ok: true, created: true })
    const pid = Number(/pid (\d+)/.exec(started.stderr)?.[1])
    expect((await findDaemon(home))?.pid).toBe(pid)
    // A session of its own: no terminal's Ctrl-C or hang-up reaches it.
    expect(execFileSync('ps', ['-o', 'pgid=', '-p', String(pid)], { encoding: 'utf8' }).trim()).toBe(String(pid))
    expect(await scribe({ home, cwd: repo.root }, 'append', 'second command')).toMatchObject({ code: 0, stderr: '' })
    await endDaemon(home)
    expect(isAlive(pid)).toBe(false)
    expect(existsSync(join(home, 'run/scribe.json'))).toBe(false)
    expect(readFileSync(join(home, 'logs/start.log'), 'utf8')).toBe('')
    expect(readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8')).toMatch(/second command\n[\s\S]*- Session paused\n$/)
  })

  test('a data folder that cannot be used is refused in words', async () => {
    const blocked = join(home, 'file')
    writeFileSync(blocked, '')
    for (const args of [['start'], ['daemon']]) {
      const result = await scribe({ home: join(blocked, 'below'), cwd: repo.root }, ...args)
      expect([result.code, result.stdout]).toEqual([1, ''])
      expect(result.stderr).toMatch(/^scribe: The data folder .*cannot be used.*\n$/)
    }
  })

  test('a daemon in the foreground says where its page is and gives way to one that runs', async () => {
    const foreground = scribe({ home, cwd: repo.root }, 'daemon')
    await eventually(() => findDaemon(home), 10_000)
    const second = await scribe({ home, cwd: repo.root }, 'daemon', '--json')
    expect(second).toMatchObject({ code: 1, stderr: 'scribe: Another Scribe is running with the same data folder.\n' })
    await endDaemon(home)
    const first = await foreground
    expect([first.code, first.stdout]).toEqual([0, expect.stringMatching(/^Scribe is running\. Open http:\/\/127\.0\.0\.1:\d+\/#[\w-]{43}\n$/)])
  })
})

describe('the script of a checkout', () => {
  let home: string
  let root: string
  let repo: TestRepo

  beforeAll(() => {
    home = tempFolder()
    root = tempFolder()
    repo = createRepo({ files: { 'a.ts': 'one\n' } })
    // A checkout of its own, so that what others build or have built does not matter.
    for (const folder of ['bin', 'plugins/shell']) mkdirSync(join(root, folder), { recursive: true })
    copyFileSync(join(PROJECT, 'plugins/shell/scribe'), join(root, 'plugins/shell/scribe'))
    symlinkSync('../plugins/shell/scribe', join(root, 'bin/scribe'))
  })

  afterAll(async () => {
    await endDaemon(home)
    for (const folder of [home, root, repo.root]) removeFolder(folder)
  })

  const run = (environment: NodeJS.ProcessEnv, ...args: readonly string[]): Promise<CommandResult> =>
    scribe({ home, cwd: repo.root, program: ['/bin/sh', join(root, 'bin/scribe')], environment }, ...args)
  const tools = (name: string, script: string): string => {
    const folder = join(root, `tools-${name}`)
    mkdirSync(folder, { recursive: true })
    writeFileSync(join(folder, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
    return [folder, '/usr/bin', '/bin'].join(delimiter)
  }

  test('with an old Node it says what is needed', async () => {
    expect(await run({ PATH: tools('node', 'exit 1') }, 'status')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining('Node 24 or newer is needed'),
    })
  })

  test('in a checkout that is not installed it says what to run', async () => {
    expect(await run({ PATH: tools('node', 'exit 0') }, 'status')).toEqual({
      code: 1,
      stdout: '',
      stderr: expect.stringContaining(`Run "npm ci" in ${root}`),
    })
  })

  test('a build that fails is told', async () => {
    symlinkSync(join(PROJECT, 'node_modules'), join(root, 'node_modules'))
    expect(await run({ PATH: tools('npm', 'exit 1') }, 'status')).toEqual({ code: 1, stdout: '', stderr: expect.stringContaining('The build failed') })
  })

  test('it builds once, then runs the built command and the built daemon', async () => {
    // The real bundler, without the page.
    const vite = join(PROJECT, 'node_modules/.bin/vite')
    const script = `echo built >> '${root}/builds'; cd '${PROJECT}' && '${vite}' build --mode main --outDir '${root}/out' --logLevel error && mkdir -p '${root}/out/renderer/popover' && touch '${root}/out/renderer/popover/index.html'`
    const environment = { PATH: [tools('npm', script), process.env.PATH].join(delimiter) }
    const first = await run(environment, 'start', '--json')
    expect([said(first), first.code]).toEqual([expect.stringContaining('scribe: building, this happens once.\n'), 0])
    expect(JSON.parse(first.stdout)).toMatchObject({ v: 1, ok: true, session: { backlog_id: 'B-1009' } })
    const link = join(home, 'linked')
    symlinkSync(join(root, 'bin/scribe'), link)
    const second = await scribe({ home, cwd: repo.root, program: ['/bin/sh', link], environment }, 'status')
    expect([second.code, second.stderr, second.stdout]).toEqual([0, '', expect.stringMatching(/^1 recording/)])
    repo.write('a.ts', 'two\n')
    await eventually(() => readFileSync(join(repo.root, 'artifacts/worklogs/B-1009.md'), 'utf8').includes('  - a.ts\n'))
    expect(readFileSync(join(root, 'builds'), 'utf8')).toBe('built\n')
  })
})
