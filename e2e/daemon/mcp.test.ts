/** The MCP server as agents start it: with the official client, in the older era of the protocol, with and without a daemon. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { Client as OldClient } from '@modelcontextprotocol/sdk/client/index.js'
import { StdioClientTransport as OldTransport } from '@modelcontextprotocol/sdk/client/stdio.js'
import { ResourceListChangedNotificationSchema, ResourceUpdatedNotificationSchema } from '@modelcontextprotocol/sdk/types.js'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const COMMAND = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const ARGS = ['--disable-warning=ExperimentalWarning', COMMAND, 'mcp']

describe('scribe mcp', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess | null
  let client: Client

  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    const scribe = await daemon.connect()
    await scribe.call('session/start', { cwd: repo.root })
    scribe.close()
    client = new Client({ name: 'test', version: '1' }, { versionNegotiation: { mode: 'auto' } })
  })
  afterEach(async () => {
    await client.close()
    await daemon?.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const environment = (): Record<string, string> => ({ ...(gitEnvironment() as Record<string, string>), SCRIBE_HOME: home, PATH: process.env.PATH ?? '' })
  const connect = async (): Promise<void> => {
    await client.connect(new StdioClientTransport({ command: process.execPath, args: ARGS, env: environment(), cwd: repo.root, stderr: 'inherit' }))
  }
  async function call(name: string, args: Record<string, unknown> = {}): Promise<string> {
    const { content, structuredContent } = await client.callTool({ name, arguments: args })
    expect([content.length, content[0]?.type, structuredContent]).toEqual([1, 'text', undefined])
    return content[0]?.type === 'text' ? content[0].text : ''
  }

  test('an agent gets the context, logs, finds what it logged, and sees which session is meant', async () => {
    await connect()
    expect(await call('scribe_context', { role: 'planner' })).toMatch(/Session B-7[\s\S]*\n\nsession=B-7 revision=sha256:[0-9a-f]+/)
    expect(await call('scribe_log', { kind: 'decision', text: 'keep commas', idem: 'k1' })).toMatch(/^Logged decision to B-7 \(#\d+\)\.$/)
    expect(await call('scribe_log', { kind: 'decision', text: 'keep commas', idem: 'k1' })).toMatch(/^Logged decision to B-7/)
    expect(await call('scribe_context', { role: 'planner' })).toContain('keep commas')
    const found = await call('scribe_search', { query: 'commas' })
    expect(found.split('\n')).toHaveLength(1)
    expect(found).toMatch(/^1\. B-7 \(.+\) · .+ · note · Decision: keep commas$|^1\. B-7 .+keep commas$/)
    expect(await call('scribe_sessions')).toMatch(/^\* B-7 .+\(this folder\)$/)
  })

  test('tools, resources and prompts are what they were, in order', async () => {
    await connect()
    const { tools } = await client.listTools()
    expect(tools.map(({ name, annotations }) => [name, annotations?.readOnlyHint])).toEqual([
      ['scribe_context', true],
      ['scribe_log', false],
      ['scribe_search', true],
      ['scribe_sessions', true],
    ])
    expect(tools.every(({ outputSchema }) => outputSchema === undefined)).toBe(true)
    // Agents keep what they were told of tools: a change of it is made on purpose, and this file with it.
    await expect(`${JSON.stringify(tools, null, 2)}\n`).toMatchFileSnapshot('../../testing/mcp/tools.txt')
    expect((await client.listResources()).resources.map(({ uri }) => uri)).toEqual(['scribe://sessions', 'scribe://context/current'])
    expect((await client.listPrompts()).prompts.map(({ name }) => name)).toEqual(['resume-session', 'standup', 'handoff', 'decision', 'wrap-up'])
    expect(client.getInstructions()?.length).toBeLessThanOrEqual(300)
  })

  test('with the cursor of an earlier answer only what has changed is said', async () => {
    await connect()
    const cursor = /cursor=(\S+)/.exec(await call('scribe_context', { role: 'coder' }))?.[1] ?? ''
    expect(await call('scribe_context', { role: 'coder', since: cursor })).toMatch(/^Nothing has changed\.\n\nsession=B-7 /)
    await call('scribe_log', { kind: 'decision', text: 'keep commas' })
    const changed = await call('scribe_context', { role: 'coder', since: cursor })
    expect(changed).toMatch(/^Changed: [\s\S]*Decision: keep commas/)
    expect(changed).not.toContain('# Scribe context')
  })

  test('resources and prompts hold what was recorded', async () => {
    await connect()
    await call('scribe_log', { kind: 'decision', text: 'keep commas' })
    const read = async (uri: string): Promise<string> => JSON.stringify((await client.readResource({ uri })).contents)
    expect(await read('scribe://session/B-7/worklog')).toContain('keep commas')
    expect(await read('scribe://session/B-7/summary')).toContain('keep commas')
    expect(await read('scribe://context/planner')).toContain('B-7')
    expect(await read('scribe://sessions')).toContain('B-7')
    expect(JSON.stringify(await client.getPrompt({ name: 'resume-session', arguments: {} }))).toContain('feat/B-7-demo')
  })

  test('a daemon that ends does not end the server: it answers from the files, says so, and goes on when one is there again', async () => {
    await connect()
    await call('scribe_log', { kind: 'note', text: 'before' })
    await daemon?.stop()
    daemon = null
    expect(await call('scribe_context', {})).toMatch(/source=files$/)
    expect(await call('scribe_log', { kind: 'decision', text: 'made meanwhile, with sk-ant-api03-aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa', idem: 'm1' })).toMatch(
      /^Scribe does not run\. The note is kept/,
    )
    expect(
      readdirSync(join(home, 'spool'))
        .map((name) => readFileSync(join(home, 'spool', name), 'utf8'))
        .join(),
    ).not.toContain('sk-ant')
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    await expect
      .poll(async () => (await call('scribe_search', { query: 'meanwhile' })).split('\n'), { timeout: 20_000, interval: 300 })
      .toEqual([expect.stringContaining('made meanwhile')])
    await expect.poll(async () => await call('scribe_log', { kind: 'note', text: 'after' }), { timeout: 20_000, interval: 300 }).toMatch(/^Logged note/)
  })

  test('what makes no sense is refused in words, and the server stays', async () => {
    await connect()
    expect(await call('scribe_log', { kind: 'note', text: 'x', session: 'B-404' })).toMatch(/^Scribe: .*B-404/)
    const refused = await client.callTool({ name: 'scribe_log', arguments: { kind: 'rumour', text: 'x' } }).then(
      ({ isError }) => isError,
      () => true,
    )
    expect(refused).toBe(true)
    expect(await call('scribe_sessions')).toContain('B-7')
  })

  test('who subscribed is told that a resource has changed, and of a new session, in both eras of the protocol', async () => {
    const told: string[] = []
    await connect()
    const read = (): Promise<unknown> => client.readResource({ uri: 'scribe://context/current' })
    await read()
    client.setNotificationHandler('notifications/resources/updated', ({ params }) => void told.push(`modern ${params.uri}`))
    await client.listen({ resourceSubscriptions: ['scribe://context/current', 'scribe://session/B-7/worklog'], resourcesListChanged: true })
    const old = new OldClient({ name: 'old', version: '1' })
    await old.connect(new OldTransport({ command: process.execPath, args: ARGS, env: environment(), cwd: repo.root, stderr: 'inherit' }))
    old.setNotificationHandler(ResourceUpdatedNotificationSchema, ({ params }) => void told.push(`old ${params.uri}`))
    old.setNotificationHandler(ResourceListChangedNotificationSchema, () => void told.push('old list'))
    await old.subscribeResource({ uri: 'scribe://session/B-7/worklog' })
    await new Promise((resolve) => setTimeout(resolve, 1_500))
    await call('scribe_log', { kind: 'decision', text: 'keep commas' })
    const both = ['modern scribe://context/current', 'modern scribe://session/B-7/worklog', 'old scribe://session/B-7/worklog']
    await expect.poll(() => [...new Set(told)].sort(), { timeout: 15_000 }).toEqual(both)
    const other = await (daemon ?? (await startDaemonProcess(home))).connect()
    await other.call('session/stop', { session: 'B-7' })
    other.close()
    await expect.poll(() => told, { timeout: 15_000 }).toContain('old list')
    await old.unsubscribeResource({ uri: 'scribe://session/B-7/worklog' })
    await old.close()
  })

  test('the official client of the older kind works: tools, resources, prompts', async () => {
    const old = new OldClient({ name: 'old', version: '1' })
    await old.connect(new OldTransport({ command: process.execPath, args: ARGS, env: environment(), cwd: repo.root, stderr: 'inherit' }))
    expect((await old.listTools()).tools.map(({ name }) => name)).toEqual(['scribe_context', 'scribe_log', 'scribe_search', 'scribe_sessions'])
    expect(JSON.stringify(await old.callTool({ name: 'scribe_log', arguments: { kind: 'note', text: 'by the old client' } }))).toContain('Logged note to B-7')
    expect(JSON.stringify(await old.readResource({ uri: 'scribe://session/B-7/worklog' }))).toContain('by the old client')
    expect(JSON.stringify(await old.getPrompt({ name: 'resume-session', arguments: {} }))).toContain('B-7')
    await old.close()
  })

  test('its input ends at any moment, also while it connects: the process ends', async () => {
    const info = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'x', version: '1' } }
    const messages = [
      { id: 1, method: 'initialize', params: info },
      { method: 'notifications/initialized' },
      { id: 2, method: 'tools/call', params: { name: 'scribe_sessions', arguments: {} } },
    ]
    for (const wait of [0, 300, 500, 600, 700, 900]) {
      const child = spawn(process.execPath, ARGS, { cwd: repo.root, env: environment(), stdio: ['pipe', 'ignore', 'inherit'] })
      const ended = once(child, 'exit')
      child.stdin.write(messages.map((message) => `${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`).join(''))
      await new Promise((resolve) => setTimeout(resolve, wait))
      child.stdin.end()
      const stays = setTimeout(() => child.kill('SIGKILL'), 15_000)
      expect([wait, ...(await ended)]).toEqual([wait, 0, null])
      clearTimeout(stays)
    }
  })

  test('a client that speaks the protocol by hand in the older era is served the same', async () => {
    const child = spawn(process.execPath, ARGS, { cwd: repo.root, env: environment(), stdio: ['pipe', 'pipe', 'inherit'] })
    const lines = createInterface({ input: child.stdout })[Symbol.asyncIterator]()
    const ask = async (message: object): Promise<Record<string, unknown>> => {
      child.stdin.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
      return JSON.parse((await lines.next()).value ?? '{}')
    }
    const params = { protocolVersion: '2025-06-18', capabilities: {}, clientInfo: { name: 'old', version: '1' } }
    expect(await ask({ id: 1, method: 'initialize', params })).toMatchObject({ result: { protocolVersion: '2025-06-18', serverInfo: { name: 'scribe' } } })
    child.stdin.write('{"jsonrpc":"2.0","method":"notifications/initialized"}\n')
    const answer = await ask({ id: 2, method: 'tools/call', params: { name: 'scribe_context', arguments: { role: 'coder' } } })
    expect(JSON.stringify(answer)).toContain('session=B-7')
    child.stdin.end()
    expect((await once(child, 'exit'))[0]).toBe(0)
  })
})
