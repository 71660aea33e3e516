import { mkdirSync, mkdtempSync, rmSync, symlinkSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { serveFolder } from './protocol.ts'

const base = mkdtempSync(join(tmpdir(), 'scribe-protocol-'))
const folder = join(base, 'renderer')
const serve = serveFolder(folder)

beforeAll(() => {
  mkdirSync(join(folder, 'popover'), { recursive: true })
  mkdirSync(join(base, 'renderer-secret'))
  writeFileSync(join(folder, 'popover/index.html'), '<!doctype html>')
  writeFileSync(join(folder, 'a b.js'), 'export {}')
  writeFileSync(join(folder, 'tool.sh'), 'echo')
  writeFileSync(join(base, 'renderer-secret/x.html'), 'secret')
  writeFileSync(join(base, 'outside.html'), 'secret')
  symlinkSync(join(base, 'outside.html'), join(folder, 'link.html'))
})
afterAll(() => rmSync(base, { recursive: true, force: true }))

const get = (url: string, method = 'GET'): Promise<Response> => serve({ url, method } as Request)

const REFUSED = [
  'app://scribe/',
  'app://scribe/popover',
  'app://scribe/popover/',
  'app://scribe/popover/index.html/',
  'app://scribe/nothing.html',
  'app://scribe/../outside.html',
  'app://scribe/..%2foutside.html',
  'app://scribe/..%2Foutside.html',
  'app://scribe/%2e%2e/outside.html',
  'app://scribe/%2e%2e%2foutside.html',
  'app://scribe/popover/..%2f..%2foutside.html',
  'app://scribe/..%5coutside.html',
  'app://scribe/..%2frenderer-secret/x.html',
  'app://scribe/link.html',
  'app://scribe/popover/index.html%00',
  'app://scribe/popover%00/index.html',
  'app://scribe//popover/index.html',
  'app://scribe//host/popover/index.html',
  'app:////popover/index.html',
  'app://other/popover/index.html',
  'app://scribe.evil/popover/index.html',
  'app://scribe@evil/popover/index.html',
  'app://scribe:8080/popover/index.html',
  'file:///etc/hosts',
  'http://scribe/popover/index.html',
  'app://scribe/%E0%A4%A',
  'app://scribe/tool.sh',
  'not an address',
]

suite('main/electron/protocol', () => {
  test('a file of the folder is served with its type and the security headers', async () => {
    const response = await get('app://scribe/popover/index.html?x=1#y')
    expect(response.status).toBe(200)
    expect(await response.text()).toBe('<!doctype html>')
    expect(response.headers.get('content-type')).toBe('text/html; charset=utf-8')
    expect(response.headers.get('x-content-type-options')).toBe('nosniff')
    const policy = response.headers.get('content-security-policy') ?? ''
    for (const rule of ["default-src 'none'", "script-src 'self'", "connect-src 'none'", "require-trusted-types-for 'script'"]) {
      expect(policy.split('; ')).toContain(rule)
    }
  })

  test('escapes that are harmless are understood', async () => {
    const response = await get('app://scribe/a%20b.js')
    expect(response.status).toBe(200)
    expect(response.headers.get('content-type')).toBe('text/javascript; charset=utf-8')
  })

  for (const address of REFUSED) {
    test(`${JSON.stringify(address)} is not found`, async () => {
      const response = await get(address)
      expect(response.status).toBe(404)
      expect(await response.text()).not.toContain('secret')
    })
  }

  test('only GET is answered', async () => {
    expect((await get('app://scribe/popover/index.html', 'POST')).status).toBe(404)
  })
})
