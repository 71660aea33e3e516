/** What agents wait for: the hooks' receiver with the daemon up, off and hung, beside a bare curl, and until the popover
 * shows what they say; the MCP server's first answer and its contexts; the Python client. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { Client } from '@modelcontextprotocol/client'
import { StdioClientTransport } from '@modelcontextprotocol/client/stdio'
import { chromium } from '@playwright/test'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, percentile, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { dspyFigures } from './dspyClient.ts'

const RECEIVER = fileURLToPath(new URL('../plugins/hooks/scribe-hook', import.meta.url))
const COMMAND = fileURLToPath(new URL('../bin/scribe', import.meta.url))
const HOOKS = 100
const HUNG = 5
const CONTEXTS = 200
const STARTS = 10
const CHANGES = 60

export const bench: Bench = {
  summary:
    'The receiver of hooks (daemon up, off, hung) beside curl; the MCP server: first answer, contexts; the Python client, warm and with the daemon asleep.',
  async run(say) {
    const home = tempFolder()
    const repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': 'x\n', '.gitignore': 'artifacts/\n.ai_state.json\n' } })
    const daemon = await startBuiltDaemon(home)
    const client = await daemon.connect()
    await client.call('session/start', { cwd: repo.root })
    const figures: Figure[] = []
    try {
      say('hooks with the daemon up')
      const [received, bare] = [await receiver(home, repo, HOOKS), await bareCurl(daemon.socket)]
      const times = percentile(received, 0.5) / percentile(bare, 0.5)
      figures.push(...latencies('hook receiver, daemon up', received), ...latencies('bare curl to the same door (contender)', bare))
      figures.push({ name: 'hook receiver against bare curl, p50', value: round(times), unit: 'times', better: 'lower' })
      say('hooks until the popover shows what they say')
      figures.push(...latencies('hook until the popover has painted it', await shown(home, repo, daemon.url)))
      say('MCP')
      figures.push(...(await mcp(home, repo)))
      say('DSPy client')
      figures.push(...(await dspyFigures({ home, repo: repo.root, pid: daemon.pid })))
    } finally {
      client.close()
      await daemon.stop()
    }
    say('hooks with the daemon off, and hung')
    figures.push(...latencies('hook receiver, daemon off', await receiver(home, repo, HOOKS)))
    const hung = createServer((connection) => connection.resume()).listen(join(home, 'run/scribe.sock'))
    await once(hung, 'listening')
    const held = await receiver(home, repo, HUNG)
    figures.push({ name: 'hook receiver, daemon hung, slowest', value: round(Math.max(...held)), unit: 'ms', better: 'lower' })
    hung.close()
    removeFolder(home)
    removeFolder(repo.root)
    return figures
  },
}

async function receiver(home: string, repo: TestRepo, times: number): Promise<number[]> {
  return await repeated(times, async (n) => {
    const input = { session_id: 's', cwd: repo.root, tool_name: 'Bash', tool_use_id: `t${n}`, tool_input: { command: `echo ${n}` }, duration_ms: 3 }
    await hook({ home, event: 'PostToolUse', input })
  })
}

async function hook({ home, event, input }: { readonly home: string; readonly event: string; readonly input: object }): Promise<void> {
  const child = spawn('/bin/sh', [RECEIVER, 'claude-code', event], {
    env: { SCRIBE_HOME: home, PATH: process.env.PATH ?? '' },
    stdio: ['pipe', 'ignore', 'ignore'],
  })
  child.stdin.end(JSON.stringify(input))
  await once(child, 'exit')
}

/** From the start of the receiver until the row in Chromium says that the agent waits, or no longer does. */
async function shown(home: string, repo: TestRepo, url: string): Promise<number[]> {
  const browser = await chromium.launch(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {})
  try {
    const page = await browser.newPage()
    await page.goto(url)
    await page.getByRole('row', { name: 'B-7' }).waitFor()
    return await repeated(CHANGES, async (n) => {
      const waits = n % 2 === 0
      const painted = page.evaluate(painting, waits)
      await hook({ home, event: waits ? 'Notification' : 'UserPromptSubmit', input: { session_id: 's', cwd: repo.root, message: `m${n}`, prompt: `p${n}` } })
      await painted
    })
  } finally {
    await browser.close()
  }
}

/** In the page: settles when a row says that an agent waits (or none does), and that is painted. */
function painting(waits: boolean): Promise<void> {
  const is = (): boolean => (document.querySelector('[data-waits]') !== null) === waits
  return new Promise((resolve) => {
    const look = (): void => {
      if (is()) requestAnimationFrame(() => setTimeout(resolve))
      else requestAnimationFrame(look)
    }
    look()
  })
}

async function bareCurl(socket: string): Promise<number[]> {
  return await repeated(HOOKS, async () => {
    const child = spawn('curl', ['-q', '-s', '--unix-socket', socket, 'http://scribe/v1/health'], { stdio: 'ignore' })
    await once(child, 'exit')
  })
}

async function mcp(home: string, repo: TestRepo): Promise<Figure[]> {
  const environment = { SCRIBE_HOME: home, PATH: process.env.PATH ?? '' }
  const open = async (): Promise<Client> => {
    const client = new Client({ name: 'bench', version: '1' })
    await client.connect(new StdioClientTransport({ command: COMMAND, args: ['mcp'], env: environment, cwd: repo.root }))
    return client
  }
  const starts: number[] = []
  for (let n = 0; n < STARTS; n++) {
    const began = performance.now()
    const client = await open()
    starts.push(performance.now() - began)
    await client.close()
  }
  const client = await open()
  const ask = async (): Promise<void> => void (await client.callTool({ name: 'scribe_context', arguments: { role: 'coder' } }))
  await ask()
  const contexts = await repeated(CONTEXTS, ask)
  await client.close()
  return [
    { name: 'MCP: start of the process until its first answer p50', value: round(percentile(starts, 0.5)), unit: 'ms', better: 'lower' },
    ...latencies('scribe_context through MCP, warm', contexts),
  ]
}

async function repeated(times: number, run: (n: number) => Promise<void>): Promise<number[]> {
  const taken: number[] = []
  for (let n = 0; n < times; n++) {
    const began = performance.now()
    await run(n)
    taken.push(performance.now() - began)
  }
  return taken
}
