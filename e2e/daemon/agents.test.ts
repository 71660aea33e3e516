/** Live agents as the real daemon sees them: by hooks, by what they keep themselves, by their processes; who writes is known, and sessions begin when the person wants that. */
import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { appendFileSync, copyFileSync, mkdirSync, realpathSync, rmSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { Agent } from '../../shared/domain/agent.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

describe.skipIf(process.platform !== 'linux')('live agents', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let client: ScribeClient
  const started: ChildProcess[] = []

  beforeEach(async () => {
    home = realpathSync(tempFolder())
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
    mkdirSync(join(home, '.claude/sessions'), { recursive: true })
    daemon = await startDaemonProcess(join(home, 'scribe'), { environment: { ...gitEnvironment(), HOME: home, CLAUDE_CONFIG_DIR: '', CODEX_HOME: '' } })
    client = await daemon.connect()
  })
  afterEach(async () => {
    for (const child of started.splice(0)) child.kill('SIGKILL')
    client.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  /** A program of this name that does nothing, in the repository. */
  async function run(name: string): Promise<{ pid: number; end: () => Promise<void> }> {
    copyFileSync('/bin/sleep', join(home, name))
    const child = spawn(join(home, name), ['120'], { cwd: repo.root, stdio: 'ignore' })
    await once(child, 'spawn')
    started.push(child)
    const end = async (): Promise<void> => {
      child.kill('SIGKILL')
      await once(child, 'exit')
    }
    return { pid: child.pid ?? 0, end }
  }
  const keep = (pid: number, status: string, own: object = {}): void =>
    writeFileSync(
      join(home, `.claude/sessions/${pid}.json`),
      JSON.stringify({ pid, cwd: repo.root, sessionId: 'conv-1', startedAt: Date.now(), status, statusUpdatedAt: Date.now(), ...own }),
    )
  const transcript = (): string => join(home, '.claude/projects', repo.root.replace(/[^a-zA-Z0-9]/g, '-'), 'conv-1.jsonl')
  const agents = async (): Promise<Agent[]> =>
    Object.values((await client.call('system/snapshot', {})).state.agents).filter(({ repo: where }) => where === repo.root)
  const said = async (event: string, input: object): Promise<void> =>
    void (await client.call('agent/hook', { agent: 'claude-code', event, input: { session_id: 'conv-1', cwd: repo.root, ...input } }))

  test('Claude Code: its own file says what it does, a hook says it sooner, and when its process ends it is gone', async () => {
    await client.call('session/start', { cwd: repo.root })
    const { pid, end } = await run('claude')
    keep(pid, 'busy')
    await eventually(async () => expect(await agents()).toMatchObject([{ agent: 'claude-code', state: 'working', source: 'registry', pid }]))
    await said('Notification', { message: 'Claude needs your permission' })
    expect(await agents()).toMatchObject([{ state: 'waiting', source: 'hook', pid }])
    keep(pid, 'idle')
    await eventually(async () => expect(await agents()).toMatchObject([{ state: 'idle', source: 'registry' }]))
    await end()
    rmSync(join(home, `.claude/sessions/${pid}.json`))
    await eventually(async () => expect(await agents()).toEqual([]))
  })

  test("without hooks its transcript says what it does, and a change of a file it writes is the agent's", async () => {
    const { pid } = await run('claude')
    mkdirSync(dirname(transcript()), { recursive: true })
    writeFileSync(transcript(), '')
    keep(pid, 'idle', { statusUpdatedAt: 1 })
    await client.call('session/start', { cwd: repo.root })
    await eventually(async () => expect(await agents()).toMatchObject([{ state: 'idle' }]))
    const use = { type: 'tool_use', name: 'Write', input: { file_path: join(repo.root, 'b.ts') } }
    const message = { type: 'assistant', timestamp: new Date().toISOString(), message: { content: [use], stop_reason: 'tool_use' } }
    appendFileSync(transcript(), `${JSON.stringify(message)}\n`)
    await eventually(async () => expect(await agents()).toMatchObject([{ state: 'working', source: 'transcript' }]))
    repo.write('b.ts', 'by the agent\n')
    repo.write('a.ts', 'by somebody else\n')
    const by = (path: string): unknown => {
      const sql = new DatabaseSync(join(home, 'scribe/data/scribe.db'), { readOnly: true })
      try {
        return sql.prepare('SELECT by FROM changes WHERE path = ?').get(path)?.by
      } finally {
        sql.close()
      }
    }
    await eventually(() => expect([by('b.ts'), by('a.ts')]).toEqual(['agent', 'session']))
  })

  test('an agent that comes begins a session, if the person wants that; one that was there does not', async () => {
    await run('codex')
    await client.call('settings/update', { values: { 'recording.autoStart': 'onAgentConnect' } })
    const sessions = async () => (await client.call('session/list', {})).sessions.map(({ state }) => state)
    await client.call('context/get', { cwd: repo.root, max_age_ms: 0 })
    expect(await sessions()).toEqual([])
    await run('gemini')
    writeFileSync(join(home, '.claude/sessions/1.json'), '{}')
    await eventually(async () => expect(await sessions()).toEqual(['recording']))
  })

  test('the context names who is there, and hooks told with rubbish change nothing', async () => {
    await client.call('session/start', { cwd: repo.root })
    await said('UserPromptSubmit', { prompt: 'go on' })
    const { markdown } = await client.call('context/get', { cwd: repo.root, role: 'general', format: 'both' })
    expect(markdown).toContain('claude-code')
    for (const input of [null, [], 'x', { cwd: '../..' }, { cwd: '/', session_id: 'y'.repeat(100_000) }])
      await client.call('agent/hook', { agent: 'claude-code', event: 'UserPromptSubmit', input }).catch(() => undefined)
    expect(await agents()).toHaveLength(1)
  })
})
