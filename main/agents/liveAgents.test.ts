import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { copyFileSync, mkdirSync, realpathSync, utimesSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { agentOfCommand, agentProcesses, agentsInPs, foldersInLsof } from './agentProcesses.ts'
import { liveAgents } from './liveAgents.ts'

suite('main/agents/agentProcesses', () => {
  test('an agent is known by its program, or by the script that an interpreter runs', () => {
    const known = [
      ['claude'],
      ['/opt/bin/codex', 'exec'],
      ['node', '--no-warnings', '/usr/bin/gemini'],
      ['/usr/bin/node', '/x/copilot.js'],
      ['opencode', 'serve'],
    ]
    expect(known.map(agentOfCommand)).toEqual(['claude-code', 'codex', 'gemini', 'copilot', 'opencode'])
    for (const other of [[], ['vim', 'claude'], ['node'], ['/usr/bin/claude-desktop'], ['node', 'server.js', 'codex'], ['__proto__'], ['bash', '-c', 'codex']])
      expect(agentOfCommand(other)).toBeNull()
  })

  test('what ps and lsof print on a Mac is read', () => {
    const ps = '  501 /sbin/launchd\n 7001 /opt/homebrew/bin/codex --full-auto\n 7002 node /opt/homebrew/bin/gemini\nnonsense\n'
    expect([...agentsInPs(ps)]).toEqual([
      [7001, 'codex'],
      [7002, 'gemini'],
    ])
    expect([...foldersInLsof('p7001\nfcwd\nn/Users/dev/a b\np7002\nfcwd\nn/Users/dev/c\n')]).toEqual([
      [7001, '/Users/dev/a b'],
      [7002, '/Users/dev/c'],
    ])
  })
})

suite.skipIf(process.platform !== 'linux')('main/agents/liveAgents on Linux', () => {
  let folder: string
  const started: ChildProcess[] = []
  beforeEach(() => {
    folder = realpathSync(tempFolder())
  })
  afterEach(async () => {
    for (const child of started.splice(0)) {
      child.kill('SIGKILL')
      await once(child, 'exit').catch(() => undefined)
    }
    removeFolder(folder)
  })

  /** A program of this name that does nothing, in a folder of its own. */
  function run(name: string): { pid: number; cwd: string } {
    const cwd = join(folder, `work-${name}`)
    mkdirSync(cwd)
    copyFileSync('/bin/sleep', join(folder, name))
    const child = spawn(join(folder, name), ['60'], { cwd, stdio: 'ignore' })
    started.push(child)
    return { pid: child.pid ?? 0, cwd }
  }
  const look = async () => (await liveAgents({ HOME: folder }, Date.now())).filter(({ cwd }) => cwd.startsWith(folder))

  test('a process is an agent where it works, and what it does is unknown', async () => {
    const { pid, cwd } = run('gemini')
    await eventually(async () => expect(await look()).toEqual([expect.objectContaining({ agent: 'gemini', pid, cwd, status: 'unknown', source: 'process' })]))
    expect((await agentProcesses('linux')).filter((found) => found.pid === pid)).toHaveLength(1)
    expect(await agentProcesses('win32')).toEqual([])
  })

  test('a Codex process has the newest rollout of its folder; a rollout without a process is nothing', async () => {
    const { cwd } = run('codex')
    const day = new Date()
    const two = (number: number): string => String(number).padStart(2, '0')
    const days = join(folder, '.codex/sessions', String(day.getFullYear()), two(day.getMonth() + 1), two(day.getDate()))
    mkdirSync(days, { recursive: true })
    const rollout = (name: string, where: string, age: number): void => {
      const meta = { type: 'session_meta', payload: { id: name, cwd: where, timestamp: '2026-11-20T10:00:00Z', instructions: 'x'.repeat(50_000) } }
      const path = join(days, `rollout-2026-${name}.jsonl`)
      writeFileSync(path, `${JSON.stringify(meta)}\n{"type":"event_msg"}\n`)
      utimesSync(path, new Date(day.getTime() - age), new Date(day.getTime() - age))
    }
    rollout('old', cwd, 60_000)
    rollout('new', cwd, 1_000)
    rollout('elsewhere', join(folder, 'nobody'), 0)
    writeFileSync(join(days, 'rollout-broken.jsonl'), '{"type":')
    await eventually(async () =>
      expect(await look()).toEqual([
        expect.objectContaining({
          agent: 'codex',
          conversation: 'new',
          transcript: join(days, 'rollout-2026-new.jsonl'),
          since: Date.parse('2026-11-20T10:00:00Z'),
        }),
      ]),
    )
  })

  test('Claude Code says itself what it does, and where its transcript is', async () => {
    const { pid, cwd } = run('claude')
    mkdirSync(join(folder, '.claude/sessions'), { recursive: true })
    const kept = { pid, cwd, sessionId: 'fd-89', startedAt: 1_000, status: 'busy', statusUpdatedAt: 2_000 }
    writeFileSync(join(folder, `.claude/sessions/${pid}.json`), JSON.stringify(kept))
    writeFileSync(join(folder, '.claude/sessions/999999999.json'), JSON.stringify({ ...kept, pid: 999_999_999 }))
    const transcript = join(folder, '.claude/projects', cwd.replace(/[^a-zA-Z0-9]/g, '-'), 'fd-89.jsonl')
    await eventually(async () =>
      expect(await look()).toEqual([
        { agent: 'claude-code', status: 'working', source: 'registry', pid, cwd, since: 1_000, at: 2_000, conversation: 'fd-89', transcript },
      ]),
    )
  })
})
