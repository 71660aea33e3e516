import { once } from 'node:events'
import { existsSync, mkdirSync, statSync, writeFileSync } from 'node:fs'
import { connect, type Socket } from 'node:net'
import { dirname, join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { MAX_MESSAGE_BYTES } from '../../shared/protocol/version.ts'
import { connectionGround } from '../../testing/connectionParts.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import type { Dispatch } from '../commands/dispatch.ts'
import { SocketServer } from './socketServer.ts'

const HEALTH = '{"jsonrpc":"2.0","id":1,"method":"health"}\n'
const mode = (path: string): string => (statSync(path).mode & 0o777).toString(8)

suite('main/server/socketServer', () => {
  let home: string
  let path: string
  let server: SocketServer
  let sockets: Socket[]
  let answer: unknown

  beforeEach(async () => {
    home = tempFolder()
    path = join(home, 'run/scribe.sock')
    sockets = []
    answer = {}
    const dispatch: Dispatch = async () => ({ ok: true, result: answer as never })
    server = new SocketServer(path, { ...(await connectionGround(home)), dispatch })
    await server.start()
  })

  afterEach(async () => {
    for (const socket of sockets) socket.destroy()
    await server.close()
    removeFolder(home)
  })

  /** A connection, the messages it gets, and whether it has ended. */
  const open = async (): Promise<{ socket: Socket; messages: Record<string, unknown>[]; state: { closed: boolean } }> => {
    const socket = connect(path)
    sockets.push(socket)
    const state = { closed: false }
    const messages: Record<string, unknown>[] = []
    socket.on('error', () => undefined)
    socket.on('close', () => {
      state.closed = true
    })
    createInterface({ input: socket })
      .on('line', (line) => messages.push(JSON.parse(line)))
      .on('error', () => undefined)
    await once(socket, 'connect')
    return { socket, messages, state }
  }

  test('folder and socket are for the user alone', () => {
    expect([mode(dirname(path)), mode(path)]).toEqual(['700', '600'])
  })

  test('a stale socket, a file in its place and an open folder are put right', async () => {
    await server.close()
    removeFolder(dirname(path))
    mkdirSync(dirname(path), { mode: 0o777 })
    writeFileSync(path, 'left by a killed daemon')
    await server.start()
    expect([mode(dirname(path)), mode(path)]).toEqual(['700', '600'])
    const { socket, messages } = await open()
    socket.write(HEALTH)
    await eventually(() => messages.length === 1)
  })

  test('a place where it cannot listen is an error, not silence', async () => {
    await expect(
      new SocketServer(`${home}/${'x'.repeat(200)}/s`, {
        dispatch: async () => ({ ok: true, result: {} as never }),
        ...(await connectionGround(home)),
      }).start(),
    ).rejects.toThrow()
  })

  test('one message a line, also when it comes in pieces', async () => {
    const { socket, messages } = await open()
    socket.write(HEALTH + HEALTH.slice(0, 20))
    await eventually(() => messages.length === 1)
    socket.write(HEALTH.slice(20))
    await eventually(() => messages.length === 2)
    expect(messages).toEqual([1, 1].map((id) => ({ jsonrpc: '2.0', id, result: {} })))
  })

  test('a line that is too long is refused and its sender let go, others stay', async () => {
    const { socket, messages, state } = await open()
    const other = await open()
    socket.write(`"${'x'.repeat(MAX_MESSAGE_BYTES)}"\n${HEALTH}`)
    await eventually(() => state.closed)
    expect(messages).toEqual([{ jsonrpc: '2.0', id: null, error: expect.objectContaining({ code: 1203 }) }])
    other.socket.write(HEALTH)
    await eventually(() => other.messages.length === 1)
  })

  test('a client that breaks off harms nobody', async () => {
    for (let round = 0; round < 5; round++) {
      const { socket } = await open()
      socket.write(HEALTH)
      socket.destroy()
    }
    const { socket, messages } = await open()
    socket.write(HEALTH)
    await eventually(() => messages.length === 1)
  })

  test('the 65th program is refused in words at once, a window gets in, and a place that is left is taken again', async () => {
    const greet = async (kind: string) => {
      const client = await open()
      client.socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: 1, method: 'hello', params: { protocol: ['1.0'], client: { name: 'x', kind } } })}\n`)
      await eventually(() => client.messages.length > 0)
      return client
    }
    const all = await Promise.all(Array.from({ length: 64 }, () => greet('mcp')))
    expect(all.every(({ messages }) => 'result' in (messages[0] as object))).toBe(true)
    expect((await greet('mcp')).messages[0]).toMatchObject({ error: { data: { code: 'limit.overloaded' } } })
    expect((await greet('ui')).messages).toMatchObject([{ result: { protocol: '1.0' } }])
    all[0]?.socket.destroy()
    await eventually(async () => 'result' in ((await greet('mcp')).messages[0] as object))
  })

  test('close says so to every client, removes the socket and is safe to repeat', async () => {
    const { messages, state } = await open()
    await server.close()
    await server.close()
    expect(existsSync(path)).toBe(false)
    await eventually(() => state.closed)
    expect(messages).toEqual([{ jsonrpc: '2.0', method: 'server/closing', params: { reason: 'shutting down', retry_after_ms: 250 } }])
  })

  test('a client that does not read cannot hold up the end', async () => {
    const deaf = connect(path)
    sockets.push(deaf)
    await once(deaf, 'connect')
    answer = { filler: 'x'.repeat(3 * 1024 * 1024) }
    deaf.write(HEALTH)
    // Health is answered at once, so a second client that has its answer shows that the first was answered.
    const other = await open()
    other.socket.write(HEALTH)
    await eventually(() => other.messages.length === 1)
    const started = performance.now()
    await server.close()
    expect(performance.now() - started).toBeLessThan(2_000)
  })
})
