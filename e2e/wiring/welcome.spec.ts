/** The first run in the app: its window opens by itself once, records what was chosen, and can be opened again. */
import { complaintsOf } from '../accessibility.ts'
import { picture } from '../renderer/pictures.ts'
import { expect, test } from './fixtures.ts'

test.describe('nobody was welcomed yet', () => {
  test.use({ welcomed: false })

  test('its window opens at the first start and not at the second; closing it is no answer', async ({ launch }) => {
    const first = await launch()
    const welcome = await first.page('welcome')
    await expect(welcome.getByRole('heading', { name: 'Welcome to Scribe' })).toBeFocused()
    await expect.poll(() => first.isVisible('welcome')).toBe(true)
    await welcome.getByRole('button', { name: 'Continue' }).click()
    await expect.poll(() => first.call('welcome/get', {})).toMatchObject({ result: { step: '2' } })
    await first.quit()
    const second = await launch()
    await second.page()
    expect(second.shell.windows().some((page) => page.url().includes('/welcome/'))).toBe(false)
    await second.openMenu()
    await second.chooseInMenu('Help', 'Welcome Guide')
    await expect((await second.page('welcome')).getByRole('heading', { name: 'Choose a Repository' })).toBeFocused()
  })

  test('what was chosen is recorded at the end, the popover shows it, the window has gone', async ({ app, repo, folder }) => {
    const welcome = await app.page('welcome')
    // As large as its window is, and as fine as a Mac's screen.
    await welcome.setViewportSize({ width: 1240, height: 920 })
    await welcome.evaluate(() => document.documentElement.style.setProperty('zoom', '2'))
    await welcome.getByRole('button', { name: 'Continue' }).click()
    await expect(welcome.getByRole('button', { name: 'Choose Folder…' })).toBeVisible()
    for (const [appearance, media] of APPEARANCES.slice(0, 2)) {
      await welcome.emulateMedia(media)
      await picture(welcome, `welcome-2-empty-${appearance}`, folder)
    }
    await welcome.getByLabel('Folder').fill(repo.root)
    await expect(welcome.getByRole('region', { name: 'sample' })).toContainText('feat/B-7-wiring')
    for (let step = 2; step < 4; step++) await welcome.getByRole('button', { name: 'Continue' }).click()
    await expect(welcome.getByText('Scribe will record sample under B-7.')).toBeVisible()

    await welcome.getByLabel('Open Scribe at login').click()
    await expect(welcome.getByLabel('Open Scribe at login')).toBeChecked()
    await expect.poll(() => app.call('settings/get', {})).toMatchObject({ result: { settings: { 'general.launchAtLogin': true } } })
    await welcome.getByLabel('Open Scribe with').focus()
    await welcome.keyboard.press('Control+Alt+S')
    await expect(welcome.getByLabel('Open Scribe with')).toHaveValue('Ctrl+Alt+S')
    await welcome.keyboard.press('Backspace')
    await expect(welcome.getByLabel('Open Scribe with')).toHaveValue('')
    const notify = welcome.getByLabel('Tell me when a session is about to stop')
    await notify.click()
    await expect.poll(() => app.call('settings/get', {})).toMatchObject({ result: { settings: { 'notify.kind.session.idleWarning': 'off' } } })
    await notify.click()
    await expect(welcome.getByRole('status')).toContainText('system')
    const seen = async (appearance: string): Promise<void> => {
      if (['light', 'dark'].includes(appearance)) await picture(welcome, `welcome-4-${appearance}`, folder)
    }
    expect(await complaintsOf(welcome, { name: '4', appearances: APPEARANCES, seen, legacy: true })).toEqual([])

    await welcome.getByRole('button', { name: 'Start Recording' }).click()
    await expect.poll(() => app.isPopoverVisible()).toBe(true)
    await expect((await app.page()).getByRole('row', { name: /^B-7,/ })).toBeVisible()
    await expect.poll(() => app.isVisible('welcome')).toBe(false)
  })
})

test('whoever was welcomed is not welcomed again; the popover’s first page leads there', async ({ app }) => {
  const page = await app.page()
  expect(app.shell.windows().some((window) => window.url().includes('/welcome/'))).toBe(false)
  await app.pressIcon()
  await page.getByRole('button', { name: 'Welcome Guide' }).click()
  await expect((await app.page('welcome')).getByRole('heading', { name: 'Welcome to Scribe' })).toBeFocused()
})

const APPEARANCES = [
  ['light', { colorScheme: 'light', contrast: 'no-preference' }],
  ['dark', { colorScheme: 'dark', contrast: 'no-preference' }],
  ['contrast', { colorScheme: 'light', contrast: 'more' }],
  ['dark-contrast', { colorScheme: 'dark', contrast: 'more' }],
] as const
