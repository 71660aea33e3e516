/**
 * A page of somebody else, in a real browser on the same machine, tries every way it has to reach the daemon (case 43): it opens no
 * connection and reads not one byte, with the right token in its hands too.
 */
import { createServer, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { expect, test } from './fixtures.ts'

/** Runs in the page. Tells the vectors that got anything: an open connection, or bytes it can read. */
async function attack({ origin, token }: { origin: string; token: string }): Promise<{ tried: number; got: string[] }> {
  const got: string[] = []
  let tried = 0
  const within = <T>(work: Promise<T>): Promise<T | null> => Promise.race([work, new Promise<null>((resolve) => setTimeout(() => resolve(null), 1_500))])
  const attempt = async (name: string, run: () => Promise<unknown>): Promise<void> => {
    tried++
    const result = await within(run()).catch(() => null)
    if (result !== null && result !== undefined && result !== '') got.push(`${name}: ${String(result).slice(0, 80)}`)
  }
  const websocket = (address: string, protocols: string[]) => (): Promise<unknown> =>
    new Promise((resolve) => {
      const socket = new WebSocket(address, protocols)
      socket.onopen = () => resolve('open')
      socket.onerror = () => resolve(null)
    })
  const ws = origin.replace('http', 'ws')
  const local = ws.replace('127.0.0.1', 'localhost')
  await attempt('WebSocket', websocket(`${ws}/v1`, []))
  await attempt('WebSocket with the protocol', websocket(`${ws}/v1`, ['scribe.v1']))
  await attempt('WebSocket with the token', websocket(`${ws}/v1`, ['scribe.v1', `scribe.v1.${token}`]))
  await attempt('WebSocket with the token by name', websocket(`${local}/v1`, ['scribe.v1', `scribe.v1.${token}`]))
  await attempt('WebSocket with the token in the address', websocket(`${ws}/v1?token=${token}`, ['scribe.v1']))
  const text = (path: string, init: RequestInit) => async (): Promise<unknown> => await (await fetch(`${origin}${path}`, init)).text()
  await attempt('fetch', text('/popover/index.html', {}))
  await attempt('fetch without CORS', text('/popover/index.html', { mode: 'no-cors' }))
  await attempt('fetch with credentials', text('/v1', { credentials: 'include' }))
  await attempt('fetch with a header', text('/v1', { headers: { authorization: `Bearer ${token}` } }))
  await attempt('fetch that posts', text('/v1', { method: 'POST', body: '{"jsonrpc":"2.0","id":1,"method":"health"}' }))
  await attempt('fetch that posts JSON', text('/v1/rpc', { method: 'POST', headers: { 'content-type': 'application/json' }, body: '{}' }))
  await attempt('fetch by name', async () => await (await fetch(`${origin.replace('127.0.0.1', 'localhost')}/popover/index.html`)).text())
  await attempt(
    'XMLHttpRequest',
    () =>
      new Promise((resolve) => {
        const request = new XMLHttpRequest()
        request.onload = () => resolve(request.responseText)
        request.onerror = () => resolve(null)
        request.open('GET', `${origin}/popover/index.html`)
        request.send()
      }),
  )
  await attempt(
    'EventSource',
    () =>
      new Promise((resolve) => {
        const source = new EventSource(`${origin}/v1`)
        source.onopen = () => resolve('open')
        source.onmessage = ({ data }) => resolve(data)
        source.onerror = () => resolve(null)
      }),
  )
  const element = (name: string, fields: Record<string, string>) => (): Promise<unknown> =>
    new Promise((resolve) => {
      const made = Object.assign(document.createElement(name), fields)
      made.onload = () => resolve(made instanceof HTMLIFrameElement ? framed(made) : 'loaded')
      made.onerror = () => resolve(null)
      document.body.append(made)
    })
  const framed = (frame: HTMLIFrameElement): string | null => {
    try {
      return frame.contentDocument?.body.textContent ?? null
    } catch {
      return null
    }
  }
  await attempt('a frame', element('iframe', { src: `${origin}/popover/index.html` }))
  await attempt('a script', element('script', { src: `${origin}/popover/index.html` }))
  await attempt('a module', element('script', { type: 'module', src: `${origin}/popover/index.html` }))
  await attempt('a style', element('link', { rel: 'stylesheet', href: `${origin}/popover/index.html` }))
  await attempt('a picture', element('img', { src: `${origin}/favicon.ico` }))
  await attempt(
    'a sandboxed frame with a WebSocket',
    () =>
      new Promise((resolve) => {
        addEventListener('message', ({ data }) => resolve(data === 'open' ? 'open' : null), { once: true })
        const frame = document.createElement('iframe')
        frame.setAttribute('sandbox', 'allow-scripts')
        const script = `const s=new WebSocket(${JSON.stringify(`${ws}/v1`)},['scribe.v1',${JSON.stringify(`scribe.v1.${token}`)}]);s.onopen=()=>parent.postMessage('open','*');s.onerror=()=>parent.postMessage('no','*')`
        frame.srcdoc = `<script>${script}</script>`
        document.body.append(frame)
      }),
  )
  await attempt(
    'a worker',
    () =>
      new Promise((resolve) => {
        const worker = new Worker(
          URL.createObjectURL(
            new Blob([`fetch(${JSON.stringify(`${origin}/popover/index.html`)}).then(r=>r.text()).then(t=>postMessage(t),()=>postMessage(''))`]),
          ),
        )
        worker.onmessage = ({ data }) => resolve(data)
      }),
  )
  navigator.sendBeacon(`${origin}/v1`, '{"jsonrpc":"2.0","id":1,"method":"system/shutdown"}')
  return { tried, got }
}

let evil: Server
test.beforeAll(async () => {
  evil = createServer((_request, response) => response.writeHead(200, { 'content-type': 'text/html' }).end('<!doctype html><body></body>'))
  await new Promise<void>((resolve) => evil.listen(0, '127.0.0.1', resolve))
})
test.afterAll(() => void evil.close())

test('another page on this machine reaches nothing, whatever it tries', async ({ page, client, host }) => {
  const { origin, hash } = new URL(host.daemon.url)
  for (const name of ['127.0.0.1', 'localhost']) {
    await page.goto(`http://${name}:${(evil.address() as AddressInfo).port}/`)
    const { tried, got } = await page.evaluate(attack, { origin, token: hash.slice(1) })
    expect(tried).toBeGreaterThanOrEqual(20)
    expect(got).toEqual([])
  }
  const { clients } = await client.call('client/list', {})
  expect(clients.filter(({ door }) => door === 'websocket')).toEqual([])
  expect((await client.call('health', {})).ok).toBe(true)
})
