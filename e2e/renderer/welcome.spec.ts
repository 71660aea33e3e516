/** The first run against the real daemon, by mouse and by keyboard, with a home of its own for the person. */
import { existsSync, mkdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { createRepo } from '../../testing/scaffold.ts'
import { complaintsOf } from '../accessibility.ts'
import { test as base, expect, rowOf } from './fixtures.ts'
import { picture } from './pictures.ts'

/** The page of the first run, in a tab of its own. */
const test = base.extend<{ welcome: Page }>({
  welcome: async ({ popover, context, folder }, use) => {
    for (const agent of ['.claude', '.cursor']) mkdirSync(join(folder, 'person', agent))
    const opening = context.waitForEvent('page')
    await popover.getByRole('button', { name: 'Welcome Guide' }).click()
    const welcome = await opening
    const complaints: string[] = []
    welcome.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    welcome.on('pageerror', (error) => complaints.push(error.message))
    await welcome.setViewportSize({ width: 620, height: 460 })
    await expect(title(welcome, 'Welcome to Scribe')).toBeFocused()
    await use(welcome)
    expect(complaints).toEqual([])
  },
})

const title = (page: Page, name: string) => page.getByRole('heading', { name })
const button = (page: Page, name: string) => page.getByRole('button', { name, exact: true })

test('by mouse: four steps, what was found is said at once, the first row is there soon after the start', async ({ welcome, makeRepo, client, folder }) => {
  const repo = makeRepo('sample', 'feat/B-12-parser')
  await button(welcome, 'Continue').click()
  await expect(title(welcome, 'Choose a Repository')).toBeFocused()
  await welcome.getByLabel('Folder').fill(repo.root)
  const looking = Date.now()
  const card = welcome.getByRole('region', { name: 'sample' })
  await expect(card).toContainText('feat/B-12-parser')
  await expect(card).toContainText('Repository found')
  await expect(card.getByLabel('Backlog ID')).toHaveValue('B-12')
  test.info().annotations.push({ type: 'found after', description: `${Date.now() - looking} ms, the wait for the end of the writing included` })
  expect((await client.call('session/list', {})).sessions).toEqual([])
  await button(welcome, 'Continue').click()

  const row = welcome.getByRole('listitem').filter({ hasText: 'Claude Code' })
  await row.getByRole('button', { name: 'Install… Claude Code' }).click()
  await expect(welcome.getByRole('region', { name: 'Changes in ~/.claude/settings.json' })).toContainText('scribe-hook')
  expect(existsSync(join(folder, 'person/.claude/settings.json'))).toBe(false)
  await button(welcome, 'Install').click()
  await expect(row).toContainText('Installed')
  expect(readFileSync(join(folder, 'person/.claude/settings.json'), 'utf8')).toContain('PostToolUse')
  await button(welcome, 'Continue').click()

  await expect(welcome.getByText('Scribe will record sample under B-12.')).toBeVisible()
  const started = Date.now()
  await button(welcome, 'Start Recording').click()
  await expect(rowOf(welcome, 'B-12')).toBeVisible()
  const ms = Date.now() - started
  test.info().annotations.push({ type: 'first row after', description: `${ms} ms` })
  await expect(rowOf(welcome, 'B-12')).toContainText('sample')
  expect(await client.call('welcome/get', {})).toEqual({ step: 'done', folder: null, first_run: false })
})

test('by keyboard alone: Return goes on, Tab reaches everything, an ID of one’s own is taken', async ({ welcome, makeRepo, client }) => {
  const repo = makeRepo('sample', 'main')
  await welcome.keyboard.press('Enter')
  await expect(title(welcome, 'Choose a Repository')).toBeFocused()
  await welcome.keyboard.press('Tab')
  await expect(welcome.getByLabel('Folder')).toBeFocused()
  await welcome.keyboard.insertText(repo.root)
  await expect(welcome.getByText('None was found.')).toBeVisible()
  const id = welcome.getByLabel('Backlog ID')
  for (let presses = 0; presses < 12 && !(await id.evaluate((field) => field === document.activeElement)); presses++) await welcome.keyboard.press('Tab')
  await welcome.keyboard.insertText('B-77')
  await welcome.keyboard.press('Enter')
  await expect(title(welcome, 'Connect Your Tools')).toBeFocused()
  await expect(welcome.getByText('Command line tool')).toBeVisible()
  await welcome.keyboard.press('Tab')
  await expect(welcome.getByRole('button', { name: 'Install… Command line tool' })).toBeFocused()
  await welcome.keyboard.press('Enter')
  await expect(button(welcome, 'Install')).toBeFocused()
  await welcome.keyboard.press('Escape')
  await expect(welcome.getByRole('button', { name: 'Install… Command line tool' })).toBeFocused()
  await title(welcome, 'Connect Your Tools').focus()
  await welcome.keyboard.press('Enter')
  await expect(welcome.getByText('Scribe will record sample under B-77.')).toBeVisible()
  await welcome.keyboard.press('Enter')
  await expect(rowOf(welcome, 'B-77')).toBeVisible()
  expect((await client.call('session/list', {})).sessions.map(({ backlog_id }) => backlog_id)).toEqual(['B-77'])
})

test('it is gone on with where it was left, with the folder that was chosen', async ({ welcome, makeRepo }) => {
  const repo = makeRepo('sample', 'feat/B-12-parser')
  await button(welcome, 'Continue').click()
  await welcome.getByLabel('Folder').fill(repo.root)
  await expect(welcome.getByRole('region', { name: 'sample' })).toBeVisible()
  await button(welcome, 'Continue').click()
  await expect(title(welcome, 'Connect Your Tools')).toBeVisible()
  await welcome.reload()
  await expect(title(welcome, 'Connect Your Tools')).toBeFocused()
  await button(welcome, 'Back').click()
  await expect(welcome.getByRole('region', { name: 'sample' })).toBeVisible()
  await button(welcome, 'Change…').click()
  await expect(welcome.getByLabel('Folder')).toHaveValue('')
})

test('every step can be skipped, and the whole of it; nothing is recorded or changed then', async ({ welcome, client, folder }) => {
  await button(welcome, 'Continue').click()
  await welcome.getByLabel('Folder').fill(folder)
  await button(welcome, 'Skip').click()
  await button(welcome, 'Skip').click()
  await expect(welcome.getByText('No repository was chosen.')).toBeVisible()
  await button(welcome, 'Skip').click()
  await expect(welcome.getByText('Scribe records what you and your agents do in a repository.')).toBeVisible()
  expect([(await client.call('session/list', {})).sessions, existsSync(join(folder, 'person/.claude.json'))]).toEqual([[], false])
  expect((await client.call('welcome/get', {})).step).toBe('done')
  await welcome.getByRole('button', { name: 'Welcome Guide' }).click()
  await expect(title(welcome, 'Welcome to Scribe')).toBeFocused()
  await button(welcome, 'Skip Setup').click()
  await expect(welcome.getByText('Scribe records what you and your agents do in a repository.')).toBeVisible()
})

test('what cannot be recorded says why, what the system will ask is said first, and a refused start stays', async ({ welcome, folder, makeRepo }) => {
  await button(welcome, 'Continue').click()
  const path = welcome.getByLabel('Folder')
  await path.fill(join(folder, 'person'))
  await expect(welcome.getByRole('alert')).toContainText('is not in a Git repository')
  await path.fill('/Users/ada/Documents/sample')
  await expect(welcome.getByText('macOS will ask whether Scribe may use this folder.')).toBeVisible()
  await path.fill(makeRepo('sample', 'main').root)
  await expect(welcome.getByText('macOS will ask')).toHaveCount(0)
  await expect(welcome.getByLabel('Backlog ID')).toHaveValue('')
  for (let step = 2; step < 4; step++) await button(welcome, 'Continue').click()
  await button(welcome, 'Start Recording').click()
  await expect(welcome.getByRole('alert')).toContainText('No backlog ID was found')
  await expect(title(welcome, 'Ready to Record')).toBeVisible()
})

test('names and paths that are markup stay text', async ({ welcome, makeRepo }) => {
  const repo = makeRepo('<img src=x onerror=alert(1)>', 'feat/B-7-<b>bold</b>')
  await button(welcome, 'Continue').click()
  await welcome.getByLabel('Folder').fill(repo.root)
  await expect(welcome.getByRole('region', { name: '<img src=x onerror=alert(1)>' })).toContainText('feat/B-7-<b>bold</b>')
  await expect(welcome.locator('main img, main script')).toHaveCount(0)
})

const APPEARANCES = [
  ['light', { colorScheme: 'light', contrast: 'no-preference' }],
  ['dark', { colorScheme: 'dark', contrast: 'no-preference' }],
  ['contrast', { colorScheme: 'light', contrast: 'more' }],
  ['dark-contrast', { colorScheme: 'dark', contrast: 'more' }],
] as const

test('no step breaks the rules of accessibility in any appearance, and each has its picture', async ({ welcome, folder }) => {
  // Six looks in four appearances.
  test.slow()
  const repo = createRepo({ folder: join(folder, 'src/parser'), branch: 'feat/B-1009-async-scribe-enhancement', files: { 'a.ts': '1\n' } })
  const look = async (name: string): Promise<void> => {
    const seen = async (appearance: string): Promise<void> => {
      if (['light', 'dark'].includes(appearance)) await picture(welcome, `welcome-${name}-${appearance}`, folder)
    }
    expect(await complaintsOf(welcome, { name, appearances: APPEARANCES, seen })).toEqual([])
  }
  await look('1')
  await button(welcome, 'Continue').click()
  await look('2-browser')
  await welcome.getByLabel('Folder').fill(repo.root)
  await expect(welcome.getByRole('region', { name: 'parser' })).toBeVisible()
  await look('2')
  await button(welcome, 'Continue').click()
  await welcome.getByRole('button', { name: 'Install… Claude Code' }).click()
  await expect(button(welcome, 'Install')).toBeFocused()
  await look('3-shown')
  await button(welcome, 'Install').click()
  await expect(welcome.getByRole('listitem').filter({ hasText: 'Claude Code' })).toContainText('Installed')
  await look('3')
  await button(welcome, 'Continue').click()
  await look('4-browser')
})
