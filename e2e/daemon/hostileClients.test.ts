/**
 * Programs that mean harm, or are only broken, at the doors of a real daemon (cases 44 to 53): what they get is a refusal, and whoever
 * behaves notices nothing. The full counts run with `npm run test:long`.
 */
import { randomBytes } from 'node:crypto'
import { once } from 'node:events'
import { readdirSync, readFileSync } from 'node:fs'
import { connect, type NetConnectOpts, type Socket } from 'node:net'
import { networkInterfaces } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { connectClient, type ScribeClient } from '../../client/scribeClient.ts'
import { COMMANDS, SCOPES } from '../../shared/protocol/commands.ts'
import { times } from '../../testing/counts.ts'
import { type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { eventually } from '../../testing/eventually.ts'
import { createRepo, gitEnvironment, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

describe('hostile clients', () => {
  let home: string
  let repo: TestRepo
  let daemon: DaemonProcess
  let good: ScribeClient
  let port: number
  let token: string

  beforeAll(async () => {
    home = tempFolder()
    repo = createRepo({ branch: 'feat/B-7-demo', files: { 'a.ts': '1\n' } })
    daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
    good = await daemon.connect()
    await good.call('settings/update', { values: { 'limits.clientRate': 0 } })
    await good.call('session/start', { cwd: repo.root })
    const page = new URL(daemon.url)
    port = Number(page.port)
    token = page.hash.slice(1)
  })
  afterAll(async () => {
    good.close()
    await daemon.stop()
    removeFolder(home)
    removeFolder(repo.root)
  })

  const dial = async (where: NetConnectOpts): Promise<Socket> => {
    const socket = connect(where)
    socket.on('error', () => undefined)
    await once(socket, 'connect').catch(() => undefined)
    return socket
  }
  const hear = (socket: Socket, take: (line: string) => void): void =>
    void createInterface({ input: socket })
      .on('line', take)
      .on('error', () => undefined)
  /** The status line of what comes back for these lines of HTTP; empty when the connection just ends. */
  const ask = async (lines: readonly string[]): Promise<string> => {
    const socket = await dial({ port, host: '127.0.0.1' })
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    await Promise.race([once(socket, 'close'), eventually(() => text.includes('\r\n\r\n'), 8_000).catch(() => undefined)])
    socket.destroy()
    return text.split('\r\n')[0] ?? ''
  }
  const upgrade = (host: string, given: string): string[] => [
    'GET /v1 HTTP/1.1',
    ...(host === '' ? [] : [`Host: ${host}`]),
    ...['Connection: Upgrade', 'Upgrade: websocket', 'Sec-WebSocket-Version: 13', 'Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ=='],
    `Authorization: Bearer ${given}`,
  ]
  /** What a well-behaved client waits for an answer now, ms. */
  const answerMs = async (): Promise<number> => {
    const began = performance.now()
    await good.call('health', {})
    return performance.now() - began
  }

  test('no other name for this machine is served, with the right token too', async () => {
    const hosts = [
      ...['evil.example', `evil.example:${port}`, `127.0.0.1.evil.example:${port}`, `localhost.evil.example:${port}`, `127.0.0.1:${port}.evil.example`],
      ...['127.0.0.1', 'localhost', '127.0.0.1:1', `127.0.0.1:${port}0`, `127.0.0.1: ${port}`, `127.0.0.1:${port}/x`, `x@127.0.0.1:${port}`],
      ...[`127.1:${port}`, `0x7f.0.0.1:${port}`, `2130706433:${port}`, `0177.0.0.1:${port}`, `127.0.0.2:${port}`, `0.0.0.0:${port}`, `[::]:${port}`],
      ...[`[::1]:${port}`, `[::ffff:127.0.0.1]:${port}`, `LOCALHOST.:${port}`, `localhost.:${port}`, `*:${port}`, `:${port}`, ''],
      ...[`127.0.0.1:${port}, evil.example`, `127.0.0.1:${port}\r\nHost: evil.example`, '\u0000', `${'a'.repeat(300)}:${port}`],
    ]
    expect(hosts.length).toBeGreaterThanOrEqual(30)
    for (const host of hosts) expect([host, await ask(upgrade(host, token))]).not.toEqual([host, expect.stringContaining(' 101 ')])
    expect(await ask(upgrade(`127.0.0.1:${port}`, token))).toContain(' 101 ')
  })

  test('nobody listens but on this machine itself', async () => {
    const others = Object.values(networkInterfaces())
      .flatMap((found) => found ?? [])
      .filter(({ internal, family }) => !internal && family === 'IPv4')
    for (const { address } of others) {
      const socket = await dial({ port, host: address })
      expect([address, socket.readyState]).not.toEqual([address, 'open'])
    }
    expect(new URL(daemon.url).hostname).toBe('127.0.0.1')
  })

  test('no guess of the token gets in, and the token stands in no log', async () => {
    const guesses = [
      '',
      token.slice(1),
      token.slice(0, -1),
      `${token}A`,
      token.toUpperCase(),
      `${token} `,
      'null',
      'undefined',
      ...Array.from({ length: times(200, 10_000) }, () => randomBytes(32).toString('base64url')),
    ]
    for (const guess of guesses) if (guess.trim() !== token) expect(await ask(upgrade(`127.0.0.1:${port}`, guess))).not.toContain(' 101 ')
    const files = readdirSync(home, { recursive: true, withFileTypes: true }).filter((entry) => entry.isFile())
    const holding = files.filter((entry) => readFileSync(join(entry.parentPath, entry.name)).includes(token)).map(({ name }) => name)
    expect(holding.sort()).toEqual(['page-token', 'scribe.json'])
  })

  test('the same request again, over other connections and after a restart, is one entry with one answer', async () => {
    const count = times(60, 1_000)
    const answers: number[] = []
    for (let n = 0; n < count; n++) {
      if (n === Math.floor(count / 2)) {
        good.close()
        await daemon.kill()
        daemon = await startDaemonProcess(home, { environment: gitEnvironment() })
        good = await daemon.connect()
        port = Number(new URL(daemon.url).port)
      }
      const client = n % 3 === 0 ? await daemon.connect() : good
      answers.push((await client.call('worklog/append', { cwd: repo.root, text: 'once only', idem: 'the key' })).entry.seq)
      if (client !== good) client.close()
    }
    expect(new Set(answers).size).toBe(1)
    const { entries } = await good.call('worklog/read', { cwd: repo.root, limit: 1000 })
    expect(entries.filter(({ lines }) => lines.includes('- once only'))).toHaveLength(1)
    await expect(good.call('worklog/append', { cwd: repo.root, text: 'something else', idem: 'the key' })).rejects.toMatchObject({ code: 'worklog.keyReused' })
  })

  test('whatever needs a scope that a client does not have is refused, every command of the table', async () => {
    for (const scope of SCOPES) {
      const socket = await dial({ path: daemon.socket })
      const answers = new Map<unknown, { error?: { data?: { code?: string } } }>()
      hear(socket, (line) => {
        const answer = JSON.parse(line)
        answers.set(answer.id, answer)
      })
      const send = (id: string, method: string, params: unknown): void => void socket.write(`${JSON.stringify({ jsonrpc: '2.0', id, method, params })}\n`)
      send('hello', 'hello', { protocol: ['1.0'], client: { name: 'x' }, scopes: [scope] })
      await eventually(() => answers.has('hello'))
      const denied = Object.entries(COMMANDS).filter(([, command]) => command.scope !== scope)
      for (const [name] of denied) send(name, name, { session: 'B-7', cwd: repo.root })
      await eventually(() => denied.every(([name]) => answers.has(name)))
      for (const [name] of denied) expect([scope, name, answers.get(name)?.error?.data?.code]).toEqual([scope, name, 'auth.scopeDenied'])
      socket.destroy()
    }
  })

  test('frames that are none are answered with what is wrong, the tenth ends the connection, and nothing else is harmed', async () => {
    const deep = `${'['.repeat(20_000)}${']'.repeat(20_000)}`
    const odd = [
      '{',
      '[]',
      'null',
      '1e400',
      '"\ud800"',
      deep,
      '{"jsonrpc":"2.0","id":1e400,"method":"health"}',
      '{"__proto__":{"jsonrpc":"2.0"}}',
      '{"jsonrpc":"2.0","method":7,"id":1}',
    ]
    for (let round = 0; round < times(40, 10_000); round++) {
      const socket = await dial({ path: daemon.socket })
      const lines: string[] = []
      hear(socket, (line) => lines.push(line))
      for (let n = 0; n < 12; n++) socket.write(n % 3 === 0 ? Buffer.concat([randomBytes(40), Buffer.from('\n')]) : `${odd[(round + n) % odd.length]}\n`)
      await eventually(() => socket.destroyed || socket.readableEnded)
      expect(lines.length).toBeLessThanOrEqual(14)
      socket.destroy()
    }
    expect(await answerMs()).toBeLessThan(1_000)
  })

  test('handshakes that are begun and not ended, and requests that trickle, are let go, and places are free again', async () => {
    const half = await Promise.all(Array.from({ length: 200 }, () => dial({ port, host: '127.0.0.1' })))
    for (const [index, socket] of half.entries()) if (index % 2 === 0) socket.write('GET /v1 HTTP/1.1\r\nHost: 127')
    const quiet = await Promise.all(Array.from({ length: 100 }, () => dial({ path: daemon.socket })))
    // What is not read is not seen to end.
    for (const socket of [...half, ...quiet]) socket.resume()
    const fresh = await daemon.connect()
    expect((await fresh.call('health', {})).ok).toBe(true)
    fresh.close()
    await eventually(() => half.filter(({ closed }) => !closed).length === 0 && quiet.every(({ closed }) => closed), 20_000)
    expect(await ask(['GET /popover/index.html HTTP/1.1', `Host: 127.0.0.1:${port}`, `X: ${'x'.repeat(20_000)}`])).toContain(' 431 ')
  })

  test('of very many at once the first are served, the others are refused soon, and a window still gets in', async () => {
    const outcomes = await Promise.allSettled(
      Array.from({ length: times(150, 1_000) }, (_, n) => connectClient(daemon.socket, { name: `crowd ${n}`, kind: 'other' })),
    )
    const served = outcomes.flatMap((outcome) => (outcome.status === 'fulfilled' ? [outcome.value] : []))
    expect(served.length).toBeLessThanOrEqual(64)
    expect(served.length).toBeGreaterThan(30)
    const window = await connectClient(daemon.socket, { name: 'popover', kind: 'ui' })
    expect((await window.call('health', {})).ok).toBe(true)
    window.close()
    for (const client of served) client.close()
    await eventually(async () => (await daemon.connect().then((client) => [client.close()])).length === 1)
  })

  test('a flood is refused and ended, and the others are answered all the while', async () => {
    const socket = await dial({ path: daemon.socket })
    const lines: string[] = []
    hear(socket, (line) => lines.push(line))
    await good.call('settings/update', { values: { 'limits.clientRate': 50 } })
    socket.write('{"jsonrpc":"2.0","id":0,"method":"hello","params":{"protocol":["1.0"],"client":{"name":"flood"}}}\n')
    const waits: number[] = []
    for (let second = 0; second < 60 && !socket.closed; second++) {
      socket.write('{"jsonrpc":"2.0","id":1,"method":"health"}\n'.repeat(500))
      waits.push(await answerMs())
      await new Promise((resolve) => setTimeout(resolve, 100))
    }
    expect(lines.some((line) => line.includes('limit.rate'))).toBe(true)
    await eventually(() => socket.closed)
    expect(lines.at(-1)).toContain('too many requests')
    expect(Math.max(...waits)).toBeLessThan(2_000)
    await good.call('settings/update', { values: { 'limits.clientRate': 0 } })
  })
})
