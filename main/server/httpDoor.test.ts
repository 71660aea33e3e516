import { once } from 'node:events'
import { request } from 'node:http'
import { connect, type Socket } from 'node:net'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { ScribeError, toWireError } from '../../shared/domain/error.ts'
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/version.ts'
import { connectionGround } from '../../testing/connectionParts.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import type { Dispatch } from '../commands/dispatch.ts'
import { isHttp } from './httpDoor.ts'
import { SocketServer } from './socketServer.ts'

const HEALTH = '{"jsonrpc":"2.0","id":1,"method":"health"}\n'

suite('main/server/httpDoor', () => {
  let home: string
  let path: string
  let server: SocketServer
  let asked: { name: string; input: unknown; scopes: readonly string[] }[]
  let reply: () => Promise<unknown>

  beforeEach(async () => {
    home = tempFolder()
    path = join(home, 'run/scribe.sock')
    asked = []
    reply = async () => ({ ok: true, result: { stdout: 'said\n', stderr: '', exit_code: 0 } })
    const dispatch: Dispatch = async (name, input, caller) => {
      asked.push({ name, input, scopes: caller.scopes })
      return (await reply()) as never
    }
    server = new SocketServer(path, { ...(await connectionGround(home)), dispatch })
    await server.start()
  })
  afterEach(async () => {
    vi.useRealTimers()
    await server.close()
    removeFolder(home)
  })

  async function post(body: string, options: { method?: string; path?: string; headers?: Record<string, string> } = {}): Promise<[number, string]> {
    const sent = request({ socketPath: path, method: 'POST', path: '/v1/cli', headers: { 'content-type': 'application/x-www-form-urlencoded' }, ...options })
    sent.end(body)
    const [response] = await once(sent, 'response')
    return [response.statusCode, await text(response)]
  }
  const raw = async (...parts: readonly string[]): Promise<{ socket: Socket; heard: () => string; ended: () => boolean }> => {
    const socket = connect(path)
    let heard = ''
    let ended = false
    socket.on('error', () => undefined)
    socket.on('data', (chunk) => {
      heard += String(chunk)
    })
    socket.on('close', () => {
      ended = true
    })
    await once(socket, 'connect')
    for (const part of parts) socket.write(part)
    return { socket, heard: () => heard, ended: () => ended }
  }

  test('a form becomes a command line, whatever is in the arguments', async () => {
    const args = ['append', 'two words', 'a&b=c', '', '-x', '😀', 'line\nline', '"\'', '%41+']
    const form = new URLSearchParams([...args.map((arg) => ['arg', arg]), ['cwd', '/a b'], ['colour', '1'], ['SCRIBE_IDLE_TIMEOUT', '90'], ['PATH', 'x']])
    expect(await post(String(form))).toEqual([200, 'said\n\n0 1'])
    expect(asked).toEqual([
      {
        name: 'cli/run',
        input: { args, cwd: '/a b', colour: true, environment: { SCRIBE_IDLE_TIMEOUT: '90' } },
        scopes: ['read', 'append', 'control'],
      },
    ])
  })

  test('nothing given is no argument and no folder', async () => {
    await post('')
    expect(asked[0]?.input).toEqual({ args: [], cwd: null, colour: false, environment: {} })
  })

  const ENDS: readonly [name: string, result: object, answer: string][] = [
    ['a refusal goes to the other stream', { stdout: '', stderr: 'scribe: no\n', exit_code: 1 }, 'scribe: no\n\n1 2'],
    ['a refusal as JSON stays on the first', { stdout: '{"ok":false}\n', stderr: '', exit_code: 2 }, '{"ok":false}\n\n2 1'],
    ['a verb that must run elsewhere', { stdout: '', stderr: '', exit_code: null }, '\n- 1'],
  ]
  for (const [name, result, answer] of ENDS) {
    test(name, async () => {
      reply = async () => ({ ok: true, result })
      expect(await post('arg=x')).toEqual([200, answer])
    })
  }

  test('a command that is refused as a whole is an answer too', async () => {
    reply = async () => ({ ok: false, error: toWireError(new ScribeError('usage.badInput', 'cli/run: args is too long')) })
    expect(await post('arg=x')).toEqual([200, 'scribe: cli/run: args is too long\n\n1 2'])
  })

  test('one request of the protocol, without hello; what is none is said', async () => {
    reply = async () => ({ ok: true, result: { sessions: [] } })
    const [status, text] = await post('{"jsonrpc":"2.0","id":7,"method":"session/list","params":{"limit":1}}', { path: '/v1/rpc' })
    expect([status, JSON.parse(text)]).toEqual([200, { jsonrpc: '2.0', id: 7, result: { sessions: [] } }])
    expect(asked).toEqual([{ name: 'session/list', input: { limit: 1 }, scopes: ['read', 'append', 'control'] }])
    reply = async () => ({ ok: false, error: toWireError(new ScribeError('session.notFound', 'None.')) })
    expect((await post('{"jsonrpc":"2.0","method":"session/get"}', { path: '/v1/rpc' }))[1]).toContain('"code":1101')
    expect((await post('{', { path: '/v1/rpc' }))[0]).toBe(400)
    expect((await post('', { path: '/v1/health', method: 'GET' }))[0]).toBe(200)
  })

  const REFUSED: readonly [name: string, options: Parameters<typeof post>[1], status: number][] = [
    ['another path', { path: '/' }, 404],
    ['a path that only begins like it', { path: '/v1/cli/x' }, 404],
    ['another method', { method: 'PUT' }, 404],
    ['a page of a browser', { headers: { origin: 'https://evil.example' } }, 403],
    ['a page without a place', { headers: { origin: 'null' } }, 403],
  ]
  for (const [name, options, status] of REFUSED) {
    test(`${name} is refused, and nothing runs`, async () => {
      expect((await post('arg=status', options))[0]).toBe(status)
      expect(asked).toEqual([])
    })
  }

  test('a body that is too long is refused', async () => {
    expect(await post(`arg=${'x'.repeat(MAX_MESSAGE_BYTES)}`)).toEqual([413, 'That is too long.\n'])
    expect(asked).toEqual([])
  })

  test('a request that comes in pieces is one request', async () => {
    const { socket, heard } = await raw('POST /v1')
    for (const part of ['/cli HTTP/1.1\r\nHost: x\r\n', 'Content-Length: 10\r\n\r\narg=', 'status']) {
      await new Promise((resolve) => socket.write(part, resolve))
    }
    await eventually(() => heard().includes('said\n\n0 1'))
    expect(asked).toHaveLength(1)
  })

  test('what is no HTTP after all is refused and let go', async () => {
    const { heard, ended } = await raw('GET \u0000\u0001 nonsense\r\n\r\n')
    await eventually(ended)
    expect(heard()).toContain('400 Bad Request')
  })

  test('who begins a request and says no more is let go', async () => {
    const silent = await raw('POST /v1/cli HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nar')
    await eventually(silent.ended, 8_000)
    expect(asked).toEqual([])
  })

  test('a handler that takes its time is waited for', async () => {
    const gate = Promise.withResolvers<unknown>()
    reply = () => gate.promise
    const answer = post('arg=x')
    await eventually(() => asked.length === 1)
    gate.resolve({ ok: true, result: { stdout: 'late\n', stderr: '', exit_code: 0 } })
    expect(await answer).toEqual([200, 'late\n\n0 1'])
  })

  test('the end of the daemon does not wait for a client that waits', async () => {
    reply = () => new Promise(() => undefined)
    const { ended } = await raw('POST /v1/cli HTTP/1.1\r\nHost: x\r\nContent-Length: 0\r\n\r\n')
    await eventually(() => asked.length === 1)
    const began = performance.now()
    await server.close()
    expect(performance.now() - began).toBeLessThan(3_000)
    await eventually(ended)
  })

  test('messages and requests come in by the same door, side by side', async () => {
    const lines = await raw(HEALTH)
    expect((await post('arg=x'))[0]).toBe(200)
    await eventually(() => lines.heard().includes('"id":1'))
    lines.socket.write(HEALTH)
    await eventually(() => lines.heard().split('\n').length === 3)
    lines.socket.destroy()
  })

  test('only a method in capitals is HTTP', () => {
    for (const first of ['POST /v1/cli', 'GET', 'POST', 'DELETE ']) expect(isHttp(Buffer.from(first)), first).toBe(true)
    for (const first of ['{"jsonrpc"', '[]', ' {', '\n', 'get /', 'Post /', '\u0016\u0003\u0001', '']) expect(isHttp(Buffer.from(first)), first).toBe(false)
  })
})
