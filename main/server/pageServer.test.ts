import { once } from 'node:events'
import { mkdirSync, writeFileSync } from 'node:fs'
import { connect, createServer, type Socket } from 'node:net'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, suite, test } from 'vitest'
import { WebSocket } from 'ws'
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/version.ts'
import { connectionGround } from '../../testing/connectionParts.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { PageServer } from './pageServer.ts'

const KEY = 'dGhlIHNhbXBsZSBub25jZQ=='
const HEALTH = '{"jsonrpc":"2.0","id":1,"method":"health"}'

suite('main/server/pageServer', () => {
  let folder: string
  let server: PageServer
  let port: number
  let answer: unknown

  beforeAll(() => {
    folder = tempFolder()
    mkdirSync(join(folder, 'popover'))
    writeFileSync(join(folder, 'popover/index.html'), '<!doctype html>')
  })

  afterAll(() => removeFolder(folder))

  const build = async (at: number): Promise<PageServer> =>
    new PageServer({ folder, port: at }, { ...(await connectionGround(folder)), dispatch: async () => ({ ok: true, result: answer as never }) })

  beforeEach(async () => {
    answer = { well: true }
    server = await build(0)
    await server.start()
    port = Number(new URL(server.url).port)
  })

  afterEach(() => server.close())

  const dial = async (options: { allowHalfOpen?: boolean } = {}): Promise<Socket> => {
    const socket = connect({ port, host: '127.0.0.1', ...options })
    socket.on('error', () => undefined)
    await once(socket, 'connect')
    return socket
  }
  /** Sends raw lines and gives everything that comes back until the server ends it, or the head of the answer. */
  const raw = async (lines: readonly string[]): Promise<string> => {
    const socket = await dial()
    let text = ''
    socket.on('data', (chunk: Buffer) => {
      text += chunk.toString('latin1')
    })
    socket.write(`${lines.join('\r\n')}\r\n\r\n`)
    await eventually(() => text.includes('\r\n\r\n'))
    socket.destroy()
    return text
  }
  const get = (path: string, host = `127.0.0.1:${port}`, method = 'GET'): Promise<string> =>
    raw([`${method} ${path} HTTP/1.1`, `Host: ${host}`, 'Connection: close'])
  const statusOf = (response: string): number => Number(/^HTTP\/1\.1 (\d{3})/.exec(response)?.[1])

  interface Upgrade {
    readonly path?: string
    readonly host?: string
    readonly origin?: string
    readonly protocol?: string
    readonly bearer?: string
  }
  const upgrade = ({ path = '/v1', host = `127.0.0.1:${port}`, origin, protocol, bearer }: Upgrade): string[] => [
    `GET ${path} HTTP/1.1`,
    `Host: ${host}`,
    'Connection: Upgrade',
    'Upgrade: websocket',
    'Sec-WebSocket-Version: 13',
    `Sec-WebSocket-Key: ${KEY}`,
    ...(origin === undefined ? [] : [`Origin: ${origin}`]),
    ...(protocol === undefined ? [] : [`Sec-WebSocket-Protocol: ${protocol}`]),
    ...(bearer === undefined ? [] : [`Authorization: Bearer ${bearer}`]),
  ]
  /** A client as a browser makes it. */
  const open = async (): Promise<{ client: WebSocket; messages: Record<string, unknown>[]; state: { code: number | null } }> => {
    const client = new WebSocket(`ws://127.0.0.1:${port}/v1`, ['scribe.v1', `scribe.v1.${server.token}`], { origin: `http://127.0.0.1:${port}` })
    const messages: Record<string, unknown>[] = []
    const state: { code: number | null } = { code: null }
    client.on('message', (data) => messages.push(JSON.parse(String(data))))
    client.on('error', () => undefined)
    client.on('close', (code) => {
      state.code = code
    })
    await once(client, 'open')
    return { client, messages, state }
  }

  test('the page comes with headers that allow only itself', async () => {
    const response = await get('/popover/index.html')
    expect(statusOf(response)).toBe(200)
    for (const line of [
      "content-security-policy: default-src 'none'; script-src 'self';",
      "frame-ancestors 'none'",
      'x-content-type-options: nosniff',
      'referrer-policy: no-referrer',
      'cache-control: no-store',
      'content-type: text/html; charset=utf-8',
    ]) {
      expect(response).toContain(line)
    }
    expect(await (await fetch(`http://127.0.0.1:${port}/`)).text()).toBe('<!doctype html>')
  })

  const REQUESTS: readonly [name: string, path: string, host: string | undefined, method: string | undefined, status: number][] = [
    ['the front door leads to the page', '/', undefined, undefined, 302],
    ['no icon is no error', '/favicon.ico', undefined, undefined, 204],
    ['by name', '/popover/index.html', 'localhost:PORT', undefined, 200],
    ['what is not there', '/nothing.js', undefined, undefined, 404],
    ['outside the page', '/../package.json', undefined, undefined, 404],
    ['the WebSocket without an upgrade', '/v1', undefined, undefined, 404],
    ['another host', '/popover/index.html', 'evil.example:PORT', undefined, 403],
    ['the right host on another port', '/popover/index.html', '127.0.0.1:1', undefined, 403],
    ['a host without a port', '/popover/index.html', '127.0.0.1', undefined, 403],
    ['another spelling of the host', '/popover/index.html', '0x7f.1:PORT', undefined, 403],
    ['posting', '/popover/index.html', undefined, 'POST', 405],
    ['asking for the head', '/', undefined, 'HEAD', 405],
    ['preflight', '/v1', undefined, 'OPTIONS', 405],
  ]
  for (const [name, path, host, method, status] of REQUESTS) {
    test(`${name}: ${status}`, async () => {
      const response = await get(path, host?.replace('PORT', String(port)) ?? `127.0.0.1:${port}`, method)
      expect(statusOf(response)).toBe(status)
      expect(response).toContain('content-security-policy')
      expect(response).not.toContain(server.token)
    })
  }

  test('a request without a host is refused', async () => {
    expect(statusOf(await raw(['GET / HTTP/1.1', 'Connection: close']))).toBe(400)
    expect(statusOf(await raw(['GET / HTTP/1.0']))).toBe(403)
  })

  const UPGRADES: readonly [name: string, make: () => Upgrade, status: number][] = [
    ['our page with its token', () => ({ origin: `http://127.0.0.1:${port}`, protocol: `scribe.v1, scribe.v1.${server.token}` }), 101],
    ['a program with a bearer token and no origin', () => ({ bearer: server.token }), 101],
    ['our page without a token', () => ({ origin: `http://127.0.0.1:${port}`, protocol: 'scribe.v1' }), 401],
    ['nobody', () => ({}), 401],
    ['an empty token', () => ({ protocol: 'scribe.v1.' }), 401],
    ['a wrong token of the right length', () => ({ bearer: 'x'.repeat(43) }), 401],
    ['a token with a tail', () => ({ bearer: `${server.token}x` }), 401],
    ['the token on another path', () => ({ path: '/v2', bearer: server.token }), 401],
    ['the token in the address', () => ({ path: `/v1?token=${server.token}` }), 401],
    ['a foreign page with the token', () => ({ origin: 'https://evil.example', bearer: server.token }), 403],
    ['a sandboxed page with the token', () => ({ origin: 'null', bearer: server.token }), 403],
    ['our page by another name', () => ({ origin: `http://localhost:${port}`, bearer: server.token }), 403],
    ['our page by another scheme', () => ({ origin: `https://127.0.0.1:${port}`, bearer: server.token }), 403],
    ['a rebound name with the token', () => ({ host: `evil.example:${port}`, bearer: server.token }), 403],
  ]
  for (const [name, make, status] of UPGRADES) {
    test(`${name}: ${status}`, async () => {
      expect(statusOf(await raw(upgrade(make())))).toBe(status)
    })
  }

  test('the protocol is agreed on without naming the token', async () => {
    const response = await raw(upgrade({ origin: `http://127.0.0.1:${port}`, protocol: `scribe.v1, scribe.v1.${server.token}` }))
    expect(response).toMatch(/sec-websocket-protocol: scribe\.v1\r\n/i)
    expect(response).not.toContain(server.token)
    expect(await raw(upgrade({ bearer: server.token, protocol: 'other' }))).not.toMatch(/sec-websocket-protocol/i)
  })

  test('every daemon has a token of its own, long enough', async () => {
    expect(server.token).toMatch(/^[A-Za-z0-9_-]{43}$/)
    expect((await build(0)).token).not.toBe(server.token)
  })

  test('messages are answered', async () => {
    const { client, messages } = await open()
    client.send(HEALTH)
    await eventually(() => messages.length === 1)
    expect(messages).toEqual([{ jsonrpc: '2.0', id: 1, result: { well: true } }])
    client.close()
  })

  test('binary frames and frames that are too long end the connection, others stay', async () => {
    const [binary, long, other] = await Promise.all([open(), open(), open()])
    binary.client.send(Buffer.from(HEALTH))
    await eventually(() => binary.state.code !== null)
    expect(binary.messages).toEqual([expect.objectContaining({ method: 'server/closing' })])
    long.client.send('x'.repeat(MAX_MESSAGE_BYTES + 1))
    await eventually(() => long.state.code !== null)
    expect(long.state.code).toBe(1009)
    other.client.send(HEALTH)
    await eventually(() => other.messages.length === 1)
    other.client.close()
  })

  test('no more than 64 programs and four windows at once', async () => {
    const all = await Promise.all(Array.from({ length: 68 }, open))
    const hello = (kind: string): string =>
      JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hello', params: { protocol: ['1.0'], client: { name: 'x', kind } } })
    for (const [index, { client }] of all.entries()) client.send(hello(index < 64 ? 'other' : 'ui'))
    await eventually(() => all.every(({ messages }) => messages.length === 1))
    expect(statusOf(await raw(upgrade({ bearer: server.token })))).toBe(503)
    all[0]?.client.close()
    await eventually(async () => statusOf(await raw(upgrade({ bearer: server.token }))) === 101)
    for (const { client } of all) client.terminate()
  })

  test('who breaks off while being refused does not take the daemon down', async () => {
    for (let round = 0; round < 10; round++) {
      const socket = await dial()
      socket.write(`${upgrade({ origin: 'https://evil.example' }).join('\r\n')}\r\n\r\n`)
      socket.resetAndDestroy()
    }
    expect(statusOf(await get('/'))).toBe(302)
  })

  test('who breaks off after being let in does no harm either', async () => {
    const { client } = await open()
    client.send(HEALTH)
    client.terminate()
    expect(statusOf(await get('/'))).toBe(302)
  })

  test('a refused client that keeps its side open is cut off', async () => {
    const socket = await dial({ allowHalfOpen: true })
    let closed = false
    socket.on('close', () => {
      closed = true
    })
    socket.write(`${upgrade({}).join('\r\n')}\r\n\r\n`)
    socket.resume()
    await once(socket, 'end')
    await eventually(() => {
      socket.write('still here')
      return closed
    }, 2_000)
  })

  test('close tells every client, and one that does not answer cannot hold it up', async () => {
    const polite = await open()
    const deaf = await dial()
    deaf.write(`${upgrade({ bearer: server.token }).join('\r\n')}\r\n\r\n`)
    await once(deaf, 'data')
    const idle = await dial()
    const started = performance.now()
    await server.close()
    await server.close()
    expect(performance.now() - started).toBeLessThan(2_000)
    await eventually(() => polite.state.code !== null)
    expect(polite.messages).toEqual([{ jsonrpc: '2.0', method: 'server/closing', params: { reason: 'shutting down', retry_after_ms: 250 } }])
    for (const socket of [deaf, idle]) socket.destroy()
  })

  test('a port that is taken is refused in words, and closing after that is fine', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const taken = await build(typeof address === 'object' ? (address?.port ?? 0) : 0)
    await expect(taken.start()).rejects.toEqual(expect.objectContaining({ code: 'usage.badInput', message: expect.stringContaining('EADDRINUSE') }))
    await taken.close()
    other.close()
  })
})
