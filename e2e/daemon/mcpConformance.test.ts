/** The public conformance suite of MCP against `scribe mcp` as agents start it, with a real daemon behind it. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { LONG } from '../../testing/counts.ts'
import { startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, gitEnvironment, removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { stdioOverHttp } from '../../testing/stdioOverHttp.ts'

const COMMAND = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const SUITE = fileURLToPath(new URL('../../node_modules/@modelcontextprotocol/conformance/dist/index.js', import.meta.url))
const BASELINE = fileURLToPath(new URL('../../testing/mcp/conformance.yml', import.meta.url))
/** What is asked of any server, whatever it offers. */
const ANY_SERVER = ['server-initialize', 'ping', 'tools-list', 'resources-list', 'resources-subscribe', 'resources-unsubscribe', 'prompts-list']

interface Ran {
  readonly code: number | null
  readonly said: string
}

/** Runs `use` with the address of `scribe mcp`, in a repository that is recorded. */
async function served<T>(use: (url: string) => Promise<T>): Promise<T> {
  const home = tempFolder()
  const repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
  const daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
  const env = { ...gitEnvironment(), SCRIBE_HOME: home, PATH: process.env.PATH ?? '' }
  const bridge = await stdioOverHttp(() =>
    spawn(process.execPath, ['--disable-warning=ExperimentalWarning', COMMAND, 'mcp'], { cwd: repo.root, env, stdio: 'pipe' }),
  )
  try {
    return await use(bridge.url)
  } finally {
    await bridge.close()
    await daemon.stop()
    for (const folder of [home, repo.root]) removeFolder(folder)
  }
}

async function suite(...args: readonly string[]): Promise<Ran> {
  const results = tempFolder()
  const child = spawn(process.execPath, [SUITE, 'server', '-o', results, ...args], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [said, [code]] = await Promise.all([text(child.stdout), once(child, 'exit')])
  removeFolder(results)
  return { code, said }
}

test('scribe mcp passes every scenario that is asked of any server', async () => {
  const failed = await served(async (url) => {
    const ran = await Promise.all(ANY_SERVER.map(async (name) => ({ name, ...(await suite('--url', url, '--scenario', name)) })))
    return ran.filter(({ code }) => code !== 0).map(({ name, said }) => `${name}: ${said.slice(-500)}`)
  })
  expect(failed).toEqual([])
})

// Each of the others starts a server only to learn that it has no tool of the suite's.
test.runIf(LONG)('of all scenarios it fails those that the baseline names, with their reasons, and no other', { timeout: 180_000 }, async () => {
  const { code, said } = await served((url) => suite('--url', url, '--suite', 'all', '--expected-failures', BASELINE))
  expect(code, said.slice(-2_000)).toBe(0)
})
