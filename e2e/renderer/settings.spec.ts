import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { WebSocket } from 'ws'
import { complaintsOf } from '../accessibility.ts'
import { test as base, expect, record } from './fixtures.ts'
import { picture } from './pictures.ts'

/** The settings page of the same daemon, in a tab of its own, as the popover opens it. */
const test = base.extend<{ settings: Page }>({
  settings: async ({ popover, context }, use) => {
    const opening = context.waitForEvent('page')
    await popover.getByRole('button', { name: 'More' }).click()
    const settings = await opening
    await settings.setViewportSize({ width: 640, height: 560 })
    await expect(settings.getByRole('tab', { name: 'Recording' })).toHaveAttribute('aria-selected', 'true')
    await expect(settings.getByLabel('Stop when idle for')).toHaveValue('30')
    await use(settings)
  },
})

test('by mouse: a change applies at once, in the file, and everywhere else that shows it', async ({ settings, client, folder }) => {
  await settings.getByLabel('When the branch changes').selectOption('Go on recording')
  await settings.getByLabel('Stop after a push').click()
  await expect(settings.getByLabel('Stop after a push')).not.toBeChecked()
  await settings.getByLabel('Stop when idle for').fill('45')
  await settings.getByRole('tab', { name: 'Limits' }).click()
  const now = async () => (await client.call('settings/get', {})).settings
  await expect.poll(now).toMatchObject({ 'recording.onBranchSwitch': 'continue', 'recording.stopAfterPush': false, 'recording.idleTimeout': 2700 })
  expect(JSON.parse(readFileSync(join(folder, 'home/settings.json'), 'utf8'))).toMatchObject({ 'recording.idleTimeout': 2700 })
  await client.call('settings/update', { values: { 'limits.maxSessions': 5 } })
  await expect(settings.getByLabel('Sessions at once')).toHaveValue('5')
})

test('by keyboard: tabs with arrows and Ctrl-Tab, a field with Return, undo with Ctrl-Z', async ({ settings, client }) => {
  await settings.getByRole('tab', { name: 'Recording' }).focus()
  await settings.keyboard.press('ArrowRight')
  await expect(settings.getByRole('tab', { name: 'Limits' })).toBeFocused()
  const field = settings.getByLabel('Sessions at once')
  await settings.keyboard.press('Tab')
  await expect(field).toBeFocused()
  await field.fill('12')
  await field.press('Enter')
  const max = async () => (await client.call('settings/get', {})).settings['limits.maxSessions']
  await expect.poll(max).toBe(12)
  await settings.getByRole('tab', { name: 'Limits' }).focus()
  await settings.keyboard.press('Control+z')
  await expect.poll(max).toBe(8)
  await expect(field).toHaveValue('8')
})

test('what cannot be taken stays in its field with the reason, and is not applied', async ({ settings, client }) => {
  await settings.getByRole('tab', { name: 'Limits' }).click()
  const field = settings.getByLabel('Sessions at once')
  await field.fill('99')
  await field.press('Enter')
  await expect(settings.getByRole('alert')).toHaveText('Takes a whole number from 1 to 64.')
  await expect(field).toHaveAttribute('aria-invalid', 'true')
  await expect(field).toHaveValue('99')
  expect((await client.call('settings/get', {})).settings['limits.maxSessions']).toBe(8)
  await field.press('Escape')
  await expect(field).toHaveValue('8')
  await expect(settings.getByRole('alert')).toHaveCount(0)
})

test('a pane is restored as a whole, and that is undone as one change', async ({ settings, client }) => {
  await client.call('settings/update', { values: { 'recording.idleTimeout': 600, 'recording.defaultType': 'debug', 'limits.maxSessions': 3 } })
  await expect(settings.getByLabel('Stop when idle for')).toHaveValue('10')
  await settings.getByRole('button', { name: 'Restore Defaults' }).click()
  await expect(settings.getByLabel('Stop when idle for')).toHaveValue('30')
  await expect(settings.getByLabel('Type of a new session')).toHaveValue('brainstorming')
  expect((await client.call('settings/get', {})).settings['limits.maxSessions']).toBe(3)
  await settings.keyboard.press('Control+z')
  await expect(settings.getByLabel('Stop when idle for')).toHaveValue('10')
})

test('the limits say what is used of them, live', async ({ settings, client, makeRepo }) => {
  await settings.getByRole('tab', { name: 'Limits' }).click()
  await expect(settings.getByText('Now: 0 of 8 sessions record.')).toBeVisible()
  const id = await record(client, makeRepo('sample'))
  await expect(settings.getByText('Now: 1 of 8 sessions record.')).toBeVisible()
  await client.call('session/stop', { session: id })
  await expect(settings.getByText('Now: 0 of 8 sessions record.')).toBeVisible()
})

test('finished sessions can be cleaned up, and it is said how many', async ({ settings }) => {
  await settings.getByRole('tab', { name: 'Storage' }).click()
  await settings.getByRole('button', { name: 'Clean Up Now' }).click()
  await expect(settings.getByRole('status')).toHaveText('0 sessions left the lists.')
})

test('who is connected is told, and another token lets everybody in anew but those who had the old one', async ({ settings, client, popover }) => {
  await settings.getByRole('tab', { name: 'Agents' }).click()
  await expect(settings.getByRole('list', { name: 'Connected now' }).getByRole('listitem').filter({ hasText: 'other · read, notes, control' })).toBeVisible()
  const { token, websocket } = await client.call('access/get', {})
  // A tab with the old token would complain of being refused.
  await popover.goto('about:blank')
  await expect(settings.getByText(String(token))).toHaveCount(0)
  await settings.getByRole('button', { name: 'Reveal' }).click()
  await expect(settings.getByText(String(token))).toBeVisible()
  await settings.getByRole('button', { name: 'Regenerate' }).click()
  await expect.poll(async () => (await client.call('access/get', {})).token).not.toBe(token)
  // The page goes on with the new one.
  await expect(settings.getByRole('list', { name: 'Connected now' }).getByRole('listitem').filter({ hasText: 'ui ·' }).first()).toBeVisible()
  const refused = new WebSocket(String(websocket), ['scribe.v1', `scribe.v1.${token}`])
  expect(await new Promise((resolve) => refused.once('error', (error) => resolve(String(error))))).toContain('401')
})

test('an agent: what would change is shown before, done by mouse, taken back by keyboard, byte for byte', async ({ settings, folder }) => {
  const path = join(folder, 'person/.claude/settings.json')
  const before = '{\n    "theme": "dark"\n}\n'
  mkdirSync(join(folder, 'person/.claude'))
  writeFileSync(path, before)
  await settings.getByRole('tab', { name: 'Agents' }).click()
  const row = settings.getByRole('listitem').filter({ hasText: 'Claude Code' })
  await expect(row).toContainText('Not installed')
  await expect(settings.getByText('Not found on this machine: Codex,')).toBeVisible()
  await row.getByRole('button', { name: 'Install… Claude Code' }).click()
  const preview = settings.getByRole('region', { name: 'What installing changes for Claude Code' })
  await expect(preview.getByRole('region', { name: 'Changes in ~/.claude/settings.json' })).toContainText('scribe-hook')
  await expect(preview.getByRole('region', { name: 'Changes in ~/.claude.json' })).toContainText('"mcpServers"')
  expect(readFileSync(path, 'utf8')).toBe(before)
  for (const [name, media] of APPEARANCES.slice(0, 2)) {
    await settings.emulateMedia(media)
    await picture(settings, `settings-agents-install-${name}`, folder)
  }
  await preview.getByRole('button', { name: 'Install', exact: true }).click()
  await expect(row).toContainText('Installed')
  await expect(settings.getByRole('status').filter({ hasText: 'Claude Code is connected.' })).toBeVisible()
  expect(readFileSync(path, 'utf8')).toContain('PostToolUse')

  await row.getByRole('button', { name: 'Remove… Claude Code' }).focus()
  await settings.keyboard.press('Enter')
  await expect(settings.getByRole('button', { name: 'Remove', exact: true })).toBeFocused()
  await settings.keyboard.press('Escape')
  await expect(row.getByRole('button', { name: 'Remove… Claude Code' })).toBeFocused()
  expect(readFileSync(path, 'utf8')).toContain('PostToolUse')
  await settings.keyboard.press('Enter')
  await expect(settings.getByRole('button', { name: 'Remove', exact: true })).toBeFocused()
  await settings.keyboard.press('Enter')
  await expect(row).toContainText('Not installed')
  expect([readFileSync(path, 'utf8'), existsSync(join(folder, 'person/.claude.json'))]).toEqual([before, false])
})

test('an agent that was seen says when; one whose file cannot be read says so and can be tried again', async ({ settings, client, folder }) => {
  mkdirSync(join(folder, 'person/.codex'))
  mkdirSync(join(folder, 'person/.cursor'))
  writeFileSync(join(folder, 'person/.cursor/mcp.json'), '{ // mine\n}')
  await client.call('agent/hook', { agent: 'codex', event: 'SessionStart', input: { cwd: folder, session_id: 'x', source: 'startup' } })
  await settings.getByRole('tab', { name: 'Agents' }).click()
  await expect(settings.getByRole('listitem').filter({ hasText: 'Codex' })).toContainText(/Last seen \S+( s)? ago/)
  const row = settings.getByRole('listitem').filter({ hasText: 'Cursor' })
  await expect(row).toContainText('Untested')
  await expect(row.getByRole('alert')).toContainText('is no JSON object')
  writeFileSync(join(folder, 'person/.cursor/mcp.json'), '{}')
  await row.getByRole('button', { name: 'Try Again' }).click()
  await expect(row.getByRole('alert')).toHaveCount(0)
})

test('no pane breaks the rules of accessibility in any appearance, and each has its picture', async ({ settings, client, folder }) => {
  for (const agent of ['.claude', '.cursor', '.gemini']) mkdirSync(join(folder, 'person', agent))
  await client.call('integration/install', { name: 'gemini' })
  for (const pane of ['Recording', 'Limits', 'Agents', 'Storage', 'Advanced']) {
    await settings.getByRole('tab', { name: pane }).click()
    if (pane === 'Agents') {
      await settings.getByRole('button', { name: 'Install… Cursor' }).click()
      await expect(settings.getByRole('button', { name: 'Install', exact: true })).toBeFocused()
    }
    const seen = async (name: string): Promise<void> => {
      if (['Recording', 'Limits', 'Agents'].includes(pane)) await picture(settings, `settings-${pane.toLowerCase()}-${name}`, folder)
    }
    expect(await complaintsOf(settings, { name: pane, appearances: APPEARANCES, seen })).toEqual([])
  }
})

const APPEARANCES = [
  ['light', { colorScheme: 'light', contrast: 'no-preference' }],
  ['dark', { colorScheme: 'dark', contrast: 'no-preference' }],
  ['contrast', { colorScheme: 'light', contrast: 'more' }],
] as const
