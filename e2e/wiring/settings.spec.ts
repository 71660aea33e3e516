import { SETTING_KEYS } from '../../shared/domain/settings.ts'
import type { TestRepo } from '../../testing/scaffold.ts'
import { complaintsOf } from '../accessibility.ts'
import { expect, test } from './fixtures.ts'
import type { ScribeApp } from './scribeApp.ts'

/** The keys that the app's own surface reads; each has its effect below. */
const TESTED = new Set<string>()
const effect = (key: string, what: string, run: (fixtures: { app: ScribeApp; repo: TestRepo }) => Promise<void>): void => {
  TESTED.add(key)
  test(`${key}: ${what}`, ({ app, repo }) => run({ app, repo }))
}
const set = async (app: ScribeApp, values: Record<string, unknown>): Promise<void> => {
  expect(await app.call('settings/update', { values })).toMatchObject({ ok: true })
}

test('the settings window opens from the menu, and a change in it reaches the daemon', async ({ app }) => {
  await app.page()
  await app.openMenu()
  await app.chooseInMenu('Settings…')
  const settings = await app.page('settings')
  await settings.getByRole('tab', { name: 'Limits' }).click()
  await settings.getByLabel('Sessions at once').fill('3')
  await settings.getByLabel('Sessions at once').press('Enter')
  await expect.poll(() => app.call('settings/get', {})).toMatchObject({ ok: true, result: { settings: { 'limits.maxSessions': 3 } } })
  await expect(settings.getByText('Now: 0 of 3 sessions record.')).toBeVisible()
})

test('opening the settings puts the popover away; closing them ends their page', async ({ app }) => {
  const popover = await app.page()
  await app.pressIcon()
  await popover.getByRole('button', { name: 'More' }).waitFor()
  await popover.keyboard.press('Control+,')
  await app.page('settings')
  await expect.poll(() => app.isVisible('settings')).toBe(true)
  expect(await app.isPopoverVisible()).toBe(false)
  await app.shell.evaluate(
    ({ BrowserWindow }) =>
      BrowserWindow.getAllWindows()
        .filter((window) => window.isVisible())
        .forEach((window) => window.close()),
    null,
  )
  await expect.poll(() => app.shell.windows().length).toBe(1)
})

effect('general.clickAction', 'a press of the icon opens the menu instead', async ({ app }) => {
  await app.page()
  await set(app, { 'general.clickAction': 'menu' })
  await app.pressIcon()
  expect(await app.isPopoverVisible()).toBe(false)
})

effect('general.menuBarText', 'the number of recording sessions stands beside the icon', async ({ app }) => {
  await app.page()
  await set(app, { 'general.menuBarText': 'count' })
  await expect.poll(async () => (await app.icon()).title).toBe('0')
})

effect('general.theme', 'the system is told', async ({ app }) => {
  await app.page()
  await set(app, { 'general.theme': 'dark' })
  await expect.poll(() => app.shell.evaluate(({ nativeTheme }) => nativeTheme.themeSource, null)).toBe('dark')
})

effect('general.textSize', 'every window has it', async ({ app }) => {
  await app.page()
  await set(app, { 'general.textSize': '150' })
  const zooms = () => app.shell.evaluate(({ BrowserWindow }) => BrowserWindow.getAllWindows().map((window) => window.webContents.zoomFactor), null)
  await expect.poll(zooms).toEqual([1.5])
})

effect('general.shortcutOpen', 'opens the popover from anywhere, and the one before is let go', async ({ app }) => {
  await app.page()
  await set(app, { 'general.shortcutOpen': 'Ctrl+Alt+S' })
  await set(app, { 'general.shortcutOpen': 'Ctrl+Alt+D' })
  const bound = () => app.shell.evaluate(({ globalShortcut }) => ['Ctrl+Alt+S', 'Ctrl+Alt+D'].map((keys) => globalShortcut.isRegistered(keys)), null)
  await expect.poll(bound).toEqual([false, true])
})

test('a shortcut that another app has is said, until another is chosen @double', async ({ app }) => {
  await app.page()
  await app.shell.evaluate(({ globalShortcut }) => {
    globalShortcut.register = (keys) => keys !== 'Ctrl+Alt+T'
  }, null)
  const alerts = () => app.call('alert/list', {})
  await set(app, { 'general.shortcutOpen': 'Ctrl+Alt+T' })
  await expect.poll(alerts).toMatchObject({ result: { alerts: [{ code: 'shortcut.taken' }] } })
  await set(app, { 'general.shortcutOpen': '' })
  await expect.poll(alerts).toMatchObject({ result: { alerts: [], past: [{ code: 'shortcut.taken' }] } })
})

effect('general.shortcutNote', 'leads to the note field from anywhere', async ({ app, repo }) => {
  const page = await app.page()
  await app.call('session/start', { cwd: repo.root })
  await set(app, { 'general.shortcutNote': 'Ctrl+Alt+N' })
  await expect.poll(() => app.shell.evaluate(({ globalShortcut }) => globalShortcut.isRegistered('Ctrl+Alt+N'), null)).toBe(true)
  await app.openMenu()
  await app.chooseInMenu('New Note…')
  await expect(page.getByRole('textbox', { name: 'Quick note for B-7' })).toBeFocused()
})

effect('general.keepReady', 'never drops the page as soon as it is hidden, and makes it for the next press', async ({ app }) => {
  await app.page()
  // Not by the page, which is gone before it has its answer.
  const client = await app.client()
  await client.call('settings/update', { values: { 'general.keepReady': 'never' } })
  client.close()
  await expect.poll(() => app.shell.windows().length).toBe(0)
  await app.pressIcon()
  await app.page()
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
})

effect('general.launchAtLogin', 'the login item is set', async ({ app }) => {
  await app.page()
  await set(app, { 'general.launchAtLogin': true })
  await expect.poll(() => app.shell.evaluate(({ app: electron }) => electron.getLoginItemSettings().openAtLogin, null)).toBe(true)
})

effect('general.dock', 'is kept; a Mac shows it (`main/electron/activation.test.ts`)', async ({ app }) => {
  await app.page()
  await set(app, { 'general.dock': 'always' })
  expect(await app.call('settings/get', {})).toMatchObject({ ok: true, result: { settings: { 'general.dock': 'always' } } })
})

test('every key of the app’s surface has its effect here, those of notifications in main/notifications', () => {
  expect([...TESTED].sort()).toEqual(SETTING_KEYS.filter((key) => key.startsWith('general.')).sort())
})

test('a test notification says whether the system shows any @double', async ({ app }) => {
  await app.page()
  await app.openMenu()
  await app.chooseInMenu('Settings…')
  const settings = await app.page('settings')
  await settings.getByRole('tab', { name: 'Notifications' }).click()
  await settings.getByRole('button', { name: 'Send Test Notification' }).click()
  await expect(settings.getByRole('status')).toHaveText('The system showed it.')
  await app.shell.evaluate(({ Notification }) => {
    const screen = Notification as unknown as { blocked: boolean }
    screen.blocked = true
  }, null)
  await settings.getByRole('button', { name: 'Send Test Notification' }).click()
  await expect(settings.getByRole('status')).toContainText('The system did not show it.')
})

const APPEARANCES = [
  ['light', { colorScheme: 'light', contrast: 'no-preference' }],
  ['dark', { colorScheme: 'dark', contrast: 'no-preference' }],
  ['contrast', { colorScheme: 'light', contrast: 'more' }],
] as const

test('the panes that only the app has keep the rules of accessibility in every appearance @double', async ({ app }) => {
  test.setTimeout(60_000)
  await app.page()
  await app.openMenu()
  await app.chooseInMenu('Settings…')
  const settings = await app.page('settings')
  await settings.setViewportSize({ width: 640, height: 560 })
  for (const pane of ['General', 'Notifications']) {
    await settings.getByRole('tab', { name: pane }).click()
    const seen = async (name: string): Promise<void> => {
      if (process.env.SCRIBE_SCREENS === '1') await settings.screenshot({ path: `docs/screens/settings-${pane.toLowerCase()}-${name}.png` })
    }
    expect(await complaintsOf(settings, { name: pane, appearances: APPEARANCES, seen })).toEqual([])
  }
})
