import fc from 'fast-check'
import { afterEach, beforeEach, expect, suite, test, vi } from 'vitest'
import { ScribeError } from '../../shared/domain/error.ts'
import { responseSchema } from '../../shared/protocol/rpc.ts'
import { type ConnectionGround, connectionGround } from '../../testing/connectionParts.ts'
import { eventually } from '../../testing/eventually.ts'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { silentLogger } from '../base/logger.ts'
import type { Caller } from '../commands/caller.ts'
import { createDispatch, type Dispatch, type Handlers } from '../commands/dispatch.ts'
import type { EventHub } from '../events/eventHub.ts'
import { Connection, type Wire } from './connection.ts'

const HELLO = { protocol: ['1.0'], client: { name: 'test', kind: 'dspy' }, scopes: ['control', 'read'] }
/** Lets everything that is ready settle, what is written to a file included; timers are not real here. */
async function settle(): Promise<void> {
  await vi.advanceTimersByTimeAsync(0)
  await eventually(() => ground.events.released === ground.hub.state.seq)
  await new Promise((resolve) => setImmediate(resolve))
}

let home: string
let ground: ConnectionGround

class TestWire implements Wire {
  readonly door = 'socket'
  readonly sent: Record<string, unknown>[] = []
  unsent = 0
  closed = 0

  send(text: string): void {
    this.sent.push(JSON.parse(text))
  }

  buffered(): number {
    return this.unsent
  }

  close(): void {
    this.closed++
  }
}

suite('main/server/connection', () => {
  let wire: TestWire
  let hub: EventHub
  let callers: Caller[]
  let dispatch: Dispatch
  let connection: Connection

  beforeEach(async () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'Date'], now: 0 })
    home = tempFolder()
    ground = await connectionGround(home, { wall: () => 0, monotonic: () => 0 })
    hub = ground.hub
    wire = new TestWire()
    callers = []
    dispatch = async (name, input, caller) => {
      callers.push(caller)
      return { ok: true, result: { name, input } as never }
    }
    connection = new Connection({ ...ground, dispatch: (...asked) => dispatch(...asked) }, wire)
  })

  afterEach(async () => {
    connection.close()
    vi.useRealTimers()
    await ground.events.close()
    removeFolder(home)
  })

  const receive = (message: unknown): void => connection.receive(JSON.stringify(message))
  const ask = async (method: string, params: unknown, id: number | string = 1): Promise<Record<string, unknown> | undefined> => {
    const before = wire.sent.length
    receive({ jsonrpc: '2.0', id, method, params })
    await settle()
    return wire.sent[before]
  }
  const hello = (params: unknown = HELLO): Promise<Record<string, unknown> | undefined> => ask('hello', params, 'h')
  const publish = (): void => hub.publish({ topic: 'alert.cleared', id: 'x' })
  const codeOf = (answer: unknown): unknown => responseSchema.parse(answer).error?.data?.code

  test('hello answers with what both may do, in the order of the table', async () => {
    expect(await hello()).toEqual({
      jsonrpc: '2.0',
      id: 'h',
      result: {
        protocol: '1.0',
        server: { name: 'scribe', version: expect.any(String) },
        epoch: hub.state.epoch,
        seq: 0,
        scopes: ['read', 'control'],
        limits: { max_message: 4194304, rate: { per_s: 50, burst: 200 }, window: 256, max_subscriptions: 16 },
        server_time: '1970-01-01T00:00:00.000Z',
      },
    })
  })

  test('a newer minor of the client is talked down to ours', async () => {
    expect(await hello({ ...HELLO, protocol: ['2.3', '1.7'] })).toMatchObject({ result: { protocol: '1.0' } })
  })

  const REFUSED: readonly [name: string, method: string, params: unknown, code: string][] = [
    ['a command before hello', 'session/list', {}, 'auth.helloRequired'],
    ['a subscription before hello', 'events/subscribe', {}, 'auth.helloRequired'],
    ['hello without a client', 'hello', { protocol: ['1.0'] }, 'usage.badInput'],
    ['hello without anything', 'hello', undefined, 'usage.badInput'],
    ['hello with a scope nobody knows', 'hello', { ...HELLO, scopes: ['root'] }, 'usage.badInput'],
    ['a protocol nobody speaks', 'hello', { ...HELLO, protocol: ['2.0', 'x', '1'] }, 'auth.protocolUnsupported'],
  ]
  for (const [name, method, params, code] of REFUSED) {
    test(`${name} is refused with ${code}, and the connection stays`, async () => {
      expect(codeOf(await ask(method, params))).toBe(code)
      expect([callers, wire.closed]).toEqual([[], 0])
    })
  }

  test('a protocol nobody speaks is told what is spoken', async () => {
    expect(await hello({ ...HELLO, protocol: ['2.0'] })).toMatchObject({ error: { data: { supported: ['1.0'] } } })
  })

  test('health may be asked by anybody, to read only', async () => {
    expect(await ask('health', {})).toMatchObject({ result: { name: 'health' } })
    expect(callers).toEqual([{ kind: 'other', scopes: ['read'] }])
  })

  test('after hello a command runs as its caller', async () => {
    await hello()
    expect(await ask('session/list', { limit: 3 }, 'seven')).toEqual({ jsonrpc: '2.0', id: 'seven', result: { name: 'session/list', input: { limit: 3 } } })
    expect(callers).toEqual([{ kind: 'dspy', scopes: ['read', 'control'] }])
  })

  test('a scope that was not asked for is not there', async () => {
    await hello({ ...HELLO, scopes: ['read'] })
    // The real dispatch, with handlers that would answer.
    dispatch = createDispatch({} as Handlers, silentLogger)
    expect(codeOf(await ask('session/start', { cwd: '/' }))).toBe('auth.scopeDenied')
  })

  test('a refusal is an error with its code, a bug one without its text', async () => {
    await hello()
    dispatch = async () => ({ ok: false, error: { code: 1101, message: 'No session.', data: { code: 'session.notFound' } } })
    expect(await ask('session/get', {})).toEqual({ jsonrpc: '2.0', id: 1, error: { code: 1101, message: 'No session.', data: { code: 'session.notFound' } } })
    dispatch = async () => {
      throw new TypeError('secret detail')
    }
    const answer = await ask('session/get', {})
    expect(codeOf(answer)).toBe('internal')
    expect(JSON.stringify(answer)).not.toContain('secret')
  })

  test('a notification is run and gets no answer', async () => {
    await hello()
    receive({ jsonrpc: '2.0', method: 'session/list' })
    receive({ jsonrpc: '2.0', method: 'no/such' })
    await settle()
    expect([wire.sent.length, callers.length]).toEqual([1, 2])
  })

  test('without hello the connection is let go, with it it stays', async () => {
    await vi.advanceTimersByTimeAsync(4_999)
    expect(wire.closed).toBe(0)
    await vi.advanceTimersByTimeAsync(1)
    expect(wire.sent).toEqual([{ jsonrpc: '2.0', method: 'server/closing', params: { reason: 'no hello', retry_after_ms: 250 } }])
    expect(wire.closed).toBe(1)
    const second = new TestWire()
    connection = new Connection({ ...ground, dispatch }, second)
    await hello()
    await vi.advanceTimersByTimeAsync(60_000)
    expect(second.closed).toBe(0)
  })

  test('frames that are no request are refused, the tenth ends the connection', () => {
    const frames = [
      '{',
      '',
      '[]',
      '"x"',
      'null',
      '{"jsonrpc":"1.0","id":1,"method":"health"}',
      '{"jsonrpc":"2.0","id":{},"method":"health"}',
      '{"jsonrpc":"2.0","id":1}',
      '{"jsonrpc":"2.0","id":1e999,"method":7}',
    ]
    for (const text of frames) connection.receive(text)
    expect(wire.sent.map(codeOf)).toEqual(['usage.notJson', 'usage.notJson', ...frames.slice(2).map(() => 'usage.badRequest')])
    expect(wire.sent.every((answer) => answer.id === null)).toBe(true)
    expect(wire.closed).toBe(0)
    connection.receive('tenth')
    expect(wire.closed).toBe(1)
    connection.receive('eleventh')
    expect(wire.sent).toHaveLength(10)
  })

  test('more than 64 under way are refused one by one, and free places are used again', async () => {
    await hello()
    const gate = Promise.withResolvers<void>()
    dispatch = async () => {
      await gate.promise
      return { ok: true, result: {} as never }
    }
    for (let id = 0; id < 66; id++) receive({ jsonrpc: '2.0', id, method: 'health' })
    await settle()
    expect(wire.sent.slice(1).map(codeOf)).toEqual(['limit.overloaded', 'limit.overloaded'])
    gate.resolve()
    await settle()
    expect(wire.sent).toHaveLength(1 + 66)
    expect(await ask('health', {})).toMatchObject({ result: {} })
  })

  test('a model never gets what starts and stops a recording', async () => {
    const asked = { ...HELLO, client: { name: 'm', kind: 'mcp' }, scopes: ['read', 'append', 'control'] }
    expect(await hello(asked)).toMatchObject({ result: { scopes: ['read', 'append'] } })
  })

  test('more than the rate is refused with when to try again, and the third second of it ends the connection', async () => {
    ground.set({ 'limits.clientRate': 10 })
    await hello()
    const flood = async (): Promise<unknown> => {
      for (let n = 0; n < 60; n++) receive({ jsonrpc: '2.0', id: n, method: 'health' })
      await settle()
      return wire.sent.findLast((answer) => answer.error !== undefined)?.error
    }
    expect(await flood()).toEqual({
      code: 1201,
      message: expect.any(String),
      data: { code: 'limit.rate', retryable: true, retry_after_ms: expect.any(Number) },
    })
    for (let second = 0; second < 2; second++) {
      expect(wire.closed).toBe(0)
      await new Promise((resolve) => process.nextTick(resolve))
      const now = vi.spyOn(performance, 'now').mockReturnValue(performance.now() + 1_100 * (second + 1))
      await flood()
      now.mockRestore()
    }
    expect(wire.sent.at(-1)).toMatchObject({ method: 'server/closing', params: { reason: 'too many requests' } })
    expect(wire.closed).toBe(1)
  })

  test('a subscription with a snapshot gives the state, then every event after it', async () => {
    await hello()
    publish()
    expect(await ask('events/subscribe', { snapshot: true })).toMatchObject({ result: { sub: 1, seq: 1, gap: false, state: { seq: 1 } } })
    const before = wire.sent.length
    publish()
    await settle()
    const envelope = { epoch: hub.state.epoch, seq: 2, at: 0, event: { topic: 'alert.cleared', id: 'x' } }
    expect(wire.sent.slice(before)).toEqual([{ jsonrpc: '2.0', method: 'events/event', params: { sub: 1, envelope } }])
    connection.close()
    publish()
    await settle()
    expect(wire.sent).toHaveLength(before + 1)
  })

  test('subscriptions are counted, ended by their number, and refused when there are too many or they are wrong', async () => {
    await hello()
    for (let n = 1; n <= 16; n++) expect(await ask('events/subscribe', { topics: ['alert.*'] })).toMatchObject({ result: { sub: n } })
    expect(codeOf(await ask('events/subscribe', {}))).toBe('limit.overloaded')
    expect(await ask('events/unsubscribe', { sub: 3 })).toMatchObject({ result: {} })
    expect(await ask('events/unsubscribe', { sub: 3 })).toMatchObject({ result: {} })
    expect(codeOf(await ask('events/subscribe', { session: 'B-404' }))).toBe('session.notFound')
    for (const wrong of [{ topics: [] }, { window: 0 }, { from_seq: -1 }, { topics: ['x'.repeat(101)] }])
      expect(codeOf(await ask('events/subscribe', wrong))).toBe('usage.badInput')
    const before = wire.sent.length
    publish()
    await settle()
    expect(wire.sent).toHaveLength(before + 15)
  })

  test('who does not read events gets none, and goes on where it was when it reads again; after minutes it is let go', async () => {
    await hello()
    await ask('events/subscribe', {})
    wire.unsent = 256 * 1024
    const before = wire.sent.length
    for (let n = 0; n < 3; n++) publish()
    await settle()
    expect(wire.sent).toHaveLength(before)
    wire.unsent = 0
    publish()
    await settle()
    expect(wire.sent.slice(before).map((message) => (message.params as { envelope: { seq: number } }).envelope.seq)).toEqual([1, 2, 3, 4])
    expect(ground.clients.deliveries).toEqual({ sent: 4, folded: 0, gaps: 0, waits: 1 })
    wire.unsent = 256 * 1024
    publish()
    await settle()
    await vi.advanceTimersByTimeAsync(5 * 60_000)
    expect(wire.sent.at(-1)).toMatchObject({ method: 'server/closing', params: { reason: 'too slow' } })
    expect(wire.closed).toBe(1)
  })

  test('who asks on and on without reading the answers is let go too', async () => {
    await hello()
    wire.unsent = 16 * 1024 * 1024
    expect(await ask('health', {})).toMatchObject({ result: {} })
    wire.unsent++
    expect(await ask('health', {})).toMatchObject({ method: 'server/closing', params: { reason: 'too slow' } })
    expect(wire.closed).toBe(1)
  })

  test('an answer that is late finds the connection closed and is not sent', async () => {
    await hello()
    const gate = Promise.withResolvers<void>()
    dispatch = async () => {
      await gate.promise
      return { ok: true, result: {} as never }
    }
    receive({ jsonrpc: '2.0', id: 1, method: 'health' })
    connection.end('shutting down')
    connection.end('again')
    connection.close()
    gate.resolve()
    await settle()
    expect(wire.sent.map((message) => message.method ?? message.id)).toEqual(['h', 'server/closing'])
    expect(wire.closed).toBe(1)
  })

  test('an answer that cannot be sent ends the connection', async () => {
    await hello()
    dispatch = async () => ({ ok: true, result: 1n as never })
    await ask('health', {})
    expect(wire.closed).toBe(1)
  })

  test('a message that cannot be read as one is answered, then the client is let go', () => {
    connection.reject(new ScribeError('limit.tooLarge', 'Too long.'))
    expect(wire.sent.map(codeOf)).toEqual(['limit.tooLarge'])
    expect(wire.closed).toBe(1)
  })

  test('no message does harm: every request with an id gets one answer, nothing throws', async () => {
    const method = fc.oneof(fc.constantFrom('hello', 'health', 'events/subscribe', 'session/list', '__proto__', 'constructor'), fc.string())
    const request = fc.record({ jsonrpc: fc.constantFrom('2.0'), id: fc.oneof(fc.nat(), fc.string()), method, params: fc.jsonValue() })
    await fc.assert(
      fc.asyncProperty(fc.array(fc.oneof(request, fc.jsonValue()), { maxLength: 9 }), async (messages) => {
        const own = new TestWire()
        const tried = new Connection({ ...ground, dispatch }, own)
        for (const message of messages) tried.receive(JSON.stringify(message))
        await settle()
        expect(own.sent).toHaveLength(messages.length)
        tried.close()
      }),
      { numRuns: 60 },
    )
  })
})
