/** The examples of `plugins/examples` as a person would run them, against a real daemon. (`watch.py`: `conformance.test.ts`.) */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterEach, beforeEach, describe, expect, test } from 'vitest'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

const path = (name: string): string => fileURLToPath(new URL(`../../plugins/examples/${name}`, import.meta.url))

describe('plugins/examples', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  beforeEach(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    const client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
    client.close()
  })
  afterEach(async () => {
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  async function run(program: string, ...args: string[]): Promise<{ code: number; stdout: string; stderr: string }> {
    const env = { PATH: process.env.PATH ?? '', SCRIBE_HOME: home }
    const child = spawn(program, args, { cwd: repo.root, env, stdio: ['ignore', 'pipe', 'pipe'], timeout: 20_000 })
    const [stdout, stderr, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit')])
    return { code, stdout, stderr }
  }
  const node = (...args: string[]) => run(process.execPath, '--disable-warning=ExperimentalWarning', path('note.ts'), ...args)

  for (const shell of ['/bin/sh', '/bin/bash'])
    test(`${shell}: context.sh gives the context of a folder, whatever its name holds`, async () => {
      const { code, stdout } = await run(shell, path('context.sh'), 'planner')
      expect([code, JSON.parse(stdout).result]).toMatchObject([0, { role: 'planner', session: { backlog_id: 'B-7' } }])
      const odd = await run(shell, path('context.sh'), 'coder', `${repo.root}/"; echo x \\ `)
      expect(odd.stdout + odd.stderr).toContain('"jsonrpc"')
    })

  test('context.sh says in one sentence that Scribe does not run', async () => {
    await daemon.stop()
    expect(await run('/bin/sh', path('context.sh'))).toEqual({ code: 1, stdout: '', stderr: 'Scribe does not run.\n' })
  })

  test('note.ts adds a note, and says what was refused', async () => {
    expect(await node('B-7', 'Decision:', 'keep "commas"')).toMatchObject({ code: 0, stdout: expect.stringMatching(/^#\d+\n- Decision: keep "commas"\n$/) })
    const refused = await node('B-404', 'x')
    expect(refused.code).toBe(1)
    expect(refused.stderr).toContain('B-404')
  })
})
