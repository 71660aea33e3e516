import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { ScribeError } from '../shared/domain/error.ts'
import { MAX_MESSAGE_BYTES } from '../shared/protocol/version.ts'
import { emptyState } from '../shared/state/appState.ts'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { connectClient, nullIfUnreachable, type ScribeClient } from './scribeClient.ts'

const LIMITS = { max_message: 1, rate: { per_s: 1, burst: 1 }, window: 1, max_subscriptions: 1 }
const HELLO = {
  protocol: '1.0',
  server: { name: 'scribe', version: '1' },
  epoch: 'e',
  seq: 0,
  scopes: ['read'],
  limits: LIMITS,
  server_time: '2026-01-01T00:00:00.000Z',
}
const failure = (code: string) => expect.objectContaining({ code })

interface Asked {
  readonly id: number
  readonly method: string
  readonly params: unknown
}

suite('client/scribeClient', () => {
  let folder: string
  let path: string
  let server: Server
  let sockets: Socket[]
  let asked: Asked[]
  /** What the other side does with a request; hello is answered already. */
  let onRequest: (request: Asked, socket: Socket) => void
  let hello: unknown
  let client: ScribeClient | null

  beforeEach(async () => {
    folder = tempFolder()
    path = join(folder, 's')
    sockets = []
    asked = []
    client = null
    hello = { result: HELLO }
    onRequest = () => undefined
    server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      createInterface({ input: socket }).on('line', (line) => {
        const request: Asked = JSON.parse(line)
        asked.push(request)
        if (request.method === 'hello') socket.write(`${JSON.stringify({ jsonrpc: '2.0', id: request.id, ...(hello as object) })}\n`)
        else onRequest(request, socket)
      })
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
  })

  afterEach(() => {
    vi.useRealTimers()
    client?.close()
    for (const socket of sockets) socket.destroy()
    server.close()
    removeFolder(folder)
  })

  const open = async (): Promise<ScribeClient> => {
    client = await connectClient(path, { name: 'test', kind: 'cli' })
    return client
  }
  const say = (message: unknown): void => void sockets[0]?.write(`${JSON.stringify(message)}\n`)
  const answer = (request: Asked, result: unknown): void => say({ jsonrpc: '2.0', id: request.id, result })
  const gone = (index = 0): Promise<boolean> => eventually(() => sockets[index]?.destroyed === true)

  test('hello says who we are and asks for what we need', async () => {
    await open()
    expect(asked).toEqual([
      { jsonrpc: '2.0', id: 1, method: 'hello', params: { protocol: ['1.0'], client: { name: 'test', kind: 'cli' }, scopes: ['read', 'append', 'control'] } },
    ])
  })

  test('answers reach their calls in any order, in pieces too', async () => {
    const calls = await open()
    onRequest = (request, socket) => {
      if (asked.length < 3) return
      const [, first] = asked
      const text = [request, first].map((one) => `${JSON.stringify({ jsonrpc: '2.0', id: one?.id, result: { ok: one?.id } })}\n`).join('')
      socket.write(text.slice(0, 30))
      setTimeout(() => socket.write(text.slice(30)), 5)
    }
    expect(await Promise.all([calls.call('health', {}), calls.call('health', {})])).toEqual([{ ok: 2 }, { ok: 3 }])
  })

  test('a refusal keeps its code and data, an unknown code becomes internal', async () => {
    const calls = await open()
    onRequest = (request) =>
      say({ jsonrpc: '2.0', id: request.id, error: { code: 1102, message: 'Two.', data: { code: 'session.ambiguous', candidates: [1] } } })
    await expect(calls.call('session/get', {})).rejects.toEqual(
      expect.objectContaining({ code: 'session.ambiguous', message: 'Two.', data: { candidates: [1] } }),
    )
    onRequest = (request) => say({ jsonrpc: '2.0', id: request.id, error: { code: 9, message: 'New.', data: { code: 'of.tomorrow' } } })
    await expect(calls.call('session/get', {})).rejects.toEqual(failure('internal'))
  })

  test('messages nobody asked for are passed over', async () => {
    const calls = await open()
    onRequest = (request) => {
      for (const odd of [
        { jsonrpc: '2.0', id: 999, result: {} },
        { jsonrpc: '2.0', id: null, error: { code: 1, message: 'x' } },
        { jsonrpc: '2.0', method: 'server/closing', params: {} },
        [],
        7,
        null,
      ])
        say(odd)
      answer(request, { well: true })
    }
    expect(await calls.call('health', {})).toEqual({ well: true })
  })

  test('events come to the listener, after the state', async () => {
    const calls = await open()
    const state = emptyState('e', { version: '1', pid: 2, since: 3, host: 'headless' })
    onRequest = (request) => answer(request, { sub: 1, epoch: 'e', seq: 0, gap: false, oldest_seq: 0, state })
    const seen: number[] = []
    const envelope = (seq: number) => ({ epoch: 'e', seq, at: 0, event: { topic: 'alert.cleared', id: 'x' } })
    say({ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope: envelope(0) } })
    expect(await calls.subscribe(({ seq }) => seen.push(seq))).toEqual(state)
    for (const seq of [1, 2]) say({ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope: envelope(seq) } })
    await eventually(() => seen.length >= 2)
    expect(seen.filter((seq) => seq > 0)).toEqual([1, 2])
  })

  test('a call that gets no answer ends at its deadline; a late answer is passed over', async () => {
    const calls = await open()
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const call = calls.call('health', {})
    const refused = expect(call).rejects.toEqual(failure('wait.deadline'))
    vi.advanceTimersByTime(30_000)
    await refused
    vi.useRealTimers()
    await eventually(() => asked.length === 2)
    say({ jsonrpc: '2.0', id: 2, result: {} })
    onRequest = (request) => answer(request, { well: true })
    expect(await calls.call('health', {})).toEqual({ well: true })
  })

  test('a lost connection refuses all that wait, and all that come', async () => {
    const calls = await open()
    let ends = 0
    calls.onClosed(() => ends++)
    const waiting = [calls.call('health', {}), calls.call('session/list', {})].map((call) => expect(call).rejects.toEqual(failure('daemon.unreachable')))
    await eventually(() => asked.length === 3)
    sockets[0]?.destroy()
    await Promise.all(waiting)
    await expect(calls.call('health', {})).rejects.toEqual(failure('daemon.unreachable'))
    expect(ends).toBe(1)
    calls.onClosed(() => ends++)
    expect(ends).toBe(2)
  })

  test('closing refuses what waits; twice is once', async () => {
    const calls = await open()
    const waiting = expect(calls.call('health', {})).rejects.toEqual(failure('daemon.unreachable'))
    calls.close()
    calls.close()
    await waiting
    await gone()
  })

  test('an answer that is too long, or no JSON, ends the connection instead of the process', async () => {
    for (const text of ['x'.repeat(MAX_MESSAGE_BYTES + 1), 'this is not JSON\n']) {
      const calls = await open()
      onRequest = (_request, socket) => void socket.write(text)
      await expect(calls.call('health', {})).rejects.toEqual(failure('daemon.unreachable'))
      await gone(sockets.length - 1)
    }
  })

  test('where nobody listens there is no daemon', async () => {
    await expect(connectClient(join(folder, 'nowhere'), { name: 't', kind: 'cli' })).rejects.toEqual(failure('daemon.unreachable'))
  })

  test('a connection that does not come about is given up', async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout'] })
    const connecting = expect(connectClient(path, { name: 't', kind: 'cli' })).rejects.toEqual(failure('daemon.unreachable'))
    vi.advanceTimersByTime(1_000)
    await connecting
  })

  test('a daemon that refuses hello is told apart from none, and the connection does not stay', async () => {
    hello = { error: { code: 1003, message: 'This Scribe speaks protocol 2.0.', data: { code: 'auth.protocolUnsupported' } } }
    await expect(open()).rejects.toEqual(failure('auth.protocolUnsupported'))
    await gone()
    hello = { result: { something: 'else' } }
    await expect(open()).rejects.toThrow()
    await gone(1)
  })

  test('only an unreachable daemon counts as none', () => {
    expect(nullIfUnreachable(new ScribeError('daemon.unreachable', 'x'))).toBeNull()
    for (const error of [new ScribeError('wait.deadline', 'x'), new Error('x')]) expect(() => nullIfUnreachable(error)).toThrow(error)
  })
})
