import { SETTING_KEYS } from '../../shared/domain/settings.ts'
import { expect, test } from './fixtures.ts'
import type { ScribeApp } from './scribeApp.ts'

/** The keys that the app's own surface reads; each has its effect below. */
const TESTED = new Set<string>()
const effect = (key: string, what: string, run: (fixtures: { app: ScribeApp }) => Promise<void>): void => {
  TESTED.add(key)
  test(`${key}: ${what}`, ({ app }) => run({ app }))
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
