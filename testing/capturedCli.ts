/**
 * The command in this process: what it prints is kept, its data folder is its own, and something that a test scripts can
 * answer in place of a daemon.
 */
import { mkdirSync, writeFileSync } from 'node:fs'
import { createServer, type Server } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { vi } from 'vitest'
import { runCli } from '../cli/main.ts'
import { removeFolder, tempFolder } from './scaffold.ts'
import { endDaemon } from './scribeCommand.ts'

export class CapturedCli {
  readonly home = tempFolder()
  stdout = ''
  stderr = ''
  /** What the daemon of the test was asked, and what it answers by method; what is not there is refused. */
  readonly asked: { readonly method: string; readonly params: unknown }[] = []
  answers: Record<string, unknown> = {
    hello: {
      ...{ protocol: '1.0', server: { name: 'scribe', version: '1' }, epoch: 'e', seq: 0, scopes: ['read'] },
      ...{ limits: { max_message: 1, rate: { per_s: 1, burst: 1 }, window: 1, max_subscriptions: 1 }, server_time: '2026-01-01T00:00:00.000Z' },
    },
    health: { ok: true, version: '9.9.9', uptime_ms: 61_000, epoch: 'e', pid: 77 },
  }
  /** What follows a subscription, and whether the daemon then ends. */
  told: readonly string[] = []
  ends = true
  #server: Server | null = null

  constructor() {
    vi.stubEnv('SCRIBE_HOME', this.home)
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => {
      this.stdout += String(text)
      return true
    })
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => {
      this.stderr += String(text)
      return true
    })
  }

  /** Runs the command; what it prints is added to what was printed before. */
  async run(args: readonly string[]): Promise<number> {
    return await runCli(args)
  }

  /** Runs the command and gives what this run printed on stdout. */
  async printed(args: readonly string[]): Promise<[code: number, stdout: string]> {
    this.stdout = ''
    return [await runCli(args), this.stdout]
  }

  /** Answers from now on as a daemon would. */
  async answer(): Promise<void> {
    const path = join(this.home, 's')
    mkdirSync(join(this.home, 'run'))
    writeFileSync(join(this.home, 'run/scribe.json'), JSON.stringify({ pid: process.pid, epoch: 'e', socket: path, page: null }))
    const server = createServer((socket) => {
      socket.on('error', () => undefined)
      createInterface({ input: socket }).on('line', (line) => {
        const { id, method, params } = JSON.parse(line)
        this.asked.push({ method, params })
        const result = this.answers[method]
        const answer = result === undefined ? { error: { code: 1101, message: 'Nothing like that.', data: { code: 'session.notFound' } } } : { result }
        socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, ...answer })}\n`)
        if (method !== 'events/subscribe') return
        for (const text of this.told) socket.write(text)
        if (this.ends) socket.end()
      })
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
    this.#server = server
  }

  async close(): Promise<void> {
    vi.restoreAllMocks()
    vi.unstubAllEnvs()
    this.#server?.close()
    // Nothing here may start a daemon; when a mistake does, it does not stay.
    if (this.#server === null) await endDaemon(this.home)
    removeFolder(this.home)
  }
}
