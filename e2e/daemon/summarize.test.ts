/** `scribe summarize` and `summary/get` as people and programs use them: with a daemon and without one. */
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { findDaemon } from '../../client/findDaemon.ts'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { type CommandResult, endDaemon, scribe } from '../../testing/scribeCommand.ts'

const SAMPLES = new URL('../../testing/compat/', import.meta.url)
const sample = (path: string): Buffer => readFileSync(new URL(path, SAMPLES))

let home: string
let repo: TestRepo

beforeEach(() => {
  repo = createRepo({ branch: 'feat/B-093-demo', files: { 'a.ts': 'one\n', 'lib/b.ts': 'two\n' } })
})
afterEach(() => removeFolder(repo.root))

const at = (path: string): string => join(repo.root, path)
const run = (...args: readonly string[]): Promise<CommandResult> => scribe({ home, cwd: at('lib') }, 'summarize', ...args)
function put(id: string, bytes: Buffer | string): void {
  mkdirSync(at('artifacts/worklogs'), { recursive: true })
  writeFileSync(at(`artifacts/worklogs/${id}.md`), bytes)
}

describe('scribe summarize without a daemon', () => {
  beforeAll(() => {
    home = tempFolder()
  })
  afterAll(async () => {
    await endDaemon(home)
    removeFolder(home)
  })

  test('prints the JSON of the Python program to the byte, and starts nothing', async () => {
    put('B-093', sample('samples/3-after-stop.B-093.md'))
    expect(await run('--format', 'json', '--compat')).toEqual({ code: 0, stderr: '', stdout: sample('samples/4-summary.json').toString() })
    expect(readFileSync(at('artifacts/summaries/B-093-summary.md'), 'utf8')).toContain('# B-093 Session Summary')
    expect(await findDaemon(home)).toBeNull()
  })

  test('prints Markdown with foreign control characters shown, and writes it as it is', async () => {
    put('B-5', '- New idea: \u001b[2Jclear the screen\n')
    const { code, stdout } = await run('--backlog-id', 'B-5')
    expect([code, stdout]).toEqual([0, expect.stringContaining('- New idea: \\u001b[2Jclear the screen\n')])
    expect(stdout).not.toContain('\u001b')
    expect(readFileSync(at('artifacts/summaries/B-5-summary.md'), 'utf8')).toContain('- New idea: \u001b[2Jclear the screen\n')
  })

  test('writes the named file instead of the projection, relative to where one stands', async () => {
    put('A-emoji', sample('vectors/worklogs/A-emoji.md'))
    const { code, stdout } = await run('--backlog-id', 'A-emoji', '--format', 'json', '--output', 'out.json')
    expect([code, stdout]).toEqual([0, `Wrote the summary of A-emoji to ${at('lib/out.json')}.\n`])
    expect(readFileSync(at('lib/out.json')).equals(sample('vectors/expected/A-emoji.json'))).toBe(true)
    expect(existsSync(at('artifacts/summaries'))).toBe(false)
  })

  test('for programs it is one object', async () => {
    put('B-093', '- Decision: atomic rename\n')
    const { stdout } = await run('--json', '--format', 'json')
    const answer = JSON.parse(stdout)
    expect(answer).toMatchObject({ v: 1, ok: true, backlog_id: 'B-093', truncated: false, path: at('artifacts/summaries/B-093-summary.md') })
    expect(JSON.parse(answer.text).decisions).toEqual(['Decision: atomic rename'])
    expect(JSON.parse((await run('--json', '--output', 'x')).stdout)).toEqual({ v: 1, ok: true, backlog_id: 'B-093', truncated: false, path: at('lib/x') })
  })

  test('says when a worklog was too long to be read as a whole', async () => {
    put('B-093', `- New idea: ${'x'.repeat(2_000_000)}\n`)
    expect((await run('--output', 'x.md')).stdout).toContain('The worklog is very long: not all of it is in the summary.')
  })

  const REFUSED: readonly [name: string, args: readonly string[], code: number, said: RegExp][] = [
    ['no worklog', [], 1, /There is no worklog/],
    ['bytes that are no text', ['--backlog-id', 'A-badutf8'], 1, /no UTF-8 text/],
    ['an id that leads elsewhere', ['--backlog-id', '../../x'], 1, /cannot be a backlog ID/],
    ['another format', ['--format', 'html'], 2, /--format takes one of/],
    ['a word too many', ['B-1'], 2, /Usage/],
    ['an unknown option', ['--force'], 2, /Usage/],
  ]
  for (const [name, args, code, said] of REFUSED) {
    test(`${name} ends with ${code}, and nothing is written`, async () => {
      put('A-badutf8', sample('vectors/worklogs/A-badutf8.md'))
      const result = await run(...args)
      expect([result.code, result.stdout]).toEqual([code, ''])
      expect(result.stderr).toMatch(said)
      expect(existsSync(at('artifacts/summaries'))).toBe(false)
    })
  }
})

describe('scribe summarize with a daemon', () => {
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
  afterEach(async () => {
    await client.call('session/stop', { cwd: repo.root }).catch(() => undefined)
  })

  test('what was noted is in the summary, and the projection is written', async () => {
    await client.call('session/start', { cwd: repo.root })
    await client.call('worklog/append', { cwd: repo.root, text: 'New idea: ask the daemon' })
    await eventually(() => readFileSync(at('artifacts/worklogs/B-093.md'), 'utf8').includes('ask the daemon'))
    const { code, stdout } = await run('--format', 'json')
    expect(code).toBe(0)
    expect(JSON.parse(stdout)).toMatchObject({
      backlog_id: 'B-093',
      ideas: ['New idea: ask the daemon'],
      metadata: { session_count: 1, branch: 'feat/B-093-demo' },
    })
    expect(readFileSync(at('artifacts/summaries/B-093-summary.md'), 'utf8')).toContain('- New idea: ask the daemon\n')
  })

  test('the command reads without writing, by session, by id or by folder', async () => {
    const { session } = await client.call('session/start', { cwd: repo.root })
    await eventually(() => existsSync(at('artifacts/worklogs/B-093.md')))
    for (const target of [{ session: session.id }, { session: 'B-093', cwd: repo.root }, { cwd: at('lib') }]) {
      const summary = await client.call('summary/get', target)
      expect(summary).toMatchObject({ backlog_id: 'B-093', path: null, truncated: false, text: expect.stringContaining('# B-093 Session Summary') })
    }
    expect(existsSync(at('artifacts/summaries'))).toBe(false)
  })

  test('a worklog nobody recorded is summarized all the same, from here before one of the same id elsewhere', async () => {
    const other = createRepo({ branch: 'feat/B-093-demo', files: { 'a.ts': 'one\n' } })
    try {
      const { session } = await client.call('session/start', { cwd: other.root })
      await eventually(() => existsSync(join(other.root, 'artifacts/worklogs/B-093.md')))
      put('B-093', '- New idea: of this one here\n')
      expect((await client.call('summary/get', { session: 'B-093', cwd: repo.root, format: 'json' })).text).toContain('of this one here')
      put('B-6', '- New idea: of nobody known\n')
      expect(JSON.parse((await run('--backlog-id', 'B-6', '--format', 'json')).stdout).ideas).toEqual(['New idea: of nobody known'])
      removeFolder(at('artifacts'))
      expect((await client.call('summary/get', { session: 'B-093', cwd: repo.root })).text).toContain('# B-093 Session Summary')
      await client.call('session/stop', { session: session.id })
    } finally {
      removeFolder(other.root)
    }
  })

  test('a folder that records nothing is summarized by its branch', async () => {
    put('B-093', '- Decision: by the branch\n')
    expect(JSON.parse((await run('--format', 'json')).stdout).decisions).toEqual(['Decision: by the branch'])
  })

  test('a summary too long for a message comes from the files', async () => {
    put('B-093', `- New idea: ${'y'.repeat(600_000)}\n`.repeat(2))
    await expect(client.call('summary/get', { session: 'B-093', cwd: repo.root })).rejects.toThrow(expect.objectContaining({ code: 'limit.tooLarge' }))
    const { code, stdout } = await run('--backlog-id', 'B-093', '--format', 'json')
    expect([code, JSON.parse(stdout).ideas.length]).toEqual([0, 2])
  })

  test('what cannot be is refused with its code', async () => {
    const refused = (code: string) => expect.objectContaining({ code })
    await expect(client.call('summary/get', { session: 'B-1', cwd: repo.root })).rejects.toThrow(refused('worklog.missing'))
    await expect(client.call('summary/get', { session: '../../x', cwd: repo.root })).rejects.toThrow(refused('backlog.badId'))
    await expect(client.call('summary/get', { session: 'B-1' })).rejects.toThrow(refused('session.notFound'))
    expect((await run('--backlog-id', 'B-1')).stderr).toMatch(/There is no worklog/)
    expect((await run('--backlog-id', '../../x')).stderr).toMatch(/cannot be a backlog ID/)
  })
})
