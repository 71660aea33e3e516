import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { complaintsOf } from '../accessibility.ts'
import { test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

const APPEARANCES = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['contrast', { colorScheme: 'light', contrast: 'more' }],
  ['still', { colorScheme: 'dark', reducedMotion: 'reduce' }],
] as const

/** Four appearances are looked at in each. */
test.setTimeout(90_000)

async function go(dashboard: Page, name: string): Promise<void> {
  await dashboard.getByRole('button', { name: new RegExp(`^${name}`) }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText(name)
}

/** A picture of it in light and dark, and no complaint of axe in four appearances. */
async function look(dashboard: Page, name: string): Promise<void> {
  const seen = async (appearance: string): Promise<void> => {
    if (process.env.SCRIBE_SCREENS === '1' && ['light', 'dark'].includes(appearance))
      await dashboard.screenshot({ path: `docs/screens/dashboard-${name}-${appearance}.png` })
  }
  expect(await complaintsOf(dashboard, { name, appearances: APPEARANCES, seen })).toEqual([])
  await dashboard.emulateMedia({ colorScheme: 'light', contrast: null, reducedMotion: null })
}

test('performance: figures of what really happened, as lines, as a table, as CSV, over other ranges', async ({ dashboard, client, makeRepo }) => {
  const repo = makeRepo('sample')
  const id = await record(client, repo)
  for (const name of ['a.ts', 'b.ts', 'c.ts']) {
    repo.write(name, 'x\n')
    await expect.poll(async () => (await client.call('session/get', { session: id })).session.last?.path).toBe(name)
  }
  await client.call('context/get', { cwd: repo.root, role: 'coder' })
  await go(dashboard, 'Performance')
  await dashboard.getByRole('button', { name: '5 min' }).click()
  const chart = dashboard.getByRole('region', { name: 'From a change until it is durable' })
  await expect(chart.getByRole('img').first()).toHaveAccessibleName(/^From a change until it is durable\. Newest: p50 .*, p95 .*, p99 /, { timeout: 20_000 })
  const strips = dashboard.getByRole('region', { name: 'Sessions', exact: true })
  await expect(strips.getByRole('img', { name: /^B-7: \d+ entries$/ })).toBeVisible()
  await dashboard.getByLabel('Session', { exact: true }).selectOption(id)
  await expect(dashboard.getByText(/^Since Scribe started: 3 changes/)).toBeVisible()
  await dashboard.getByLabel('Session', { exact: true }).selectOption('')
  await expect(dashboard.getByRole('region', { name: 'Memory', exact: true })).toContainText(/Newest: daemon in all \d+ MB/)
  await chart.getByRole('img').first().focus()
  await dashboard.keyboard.press('ArrowLeft')
  await expect(chart.locator('time')).toBeVisible()
  await dashboard.keyboard.press('Escape')
  await expect(chart.locator('time')).toHaveCount(0)
  await chart.getByRole('button', { name: 'Table' }).click()
  await expect(chart.getByRole('table').getByRole('row').first()).toContainText('p50')
  const saving = dashboard.waitForEvent('download')
  await dashboard.getByRole('button', { name: 'Export CSV' }).click()
  const csv = readFileSync(await (await saving).path(), 'utf8')
  expect(csv).toMatch(/^time,chart,series,value\r\n\d{4}-\d\d-\d\dT/)
  expect(csv).toContain(',From a change until it is durable,p95,')
  for (const range of ['1 hour', '24 hours', '7 days', '30 days']) {
    await dashboard.getByRole('button', { name: range }).click()
    await expect(dashboard.getByRole('button', { name: range })).toHaveAttribute('aria-pressed', 'true')
  }
  await dashboard.getByRole('button', { name: '5 min' }).click()
  await chart.getByRole('button', { name: 'Table' }).click()
  await look(dashboard, 'performance')
})

test('overview and library: what was said stands there, opens what it rests on, and is ticked off here only', async ({ dashboard, client, makeRepo }) => {
  const repo = makeRepo('sample')
  const id = await record(client, repo)
  repo.write('a.ts', 'x\n')
  const notes = ['Decision: keep the old format, two programs read it', 'Idea: a table of contents for long worklogs', 'Next: write the migration guide']
  for (const text of notes) await client.call('worklog/append', { session: id, text })
  await client.call('agent/hook', { agent: 'codex', event: 'PermissionRequest', input: { session_id: 'x', turn_id: 't', cwd: repo.root } })
  await go(dashboard, 'Overview')
  await expect(dashboard.getByRole('img', { name: /^B-7: [1-9]\d* entries in the last 24 hours$/ })).toBeVisible()
  await expect(dashboard.getByRole('region', { name: 'Recent Decisions' })).toContainText('keep the old format')
  await expect(dashboard.getByRole('region', { name: 'Next Steps' })).toContainText('write the migration guide')
  await expect(dashboard.getByRole('region', { name: 'Now' })).toContainText('Codex waits for you')
  await expect(dashboard.getByRole('img', { name: /^[1-9]\d* entries in the last 24 hours$/ })).toBeVisible()
  await look(dashboard, 'overview')
  await go(dashboard, 'Next Steps')
  const box = dashboard.getByRole('checkbox', { name: 'Done: write the migration guide' })
  await box.check()
  await dashboard.reload()
  await expect(box).toBeChecked()
  const { entries } = await client.call('worklog/read', { session: id, limit: 100 })
  expect(JSON.stringify(entries)).not.toContain('Done')
  await go(dashboard, 'Decisions')
  await dashboard.getByRole('button', { name: 'By Repository' }).click()
  await expect(dashboard.getByRole('region', { name: 'sample' })).toContainText('keep the old format')
  await look(dashboard, 'decisions')
  await dashboard.getByRole('button', { name: /keep the old format/ }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-7')
})

test('the timeline of all sessions: live, each entry says whose it is and leads there by mouse and by keyboard', async ({ dashboard, client, makeRepo }) => {
  const first = await record(client, makeRepo('sample'))
  const second = await record(client, makeRepo('other', 'feat/B-8-other'))
  await client.call('worklog/append', { session: first, text: 'Decision: one clock for all' })
  await go(dashboard, 'Timeline')
  const list = dashboard.getByRole('list', { name: 'What all sessions recorded' })
  const entries = list.locator('.entry')
  await expect(entries.first()).toHaveAccessibleName(/, Decision, one clock for all, B-7 · sample$/)
  await client.call('worklog/append', { session: second, text: 'told while it is looked at' })
  await expect(entries.first()).toHaveAccessibleName(/, Note, told while it is looked at, B-8 · other$/)
  await look(dashboard, 'library-timeline')
  await dashboard.getByRole('group', { name: 'Show' }).getByRole('button', { name: 'Decisions' }).click()
  await expect(entries).toHaveCount(1)
  await entries.first().getByRole('button', { name: 'B-7 · sample' }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-7')
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('one clock for all')
  await dashboard.keyboard.press('Control+[')
  await expect(entries.first()).toContainText('told while it is looked at')
  await entries.first().focus()
  await dashboard.keyboard.press('ArrowDown')
  await dashboard.keyboard.press('ArrowUp')
  await dashboard.keyboard.press('Enter')
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-8')
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('told while it is looked at')
})

test('the files of all sessions: by how far one looks back, in any order, each leads to its last change', async ({ dashboard, client, makeRepo }) => {
  const [one, other] = [makeRepo('sample'), makeRepo('other', 'feat/B-8-other')]
  const [first, second] = [await record(client, one), await record(client, other)]
  await go(dashboard, 'Files')
  await expect(dashboard.getByText('No file changed in this time.')).toBeVisible()
  const seen = async (session: string, path: string) =>
    await expect.poll(async () => (await client.call('session/get', { session })).session.last?.path).toBe(path)
  one.write('src/a.ts', 'x\n')
  await seen(first, 'src/a.ts')
  other.write('b.ts', 'x\n')
  await seen(second, 'b.ts')
  const grid = dashboard.getByRole('grid', { name: 'Files of all sessions' })
  const rows = grid.getByRole('row').filter({ has: dashboard.getByRole('gridcell') })
  await expect(rows).toHaveCount(2, { timeout: 15_000 })
  await expect(rows.first()).toContainText(/b\.ts.*other.*B-8/)
  await look(dashboard, 'library-files')
  await grid.getByRole('columnheader', { name: 'Repository' }).getByRole('button').click()
  await expect(grid.getByRole('columnheader', { name: 'Repository' })).toHaveAttribute('aria-sort', 'ascending')
  await grid.getByRole('columnheader', { name: 'File' }).getByRole('button').press('Enter')
  await expect(rows.last()).toContainText('src/a.ts')
  for (const span of ['24 Hours', '30 Days', 'All', '7 Days']) {
    await dashboard.getByRole('button', { name: span, exact: true }).click()
    await expect(rows).toHaveCount(2)
  }
  await grid.focus()
  await dashboard.keyboard.press('End')
  await dashboard.keyboard.press('Enter')
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-7')
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('src/a.ts')
})

test('alerts: what is wrong can be dismissed, and stands below as past', async ({ dashboard, client, makeRepo }) => {
  await client.call('settings/update', { values: { 'recording.idleWarning': 20 } })
  const repo = makeRepo('sample')
  await client.call('session/start', { cwd: repo.root })
  await go(dashboard, 'Alerts')
  await expect(dashboard.getByRole('region', { name: 'Open' })).toContainText('Nothing is wrong.')
  repo.write('artifacts/session_registry.json', '{"sessions": ')
  await expect(dashboard.getByRole('region', { name: 'Open' }).getByRole('listitem')).toHaveCount(1, { timeout: 15_000 })
  const mute = dashboard.getByRole('button', { name: 'Mute Kind' })
  await mute.click()
  await expect(mute).toHaveAttribute('aria-pressed', 'true')
  expect((await client.call('settings/get', {})).settings['notify.kind.registry.recovered']).toBe('off')
  await mute.click()
  await expect.poll(async () => (await client.call('settings/get', {})).settings['notify.kind.registry.recovered']).toBe('quiet')
  await look(dashboard, 'alerts')
  await dashboard.getByRole('button', { name: 'Dismiss' }).click()
  await expect(dashboard.getByRole('region', { name: 'Past' }).getByRole('listitem')).toHaveCount(1)
})
