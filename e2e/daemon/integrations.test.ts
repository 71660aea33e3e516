/**
 * Scribe put into agents through a running daemon, with a home of its own for the person: who may, what is told before and after, when an
 * agent was last seen; and the plugin for opencode, called as opencode calls it, up to the worklog.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath, pathToFileURL } from 'node:url'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { connectClient, type ScribeClient } from '../../client/scribeClient.ts'
import type { CommandOutput } from '../../shared/protocol/commands.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { scribe } from '../../testing/scribeCommand.ts'

const CAPTURED = fileURLToPath(new URL('../../testing/agents/opencode.hooks.jsonl', import.meta.url))
/** Sorted. */
const SAID = ['- ▶ cmd (exit 0): echo hello-oc', '- ✎ edit o.txt', '- ✓ turn: All done.', '- 🗣 prompt: "do opencode thing"']
const MCP = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
type Integration = CommandOutput<'integration/list'>['integrations'][number]

suite('integrations', () => {
  let folder: string
  let person: string
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient

  beforeEach(async () => {
    folder = tempFolder()
    person = join(folder, 'person')
    home = join(folder, 'data')
    for (const name of ['.claude', '.cursor']) mkdirSync(join(person, name), { recursive: true })
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
    daemon = await startDaemonProcess(home, { environment: { ...gitEnvironment(), HOME: person } })
    client = await daemon.connect()
  })
  afterEach(async () => {
    client.close()
    await daemon.stop()
    for (const each of [folder, repo.root]) removeFolder(each)
  })

  const list = async (): Promise<readonly Integration[]> => (await client.call('integration/list', {})).integrations
  const one = async (name: Integration['name']): Promise<Integration | undefined> => (await list()).find((each) => each.name === name)

  test('each is listed with how it stands; what would change is told, then done, then taken back', async () => {
    const states = Object.fromEntries((await list()).map(({ name, state, tested }) => [name, `${state}${tested ? '' : ' untested'}`]))
    expect(states).toEqual({
      'command-line': 'notInstalled',
      'claude-code': 'notInstalled',
      codex: 'notFound',
      gemini: 'notFound',
      copilot: 'notFound',
      cursor: 'notInstalled untested',
      vscode: 'notFound untested',
      'claude-desktop': 'notFound untested',
      opencode: 'notFound',
    })
    const path = join(person, '.cursor/mcp.json')
    const plan = await client.call('integration/plan', { name: 'cursor', action: 'install' })
    expect(plan.files).toEqual([{ path, more: 0, lines: expect.arrayContaining([{ kind: 'added', text: '  "mcpServers": {' }]) }])
    expect(existsSync(path)).toBe(false)
    const done = await client.call('integration/install', { name: 'cursor' })
    expect([done.integration.state, done.files]).toEqual(['installed', plan.files])
    expect(JSON.parse(readFileSync(path, 'utf8')).mcpServers.scribe).toMatchObject({ args: ['mcp'], env: { SCRIBE_AGENT: 'cursor' } })
    expect((await client.call('integration/remove', { name: 'cursor' })).integration.state).toBe('notInstalled')
    expect(existsSync(path)).toBe(false)
  })

  test('the command line says the same without a daemon', async () => {
    const place = { home, cwd: folder, environment: { HOME: person } }
    expect((await scribe(place, 'agents', 'install', 'command-line')).stdout).toContain(`Changed ${join(person, '.local/bin/scribe')}`)
    expect((await one('command-line'))?.state).toBe('installed')
    const said = (await scribe(place, 'agents', 'list')).stdout
    expect(said).toMatch(/^command-line +installed/)
    expect(said).toMatch(/^cursor +not installed {2}untested$/m)
    expect((await scribe(place, 'agents', 'remove', 'command-line', '--dry-run')).stdout).toContain('Would change')
    await scribe(place, 'agents', 'remove', 'command-line')
    expect([(await one('command-line'))?.state, existsSync(join(person, '.local'))]).toEqual(['notInstalled', false])
  })

  test('who may not control may neither look into the files nor change them, and a name is only one of the list', async () => {
    const other = await connectClient(daemon.socket, { name: 'an agent', kind: 'mcp' })
    for (const ask of [
      () => other.call('integration/plan', { name: 'cursor', action: 'install' }),
      () => other.call('integration/install', { name: 'cursor' }),
      () => other.call('integration/remove', { name: 'cursor' }),
    ])
      await expect(ask()).rejects.toMatchObject({ code: 'auth.scopeDenied' })
    other.close()
    const path = '../../etc' as 'cursor'
    await expect(client.call('integration/install', { name: path })).rejects.toMatchObject({ code: 'usage.badInput' })
  })

  test('an agent is seen by its hooks, its MCP server by the variable it is started with, also after a restart', async () => {
    await client.call('agent/hook', { agent: 'codex', event: 'SessionStart', input: { cwd: folder, session_id: 'x', source: 'startup' } })
    expect((await one('codex'))?.last_seen).toBeGreaterThan(Date.now() - 60_000)
    expect((await one('cursor'))?.last_seen).toBeNull()
    const mcp = spawn(process.execPath, [MCP, 'mcp'], {
      cwd: repo.root,
      env: { ...process.env, SCRIBE_HOME: home, HOME: person, SCRIBE_AGENT: 'cursor' },
      stdio: ['pipe', 'ignore', 'inherit'],
    })
    const info = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } }
    for (const message of [
      { id: 1, method: 'initialize', params: info },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/call', params: { name: 'scribe_sessions', arguments: {} } },
    ])
      mcp.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
    await eventually(async () => (await one('cursor'))?.last_seen)
    mcp.stdin.end()
    await once(mcp, 'exit')
    client.close()
    await daemon.stop()
    daemon = await startDaemonProcess(home, { environment: { ...gitEnvironment(), HOME: person } })
    client = await daemon.connect()
    expect([(await one('codex'))?.last_seen, (await one('cursor'))?.last_seen]).toEqual([expect.any(Number), expect.any(Number)])
  })

  test('what opencode really sent to a plugin stands in the worklog, each thing once', async () => {
    mkdirSync(join(person, '.config/opencode'), { recursive: true })
    await client.call('integration/install', { name: 'opencode' })
    await client.call('session/start', { cwd: repo.root })
    const { Scribe } = await import(`${pathToFileURL(join(person, '.config/opencode/plugins/scribe.js')).href}?captured`)
    const hooks = await Scribe({ directory: repo.root, worktree: repo.root })
    const captured = readFileSync(CAPTURED, 'utf8').trimEnd().replaceAll('/Users/dev/src/app', repo.root).split('\n')
    for (const { event, stdin } of captured.map((line) => JSON.parse(line))) {
      if (event[1] === 'event') await hooks.event({ event: stdin })
      if (event[1] === 'chat.message') await hooks['chat.message'](stdin.i, stdin.o)
      if (event[1] === 'tool.after') await hooks['tool.execute.after'](stdin.i, stdin.o)
    }
    const lines = async (): Promise<string[]> => (await client.call('worklog/read', { cwd: repo.root, limit: 100 })).entries.flatMap((entry) => entry.lines)
    await eventually(async () => expect((await lines()).filter((line) => /🗣|▶|✎|✓/.test(line)).sort()).toEqual([...SAID].sort()))
  })

  test('opencode’s plugin hands on prompts, tools and turns as they are said, and nothing it does not know', async () => {
    mkdirSync(join(person, '.config/opencode'), { recursive: true })
    await client.call('integration/install', { name: 'opencode' })
    await client.call('session/start', { cwd: repo.root })
    const plugin = await import(pathToFileURL(join(person, '.config/opencode/plugins/scribe.js')).href)
    const hooks = await plugin.Scribe({ directory: repo.root, worktree: repo.root })
    const sessionID = 'ses_1'
    const bus = (type: string, properties: object): Promise<void> => hooks.event({ event: { type, properties } })
    const entries = async (text: string): Promise<boolean> => {
      const { entries: all } = await client.call('worklog/read', { cwd: repo.root, limit: 1000 })
      return all.some(({ lines }) => lines.some((line) => line.includes(text)))
    }
    await hooks['chat.message'](
      { sessionID },
      {
        message: { id: 'm1' },
        parts: [
          { type: 'text', text: 'mend the parser' },
          { type: 'text', text: 'hidden', synthetic: true },
        ],
      },
    )
    await eventually(() => entries('🗣 prompt: mend the parser'))
    await hooks['tool.execute.after']({ tool: 'bash', sessionID, callID: 'c1', args: { command: 'npm test' } }, { output: '', metadata: { exit: 1 } })
    await eventually(() => entries('▶ cmd (exit 1): npm test'))
    await hooks['tool.execute.after']({ tool: 'edit', sessionID, callID: 'c2', args: { filePath: join(repo.root, 'a.ts') } }, { output: '' })
    await eventually(() => entries('✎ edit a.ts'))
    await bus('message.updated', { info: { id: 'm2', role: 'assistant' } })
    await bus('message.part.updated', { part: { type: 'text', messageID: 'm1', sessionID, text: 'what the person said' } })
    await bus('message.part.updated', { part: { type: 'text', messageID: 'm2', sessionID, text: 'The parser is mended. More follows.' } })
    await bus('session.idle', { sessionID })
    await eventually(() => entries('✓ turn: The parser is mended.'))
    for (const odd of [null, {}, { type: 'session.idle' }, { type: 'message.updated', properties: null }]) await hooks.event({ event: odd })
    await hooks['chat.message'](null, null)
    expect(await entries('hidden')).toBe(false)
    expect(await entries('what the person said')).toBe(false)
    expect((await one('opencode'))?.last_seen).toEqual(expect.any(Number))
  })
})
