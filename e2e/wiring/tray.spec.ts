import { join } from 'node:path'
import { connectClient } from '../../client/scribeClient.ts'
import { expect, test } from './fixtures.ts'
import type { WithSpy } from './scribeApp.ts'

test('pressing the icon shows the popover under it, pressing again puts it away', async ({ app }) => {
  await app.page()
  expect(await app.isPopoverVisible()).toBe(false)
  await app.pressIcon()
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
  await app.pressIcon()
  await expect.poll(() => app.isPopoverVisible()).toBe(false)
})

test('the icon follows the state of the daemon', async ({ app, repo }) => {
  await expect.poll(() => app.icon()).toMatchObject({ image: 'idleTemplate.png', tooltip: 'Scribe: not recording' })
  const started = await app.call('session/start', { cwd: repo.root })
  expect(started.ok).toBe(true)
  await expect.poll(() => app.icon()).toMatchObject({ image: 'recordingTemplate.png', tooltip: 'Scribe: 1 recording' })
  await app.call('session/pause', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ image: 'pausedTemplate.png', tooltip: 'Scribe: paused' })
})

test('the menu of the icon pauses and resumes what is recorded', async ({ app, repo }) => {
  await app.call('session/start', { cwd: repo.root })
  await expect
    .poll(() => app.openMenu())
    .toEqual([
      '1 recording',
      'B-7  sample',
      'Start Recording…',
      'Pause All',
      'Stop All…',
      'New Note…',
      'Pause Notifications',
      'Dashboard',
      'Settings…',
      'Help',
      'About Scribe',
      'Quit Scribe',
    ])
  await app.chooseInMenu('B-7  sample', 'Pause')
  await expect.poll(() => app.openMenu()).toContain('Resume All')
  await app.chooseInMenu('Resume All')
  await expect.poll(() => app.openMenu()).toContain('1 recording')
})

test('a folder dropped on the icon opens the sheet for it, text becomes the draft of a note, and nothing happens by itself', async ({ app, repo }) => {
  const page = await app.page()
  const drop = (event: string, dropped: string | string[]) =>
    app.shell.evaluate((_electron, { event, dropped }) => void (globalThis as WithSpy).spiedTray.tray.emit(event, {}, dropped), { event, dropped })
  await drop('drop-files', [repo.root])
  await expect(page.getByRole('heading', { name: 'Start Recording' })).toBeVisible()
  expect(await app.call('session/list', {})).toMatchObject({ ok: true, result: { sessions: [] } })
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  const note = page.getByRole('textbox', { name: 'Quick note for B-7' })
  await expect(note).toBeVisible()
  await drop('drop-text', 'A line from elsewhere.')
  await expect(note).toHaveValue('A line from elsewhere.')
  await expect(note).toBeFocused()
})

test('closing the window only hides it; starting the app again shows it', async ({ app }) => {
  const page = await app.page()
  await app.pressIcon()
  await app.shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.close()), null)
  expect(await app.isPopoverVisible()).toBe(false)
  expect(page.isClosed()).toBe(false)
  await app.shell.evaluate((electron) => void electron.app.emit('second-instance', {}, [], ''), null)
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
})

test('a popover that was dropped comes back with the next press', async ({ app }) => {
  await app.page()
  await app.shell.evaluate(
    ({ BrowserWindow }) => BrowserWindow.getAllWindows().forEach((window) => window.webContents.emit('render-process-gone', {}, {})),
    null,
  )
  await app.pressIcon()
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
  // The page that was dropped is still closing; asking it is refused, asking the new one is answered.
  await expect
    .poll(() =>
      app.call('health', {}).then(
        ({ ok }) => ok,
        () => false,
      ),
    )
    .toBe(true)
})

test('the popover is seen only once its page has painted what it shows', async ({ app, repo }) => {
  const page = await app.page()
  await app.pressIcon()
  const opacity = () => app.shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.getOpacity()), null)
  await expect.poll(opacity).toEqual([1])
  await app.pressIcon()
  expect(await app.isPopoverVisible()).toBe(false)
  await app.call('session/start', { cwd: repo.root })
  await app.pressIcon()
  await expect.poll(opacity).toEqual([1])
  await expect(page.getByText('B-7', { exact: true }).first()).toBeVisible()
})

test('the app measures its own windows when it is asked, and every figure it promises is among them', async ({ app }) => {
  await app.page()
  // Not through the page: for a cold start it is thrown away.
  const client = await connectClient(join(app.home, 'run/scribe.sock'), { name: 'test', kind: 'other' })
  const { figures } = await client.call('doctor/ui', { quick: true })
  client.close()
  expect(figures.map(({ name }) => name)).toEqual(
    expect.arrayContaining(['P1 popover seen, warm, p95', 'P2 popover seen, cold, p95', 'E1 share of a core at rest', 'timer late while hidden, worst']),
  )
})

test('an icon that macOS does not draw is told once, when the app is opened in another way @double', async ({ app }) => {
  test.setTimeout(60_000)
  await app.page()
  await app.shell.evaluate(({ Tray }) => {
    Tray.prototype.getBounds = () => ({ x: 0, y: 0, width: 0, height: 0 })
  }, null)
  const told = async (): Promise<number> => {
    await app.shell.evaluate((electron) => void electron.app.emit('activate'), null)
    return app.output().split('macOS is hiding').length - 1
  }
  expect(await told()).toBe(0)
  await expect.poll(told, { timeout: 30_000 }).toBe(1)
  expect(await told()).toBe(1)
})
