import { expect, test } from './fixtures.ts'
import { PRELOAD, type WithBridge } from './scribeApp.ts'

test('the page sees the bridge, cannot change it, and sees nothing of Node or Electron', async ({ app }) => {
  const page = await app.page()
  const seen = await page.evaluate(() => {
    const bridge = (globalThis as WithBridge).scribe
    const names = ['require', 'process', 'module', 'Buffer', 'ipcRenderer', 'electron', '__electronDouble']
    for (const attempt of [() => Object.assign(bridge, { call: null }), () => Object.assign(globalThis, { scribe: null })]) {
      try {
        attempt()
      } catch {
        // Strict mode throws, sloppy mode ignores; either way nothing may have changed.
      }
    }
    return { bridge: Object.keys((globalThis as WithBridge).scribe), call: typeof bridge.call, node: names.filter((name) => name in globalThis) }
  })
  expect(seen).toEqual({
    bridge: ['shell', 'call', 'subscribe', 'show', 'onPlace', 'reveal', 'save', 'pathOf', 'testNotice', 'chooseFolder'],
    call: 'function',
    node: [],
  })
})

test('an unknown command and a bad input are refused by their type', async ({ app }) => {
  expect(await app.call('no/such', {})).toMatchObject({ ok: false, error: { code: -32601 } })
  expect(await app.call('toString', {})).toMatchObject({ ok: false, error: { code: -32601 } })
  expect(await app.call('session/start', { cwd: 7 })).toMatchObject({ ok: false, error: { code: -32602 } })
  expect(await app.call('session/start', null)).toMatchObject({ ok: false, error: { code: -32602 } })
  expect(await app.call('session/start', { cwd: '/no/such/folder' })).toMatchObject({ ok: false, error: { data: { code: 'repo.noSuchFolder' } } })
  expect(await app.call('health', {})).toMatchObject({ ok: true })
})

test('a window that is not one of the app’s is refused on every channel, even with its preload', async ({ app }) => {
  await app.page()
  const answers = await app.shell.evaluate(async ({ BrowserWindow }, preload) => {
    const stranger = new BrowserWindow({ show: false, webPreferences: { sandbox: true, contextIsolation: true, preload } })
    await stranger.loadURL('app://scribe/popover/index.html')
    return await stranger.webContents.executeJavaScript(`Promise.all([
      scribe.call('health', {}),
      new Promise((resolve) => scribe.subscribe(resolve)),
      scribe.chooseFolder(),
    ])`)
  }, PRELOAD)
  expect(answers).toMatchObject([{ ok: false, error: { code: 1001 } }, { kind: 'down' }, null])
})

test('the page cannot leave the app or open a window', async ({ app }) => {
  const page = await app.page()
  for (const target of ['https://example.com/', 'http://127.0.0.1:1/', 'app://other/popover/index.html', 'file:///etc/hosts']) {
    await page.evaluate((address) => {
      location.href = address
    }, target)
    await page.evaluate((address) => void window.open(address), target).catch(() => undefined)
  }
  await page.waitForTimeout(100)
  const windows = await app.shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.webContents.getURL()), null)
  expect(windows).toEqual(['app://scribe/popover/index.html'])
  expect((await app.call('health', {})).ok).toBe(true)
})
