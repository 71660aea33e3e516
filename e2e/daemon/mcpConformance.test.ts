/** The public conformance suite of MCP against `scribe mcp` as agents start it, with a real daemon behind it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { stdioOverHttp } from '../../testing/stdioOverHttp.ts'

const COMMAND = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const SUITE = fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url))
const BASELINE = fileURLToPath(new URL('../../testing/mcp/conformance.yml', import.meta.url))
/** What is asked of any server, whatever it offers. */
const PASSES = ['server-initialize', 'ping', 'tools-list', 'resources-list', 'resources-subscribe', 'resources-unsubscribe', 'prompts-list']

test('scribe mcp passes what the conformance suite asks of any server, and fails nothing else than the baseline says', { timeout: 180_000 }, async () => {
  const [home, results] = [tempFolder(), tempFolder()]
  const repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
  const daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  const env = { ...gitEnvironment(), SCRIBE_HOME: home, PATH: process.env.PATH ?? '' }
  const served = await stdioOverHttp(() =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, 'mcp'], { cwd: repo.root, env, stdio: 'pipe' }),
  )
  try {
    const args = [SUITE, 'server', '--url', served.url, '--suite', 'all', '--expected-failures', BASELINE, '-o', results]
    const suite = spawn(process.execPath, args, { stdio: ['ignore', 'pipe', 'inherit'] })
    const [said, [code]] = await Promise.all([text(suite.stdout), once(suite, 'exit')])
    const passed = [...said.matchAll(/^✓ ([\w-]+): [1-9]\d* passed, 0 failed$/gm)].map(([, name]) => name)
    expect(passed).toEqual(expect.arrayContaining(PASSES))
    expect(code, said.slice(-2_000)).toBe(0)
  } finally {
    await served.close()
    await daemon.stop()
    for (const folder of [home, results, repo.root]) removeFolder(folder)
  }
})
