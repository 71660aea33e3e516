/** The receiver as agents run it, under sh and under dash: captured inputs go through it into the worklog; off, hung and switched off it never holds up the agent. */
import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync, mkdirSync, readdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const RECEIVER = fileURLToPath(new URL('../../plugins/hooks/scribe-hook', import.meta.url))
const CAPTURED = fileURLToPath(new URL('../../testing/agents/', import.meta.url))
const SHELLS = ['/bin/sh', '/bin/dash'].filter((shell) => existsSync(shell))

/** What becomes of the captured inputs. */
const GOLDEN: Readonly<Record<string, readonly string[]>> = {
  codex: ['- 🗣 prompt: do the codex thing', '- ▶ cmd (exit none): echo hello-codex', '- ▶ cmd (exit none): exit 3', '- ✓ turn: All done.'],
  gemini: ['- 🗣 prompt: do gemini thing', '- ▶ cmd (exit none): echo hello-gemini', '- ✎ edit g.txt', '- ✓ turn: All done.'],
  copilot: ['- 🗣 prompt: do copilot thing', '- ▶ cmd (exit 0): echo hello-copilot', '- ✎ edit c.txt'],
}

interface Run {
  readonly code: number | null
  readonly stdout: string
  readonly stderr: string
}

describe('plugins/hooks/scribe-hook', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess | null
  let client: ScribeClient

  beforeEach(() => {
    home = tempFolder()
    daemon = null
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
  })
  afterEach(async () => {
    if (daemon !== null) client.close()
    await daemon?.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  async function open(): Promise<void> {
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    client = await daemon.connect()
  }
  async function hook(args: readonly string[], input: string, shell = SHELLS[0] ?? '/bin/sh'): Promise<Run> {
    const child = spawn(shell, [RECEIVER, ...args], { env: { SCRIBE_HOME: home, PATH: process.env.PATH ?? '' }, stdio: 'pipe' })
    const said = { stdout: '', stderr: '' }
    for (const name of ['stdout', 'stderr'] as const)
      child[name].on('data', (chunk: Buffer) => {
        said[name] += chunk.toString('utf8')
      })
    child.stdin.on('error', () => undefined)
    child.stdin.end(input)
    const [code] = await once(child, 'close')
    return { code, ...said }
  }
  /** The captured inputs of an agent, as if it had worked in this repository. */
  const inputs = (agent: string): { event: string; input: string }[] =>
    readFileSync(join(CAPTURED, `${agent}.hooks.jsonl`), 'utf8')
      .trimEnd()
      .split('\n')
      .map((line) => JSON.parse(line.replaceAll('/Users/dev/src/app', repo.root)))
      .filter(({ stdin }) => typeof stdin === 'object')
      .map(({ event, stdin }) => ({ event: event[0], input: JSON.stringify(stdin) }))
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-7.md'), 'utf8')
  const SILENT = { code: 0, stdout: '', stderr: '' }

  for (const shell of SHELLS) {
    test(`${shell}: what Claude Code did stands in the worklog, each thing once, also when a hook is told twice`, async () => {
      await open()
      await client.call('session/start', { cwd: repo.root })
      for (const { event, input } of [...inputs('claude-code'), ...inputs('claude-code')]) {
        const { code, stderr } = await hook(['claude-code', event], input, shell)
        expect([code, stderr]).toEqual([0, ''])
      }
      await eventually(() => worklog().includes('✓ turn: All done.'))
      const times = (text: string): number => worklog().split(text).length - 1
      expect([times('▶ cmd (exit 3, 0.0s): echo bad'), times('✎ edit w.txt +1 −1'), times('🗣 prompt: Decision: use sqlite.')]).toEqual([1, 1, 1])
      expect(readdirSync(join(home, 'spool'))).toEqual([])
    })
  }

  for (const shell of SHELLS)
    test(`${shell}: what other agents did stands in the worklog as it was captured, each thing once`, async () => {
      await open()
      await client.call('session/start', { cwd: repo.root })
      for (const agent of Object.keys(GOLDEN))
        for (const { event, input } of [...inputs(agent), ...inputs(agent)]) expect((await hook([agent, event], input, shell)).code).toBe(0)
      const told = (): string[] =>
        worklog()
          .split('\n')
          .filter((line) => /^- [🗣▶✎✓]/u.test(line))
      await eventually(() => expect(told().sort()).toEqual(Object.values(GOLDEN).flat().sort()))
    })

  test('an agent that begins is given the session’s context, and only then is anything printed', async () => {
    await open()
    await client.call('session/start', { cwd: repo.root })
    await client.call('context/get', { cwd: repo.root })
    const input = JSON.stringify({ session_id: 's', cwd: repo.root, hook_event_name: 'SessionStart', source: 'startup' })
    const { stdout } = await hook(['claude-code', 'SessionStart'], input)
    const { hookSpecificOutput } = JSON.parse(stdout)
    expect(hookSpecificOutput.additionalContext).toMatch(/^<scribe-context rev="sha256:[0-9a-f]+">\n[\s\S]*Session B-7[\s\S]*<\/scribe-context>$/)
    expect(await hook(['claude-code', 'Stop'], JSON.stringify({ session_id: 's', cwd: repo.root, last_assistant_message: 'Done.' }))).toEqual(SILENT)
    await client.call('settings/update', { values: { 'agents.context': 'off' } })
    expect(await hook(['claude-code', 'SessionStart'], input)).toEqual(SILENT)
  })

  test('where the person wants it, an agent is told at its next prompt what has changed, and only then', async () => {
    await open()
    await client.call('settings/update', { values: { 'agents.context': 'onChange' } })
    const { session } = await client.call('session/start', { cwd: repo.root })
    await client.call('context/get', { cwd: repo.root })
    const say = (event: string, more: object = {}): Promise<Run> =>
      hook(['codex', event], JSON.stringify({ session_id: 's', turn_id: event, cwd: repo.root, hook_event_name: event, prompt: 'go on', ...more }))
    expect((await say('UserPromptSubmit')).stdout).toBe('')
    // On a busy machine an answer may come later than a hook waits for it.
    await eventually(async () => (await say('SessionStart', { source: 'startup' })).stdout.includes('Session B-7'))
    const told = async (): Promise<string> => (await say('UserPromptSubmit', { turn_id: String(Math.random()) })).stdout
    const said = await eventually(async () => {
      await client.call('worklog/append', { session: session.id, text: 'Decision: keep commas' })
      return (await told()) || null
    })
    const note = JSON.parse(said).hookSpecificOutput
    expect(note.hookEventName).toBe('UserPromptSubmit')
    expect(note.additionalContext).toMatch(
      /^<scribe-context rev="sha256:[0-9a-f]+">\nSince you last looked:\n[\s\S]*Decision: keep commas[\s\S]*<\/scribe-context>$/,
    )
    await client.call('settings/update', { values: { 'agents.context': 'start' } })
    await client.call('worklog/append', { session: session.id, text: 'Decision: keep dots' })
    expect(await told()).toBe('')
  })

  test('what is told while nobody runs is kept, and recorded by the next start', async () => {
    await open()
    await client.call('session/start', { cwd: repo.root })
    client.close()
    await daemon?.kill()
    daemon = null
    for (const { event, input } of inputs('codex')) expect(await hook(['codex', event], input)).toEqual(SILENT)
    expect(readdirSync(join(home, 'spool')).length).toBeGreaterThan(3)
    await open()
    await eventually(() => worklog().includes('▶ cmd (exit none): echo hello-codex'))
    await eventually(() => readdirSync(join(home, 'spool')).length === 0)
  })

  test('what a hook that gave up waiting left is recorded soon, without a start', async () => {
    await open()
    await client.call('session/start', { cwd: repo.root })
    const [input] = inputs('codex').filter(({ event }) => event === 'UserPromptSubmit')
    const left = join(home, `spool/${Math.floor(Date.now() / 1000)}-7.codex.UserPromptSubmit.json`)
    writeFileSync(join(home, 'spool/7.part'), input?.input ?? '')
    renameSync(join(home, 'spool/7.part'), left)
    await eventually(() => worklog().includes('🗣 prompt'))
    await eventually(() => !existsSync(left))
  })

  test('a note that a client left while nobody ran is recorded by the next start, once; one without a session waits for it', async () => {
    await open()
    await client.call('session/start', { cwd: repo.root })
    client.close()
    await daemon?.kill()
    daemon = null
    const leave = (n: number, note: object): void =>
      writeFileSync(join(home, `spool/${Math.floor(Date.now() / 1000)}-${n}.client.append.json`), JSON.stringify(note), { mode: 0o600 })
    mkdirSync(join(home, 'spool'), { recursive: true })
    leave(1, { cwd: repo.root, text: 'left behind', idem: 'k' })
    leave(2, { cwd: repo.root, text: 'left behind', idem: 'k' })
    leave(3, { cwd: repo.root, text: 'for nobody yet', idem: 'l', session: 'B-404' })
    leave(4, { cwd: repo.root, text: 7 })
    await open()
    await eventually(() => readdirSync(join(home, 'spool')).length === 1)
    await eventually(() => worklog().includes('- left behind'))
    expect(worklog().split('- left behind')).toHaveLength(2)
    expect(readdirSync(join(home, 'spool'))[0]).toMatch(/-3\.client\.append\.json$/)
  })

  test('hung, switched off, without a data folder, with nonsense: it ends with 0 and says nothing', async () => {
    const socket = join(home, 'run/scribe.sock')
    execFileSync('mkdir', [join(home, 'run')])
    const hung = createServer((connection) => connection.resume()).listen(socket)
    await once(hung, 'listening')
    const began = performance.now()
    expect(await hook(['codex', 'Stop'], '{}')).toEqual(SILENT)
    // A deadline of its own, with room for a busy machine.
    expect(performance.now() - began).toBeLessThan(5_000)
    await new Promise((resolve) => hung.close(resolve))
    expect(readdirSync(join(home, 'spool'))).toHaveLength(1)
    for (const args of [[], ['codex'], ['../../etc', 'Stop'], ['codex', 'St;op'], ['codex', '$(id)']]) expect(await hook(args, '{}')).toEqual(SILENT)
    writeFileSync(join(home, 'hooks.off'), '')
    expect(await hook(['codex', 'Stop'], '{}')).toEqual(SILENT)
    expect(readdirSync(join(home, 'spool'))).toHaveLength(1)
  })

  test('what is no input of any agent is refused at the door and changes nothing', async () => {
    await open()
    await client.call('session/start', { cwd: repo.root })
    for (const input of ['', 'no json', '[]', 'null', '{"cwd":7}', JSON.stringify({ cwd: '/nowhere', prompt: 'x' })]) {
      expect(await hook(['claude-code', 'UserPromptSubmit'], input)).toEqual(SILENT)
    }
    await expect(client.call('agent/hook', { agent: 'nobody', event: 'Stop', input: {} })).rejects.toMatchObject({ code: 'usage.badInput' })
    expect((await client.call('worklog/read', { cwd: repo.root })).entries).toHaveLength(1)
  })

  test('a change that an agent’s hook told of is an agent’s; secrets of a command are taken out', async () => {
    await open()
    await client.call('session/start', { cwd: repo.root })
    await eventually(async () => (await client.call('session/get', { cwd: repo.root })).session.capture === 'live', 10_000)
    repo.write('w.txt', 'x\n')
    const tool = (name: string, input: object) => JSON.stringify({ session_id: 's', cwd: repo.root, tool_name: name, tool_input: input, tool_use_id: name })
    await hook(['claude-code', 'PostToolUse'], tool('Write', { file_path: join(repo.root, 'w.txt') }))
    await hook(['claude-code', 'PostToolUse'], tool('Bash', { command: 'curl -H "Authorization: Bearer ghp_0123456789abcdefghijABCDEFGHIJ012345" x' }))
    await eventually(() => worklog().includes('▶ cmd'))
    expect(worklog()).not.toContain('ghp_0123456789')
  })

  test('a session begins with an agent where the person wants that', async () => {
    await open()
    const input = JSON.stringify({ session_id: 's', cwd: repo.root, source: 'startup' })
    await hook(['claude-code', 'SessionStart'], input)
    expect((await client.call('session/list', {})).sessions).toEqual([])
    await client.call('settings/update', { values: { 'recording.autoStart': 'onAgentConnect' } })
    await hook(['claude-code', 'SessionStart'], input)
    expect((await client.call('session/list', {})).sessions).toMatchObject([{ backlog_id: 'B-7', state: 'recording' }])
  })
})
