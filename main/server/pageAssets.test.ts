import { mkdirSync, symlinkSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, suite, test } from 'vitest'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'
import { readAsset } from './pageAssets.ts'

suite('main/server/pageAssets', () => {
  let parent: string
  let folder: string

  beforeAll(() => {
    parent = tempFolder()
    folder = join(parent, 'page')
    mkdirSync(join(folder, 'popover/index.html.d'), { recursive: true })
    mkdirSync(join(folder, 'folder.js'))
    mkdirSync(join(parent, 'page-evil'))
    writeFileSync(join(parent, 'secret.json'), 'secret')
    writeFileSync(join(parent, 'page-evil/x.js'), 'secret')
    for (const name of ['popover/index.html', 'a.js', 'a.css', 'a.svg', 'a.png', 'a.json', 'a.woff2', 'a.map', 'a'])
      writeFileSync(join(folder, name), `is ${name}`)
    symlinkSync(join(parent, 'secret.json'), join(folder, 'out.json'))
    symlinkSync(join(parent, 'page-evil'), join(folder, 'evil'))
    symlinkSync(join(folder, 'a.js'), join(folder, 'in.js'))
  })

  afterAll(() => removeFolder(parent))

  const SERVED = [
    ['/popover/index.html', 'text/html; charset=utf-8'],
    ['/a.js', 'text/javascript; charset=utf-8'],
    ['/a.css', 'text/css; charset=utf-8'],
    ['/a.svg', 'image/svg+xml'],
    ['/a.png', 'image/png'],
    ['/a.json', 'application/json'],
    ['/a.woff2', 'font/woff2'],
  ] as const
  for (const [path, type] of SERVED) {
    test(`${path} is served as ${type}`, async () => {
      const asset = await readAsset(folder, path)
      expect(asset).toEqual({ bytes: Buffer.from(`is ${path.slice(1)}`), type })
    })
  }

  test('a query changes nothing, a link that stays inside is followed', async () => {
    expect((await readAsset(folder, '/a.js?v=../../x'))?.bytes.toString()).toBe('is a.js')
    expect((await readAsset(folder, '/in.js'))?.bytes.toString()).toBe('is a.js')
  })

  const REFUSED = [
    '',
    '/',
    '?',
    '/missing.js',
    '/a',
    '/a.map',
    '/a.JS',
    '/folder.js',
    '/popover',
    '/popover/',
    'a.js',
    '/../secret.json',
    '/popover/../../secret.json',
    '/..%2fsecret.json',
    '/%2e%2e/secret.json',
    '//secret.json',
    '/a.js/../../secret.json',
    '/..\\secret.json',
    '/out.json',
    '/evil/x.js',
    '/../page-evil/x.js',
    '/a.js\0.json',
    '/a js.js',
    '/ä.js',
    'http://evil/a.js',
    '/a.js#x',
  ]
  for (const path of REFUSED) test(`${JSON.stringify(path)} is no file of the page`, async () => expect(await readAsset(folder, path)).toBeNull())

  test('a folder that is not there has no files', async () => {
    expect(await readAsset(join(parent, 'nowhere'), '/a.js')).toBeNull()
  })

  test('no path reads the secret beside the page', async () => {
    const part = fc.constantFrom('..', '.', '/', '%2f', '%2e', '\\', 'secret.json', 'page-evil', 'evil', 'x.js', 'out.json', 'popover', '?', '\0', '//')
    await fc.assert(
      fc.asyncProperty(fc.array(part, { maxLength: 8 }), async (parts) => {
        const asset = await readAsset(folder, `/${parts.join('')}`)
        expect(asset?.bytes.toString() ?? '').not.toContain('secret')
      }),
      { numRuns: 200 },
    )
  })
})
