/** What a follower does with each thing that can happen on its way; whether nothing is lost, `e2e/daemon/resume.test.ts` shows. */
import { createServer, type Server, type Socket } from 'node:net'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { afterEach, beforeEach, expect, suite, test } from 'vitest'
import { eventually } from '../testing/eventually.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type EventCursor, type FollowOptions, followEvents } from './followEvents.ts'
import { connectClient, nullIfUnreachable } from './scribeClient.ts'

const LIMITS = { max_message: 1, rate: { per_s: 1, burst: 1 }, window: 1, max_subscriptions: 1 }
const HELLO = { protocol: '1.0', server: { name: 'scribe', version: '1' }, epoch: 'e', seq: 0, scopes: ['read'], limits: LIMITS, server_time: 'now' }

suite('client/followEvents', () => {
  let folder: string
  let path: string
  let server: Server
  let sockets: Socket[]
  let asked: { method: string; params: Record<string, unknown> }[]
  /** What a subscription is answered with, and what is told then. */
  let answer: (time: number) => { readonly result?: unknown; readonly error?: unknown; readonly told?: readonly unknown[]; readonly end?: boolean }
  let stop: AbortController
  let received: number[]
  let gaps: (EventCursor | null)[]
  let links: boolean[]

  beforeEach(async () => {
    folder = tempFolder()
    path = join(folder, 's')
    ;[sockets, asked, received, gaps, links] = [[], [], [], [], []]
    stop = new AbortController()
    server = createServer((socket) => {
      sockets.push(socket)
      socket.on('error', () => undefined)
      const say = (message: object): void => void socket.write(`${JSON.stringify({ jsonrpc: '2.0', ...message })}\n`)
      createInterface({ input: socket })
        .on('error', () => undefined)
        .on('line', (line) => {
          const { id, method, params } = JSON.parse(line)
          asked.push({ method, params })
          if (method === 'hello') return say({ id, result: HELLO })
          if (method !== 'events/subscribe') return
          const { told = [], end = false, ...reply } = answer(asked.filter((one) => one.method === method).length)
          say({ id, ...reply })
          for (const message of told) say(message as object)
          if (end) socket.end()
        })
    })
    await new Promise<void>((resolve) => server.listen(path, resolve))
  })
  afterEach(() => {
    stop.abort()
    for (const socket of sockets) socket.destroy()
    server.close()
    removeFolder(folder)
  })

  const subscribed = (own: object = {}) => ({ sub: 1, epoch: 'e', seq: 10, gap: false, oldest_seq: 0, ...own })
  const event = (seq: number, epoch = 'e') => ({
    method: 'events/event',
    params: { sub: 1, envelope: { epoch, seq, at: 0, event: { topic: 'alert.cleared', id: 'x' } } },
  })
  const follow = (own: Partial<FollowOptions> = {}): Promise<void> =>
    followEvents({
      connect: () => connectClient(path, { name: 'test', kind: 'other' }).catch(nullIfUnreachable),
      wanted: {},
      from: null,
      onEvent: ({ seq }) => void received.push(seq),
      onGap: (from) => void gaps.push(from),
      onLink: (up) => void links.push(up),
      signal: stop.signal,
      ...own,
    })
  const subscriptions = () => asked.filter(({ method }) => method === 'events/subscribe').map(({ params }) => params)

  test('goes on behind the last event after a lost connection, and passes over what comes twice', async () => {
    answer = (time) => (time === 1 ? { result: subscribed(), told: [event(11), event(12)], end: true } : { result: subscribed(), told: [event(12), event(13)] })
    const following = follow()
    await eventually(() => received.length === 3)
    stop.abort()
    await following
    expect([received, links]).toEqual([
      [11, 12, 13],
      [true, false, true],
    ])
    expect(subscriptions()[0]).not.toHaveProperty('from_seq')
    expect(subscriptions()[1]).toMatchObject({ from_seq: 12, epoch: 'e', window: 256 })
  })

  test('a gap is told with where it was, and another epoch begins its numbers anew', async () => {
    answer = (time) =>
      time === 1
        ? { result: subscribed({ gap: true, epoch: 'f', seq: 3 }), end: true }
        : { result: subscribed({ epoch: 'f', seq: 3 }), told: [{ method: 'events/gap', params: { sub: 1, from_seq: 4, to_seq: 9 } }, event(10, 'f')] }
    const following = follow({ from: { epoch: 'e', seq: 500 } })
    await eventually(() => received.length === 1)
    stop.abort()
    await following
    expect(gaps).toEqual([
      { epoch: 'e', seq: 500 },
      { epoch: 'f', seq: 3 },
    ])
    expect(subscriptions()[1]).toMatchObject({ from_seq: 3, epoch: 'f' })
  })

  test('many are acknowledged in steps', async () => {
    answer = () => ({ result: subscribed({ seq: 0 }), told: Array.from({ length: 130 }, (_, n) => event(n + 1)) })
    const following = follow()
    await eventually(() => asked.filter(({ method }) => method === 'events/ack').length > 0)
    await eventually(() => received.length === 130)
    stop.abort()
    await following
    const acked = asked.filter(({ method }) => method === 'events/ack').map(({ params }) => Number(params.seq))
    expect([acked.length <= 2, acked.every((seq) => seq >= 64 && seq <= 130)]).toEqual([true, true])
  })

  test('a refusal of the daemon ends it; while there is none it waits, and stops when it is told to', async () => {
    answer = () => ({ error: { code: 1101, message: 'No such session.', data: { code: 'session.notFound' } } })
    await expect(follow()).rejects.toMatchObject({ code: 'session.notFound' })
    let tried = 0
    const waiting = follow({
      connect: async () => {
        tried++
        return null
      },
    })
    await eventually(() => tried === 2)
    stop.abort()
    await waiting
    expect(received).toEqual([])
  })

  test('told to end while it connects, it leaves no connection behind', async () => {
    answer = () => ({ result: subscribed() })
    const connect = async () => {
      const client = await connectClient(path, { name: 'test', kind: 'other' })
      stop.abort()
      return client
    }
    await followEvents({ connect, wanted: { topics: ['*'] }, from: null, onEvent: () => undefined, onGap: () => undefined, signal: stop.signal })
    expect(asked.map(({ method }) => method)).toEqual(['hello'])
    await eventually(() => sockets.every((socket) => socket.destroyed || socket.readableEnded))
  })

  test('a connection that ends before the answer is one that is lost', async () => {
    answer = (time) => {
      if (time === 1) sockets.at(-1)?.destroy()
      return { result: subscribed(), told: [event(11)] }
    }
    const following = follow()
    await eventually(() => received.length === 1)
    stop.abort()
    await following
  })
})
