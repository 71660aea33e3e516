import { EventEmitter } from 'node:events'
import type { IpcMain, WebContents } from 'electron'
import { expect, suite, test } from 'vitest'
import type { BridgeMessage } from '../../shared/protocol/bridge.ts'
import type { Envelope } from '../../shared/protocol/events.ts'
import { sampleSession, sampleState } from '../../testing/electronDouble/sampleState.ts'
import { type LinkedDaemon, linkRenderers } from './rendererLink.ts'

const PAGE = 'app://scribe/popover/index.html'
const ENVELOPE: Envelope = { epoch: 'epoch', seq: 1, at: 1, event: { topic: 'alert.cleared', id: 'x' } }

class PageDouble extends EventEmitter {
  readonly received: BridgeMessage[] = []
  destroyed = false
  send(channel: string, message: BridgeMessage): void {
    if (channel === 'scribe:message') this.received.push(message)
  }
  isDestroyed(): boolean {
    return this.destroyed
  }
}

function linked(dispatch: LinkedDaemon['dispatch'] = async (name, input, caller) => ({ ok: true, result: { name, input, caller } })) {
  const handlers = new Map<string, (event: unknown, payload: unknown) => Promise<unknown>>()
  const ipc = { handle: handlers.set.bind(handlers), removeHandler: (channel: string) => handlers.delete(channel) }
  const sinks = new Set<(envelope: Envelope) => void>()
  const page = new PageDouble()
  const subscribe = (sink: (envelope: Envelope) => void) => {
    sinks.add(sink)
    return () => void sinks.delete(sink)
  }
  const shown: string[] = []
  let down = (): void => undefined
  const close = linkRenderers(ipc as unknown as IpcMain, {
    daemon: { dispatch, snapshot: () => sampleState(), subscribe },
    isOwnWindow: (contents: WebContents) => Object.is(contents, page),
    chooseFolder: async () => '/repos/chosen',
    show: (surface) => shown.push(surface),
    testNotice: async () => true,
    whenDown: (tell) => (down = tell),
    painted: () => shown.push('painted'),
    started: (session) => shown.push(`started ${session}`),
    reveal: (session, file) => shown.push(`${file ?? 'worklog'} of ${session}`),
    save: async (name, text) => shown.push(`${name}: ${text}`) > 0,
  })
  const trusted = { sender: page, senderFrame: { url: PAGE, parent: null } }
  const ask = (channel: string, payload?: unknown, event: unknown = trusted) => handlers.get(channel)?.(event, payload)
  const publish = () => sinks.forEach((sink) => sink(ENVELOPE))
  return { handlers, down: () => down(), shown, page, sinks, ask, publish, close }
}

const STRANGERS = {
  'a frame that is gone': { senderFrame: null },
  'a subframe': { senderFrame: { url: PAGE, parent: {} } },
  'a foreign page': { senderFrame: { url: 'https://example.com/', parent: null } },
  'a host that only begins like ours': { senderFrame: { url: 'app://scribe.evil/popover/index.html', parent: null } },
  'another window': { sender: new PageDouble() },
}

suite('main/electron/rendererLink', () => {
  test('a call reaches the daemon as the person, who may do everything', async () => {
    const { ask } = linked()
    expect(await ask('scribe:call', { name: 'health', input: { a: 1 } })).toEqual({
      ok: true,
      result: { name: 'health', input: { a: 1 }, caller: { kind: 'ui', scopes: ['read', 'append', 'control'] } },
    })
  })

  test('a name that is not in the table is refused by its type', async () => {
    const { ask } = linked()
    for (const name of ['no/such', 'constructor', '__proto__', 7, null]) {
      expect(await ask('scribe:call', { name, input: {} })).toMatchObject({ ok: false, error: { data: { code: 'usage.unknownMethod' } } })
    }
    for (const payload of [null, undefined, 'health', 3, []]) {
      expect(await ask('scribe:call', payload)).toMatchObject({ ok: false, error: { data: { code: 'usage.badRequest' } } })
    }
  })

  for (const [who, difference] of Object.entries(STRANGERS)) {
    test(`${who} is refused on every channel`, async () => {
      const { handlers, page, ask, sinks } = linked()
      const event = { sender: page, senderFrame: { url: PAGE, parent: null }, ...difference }
      expect(handlers.size).toBe(8)
      for (const channel of handlers.keys()) {
        expect(await ask(channel, { name: 'health', input: {} }, event)).toMatchObject({ ok: false, error: { code: 1001, data: { code: 'auth.refused' } } })
      }
      expect([sinks.size, page.received]).toEqual([0, []])
    })
  }

  test('a page may have a surface of ours shown, and no other', async () => {
    const { ask, shown } = linked()
    expect(await ask('scribe:show', 'settings')).toEqual({ ok: true, result: null })
    for (const surface of ['https://example.com', 'constructor', null, 7]) expect(await ask('scribe:show', surface)).toMatchObject({ ok: false })
    expect(await ask('scribe:reveal', { session: 's1' })).toEqual({ ok: true, result: null })
    expect(await ask('scribe:reveal', { session: 's1', file: 'a.ts' })).toEqual({ ok: true, result: null })
    for (const bad of ['s1', { path: '/etc/passwd' }, { session: 's1', file: 3 }, null]) expect(await ask('scribe:reveal', bad)).toMatchObject({ ok: false })
    expect(await ask('scribe:save', { name: 'a.md', text: 'x' })).toEqual({ ok: true, result: true })
    for (const bad of ['x', { name: 'a.md' }, { text: 'x' }, null]) expect(await ask('scribe:save', bad)).toMatchObject({ ok: false })
    expect(shown).toEqual(['settings', 'worklog of s1', 'a.ts of s1', 'a.md: x'])
  })

  test('a page gets the snapshot first, then every event, once', async () => {
    const { page, ask, publish } = linked()
    publish()
    expect(await ask('scribe:subscribe')).toEqual({ ok: true })
    publish()
    expect(page.received).toEqual([
      { kind: 'snapshot', state: sampleState() },
      { kind: 'event', envelope: ENVELOPE },
    ])
  })

  test('subscribing again starts over instead of doubling every event', async () => {
    const { page, ask, publish, sinks } = linked()
    await ask('scribe:subscribe')
    await ask('scribe:subscribe')
    publish()
    expect(page.received.map((message) => message.kind)).toEqual(['snapshot', 'snapshot', 'event'])
    expect([sinks.size, page.listenerCount('destroyed')]).toEqual([1, 1])
  })

  test('a page that is gone is not sent to, and its subscription goes with it', async () => {
    const { page, ask, publish, sinks } = linked()
    await ask('scribe:subscribe')
    page.destroyed = true
    publish()
    expect(page.received).toHaveLength(1)
    page.emit('destroyed')
    expect(sinks.size).toBe(0)
  })

  test('closing tells the pages and stops answering', async () => {
    const { page, ask, close, handlers, sinks } = linked()
    await ask('scribe:subscribe')
    close()
    expect(page.received.at(-1)).toEqual({ kind: 'down' })
    expect([handlers.size, sinks.size]).toEqual([0, 0])
  })

  test('a daemon that ends for another tells the pages, which then ask again', async () => {
    const { page, ask, publish, down, sinks } = linked()
    await ask('scribe:subscribe')
    down()
    expect([page.received.at(-1), sinks.size]).toEqual([{ kind: 'down' }, 0])
    await ask('scribe:subscribe')
    publish()
    expect(page.received.map(({ kind }) => kind)).toEqual(['snapshot', 'down', 'snapshot', 'event'])
  })

  test('a session that a page starts is known as started here, a refused one is not', async () => {
    const session = sampleSession({ id: 'mine' })
    const answers = [
      { ok: true, result: { session, created: true, worklog: 'x', exclude: 'settled' } },
      { ok: false, error: { code: 1, message: 'no' } },
    ]
    const { ask, shown } = linked(async () => answers.shift())
    await ask('scribe:call', { name: 'session/start', input: {} })
    await ask('scribe:call', { name: 'session/start', input: {} })
    expect(shown).toEqual(['started mine'])
  })

  test('an exception becomes a typed answer without its text', async () => {
    const { ask } = linked(() => Promise.reject(new Error('secret path')))
    const reply = await ask('scribe:call', { name: 'health', input: {} })
    expect(reply).toMatchObject({ ok: false, error: { code: -32603 } })
    expect(JSON.stringify(reply)).not.toContain('secret')
  })
})
