import type { Page } from '@playwright/test'
import type { ScribeClient } from '../../client/scribeClient.ts'
import type { TestRepo } from '../../testing/scaffold.ts'
import { openSession, test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

const field = (page: Page) => page.getByRole('combobox', { name: 'Search' })
const results = (page: Page) => page.getByRole('option')

/** Two sessions that speak of a rename, one of which has decided on it. */
async function twoSessions(client: ScribeClient, makeRepo: (name: string, branch?: string) => TestRepo): Promise<void> {
  const first = await record(client, makeRepo('sample'))
  await client.call('worklog/append', { session: first, text: 'Decision: use an atomic rename' })
  await client.call('worklog/append', { session: first, text: 'Looked at <b>Rename</b> again' })
  await client.call('worklog/append', { session: first, text: 'Nothing of it here' })
  const second = await record(client, makeRepo('other', 'fix/B-8-other'))
  await client.call('worklog/append', { session: second, text: 'The rename is slow on a network disk' })
}

test('by keyboard: words find lines of every session, one opens at its place, and the next is a key away', async ({ dashboard, client, makeRepo }) => {
  await twoSessions(client, makeRepo)
  await dashboard.keyboard.press('Control+f')
  await expect(dashboard.getByText('Search everything that was recorded.')).toBeVisible()
  await dashboard.keyboard.type('renam')
  await expect(dashboard.getByRole('group', { name: /^B-8/ }).getByRole('option')).toHaveText([/The rename is slow/])
  await expect(dashboard.getByRole('group', { name: /^B-7/ }).getByRole('option').filter({ hasText: 'atomic' })).toBeVisible()
  // Marked, and nothing of it taken for markup.
  await expect(results(dashboard).locator('mark').first()).toHaveText(/rename/i)
  await expect(results(dashboard).filter({ hasText: '<b>Rename</b>' })).toHaveCount(1)
  expect(await results(dashboard).locator('b').count()).toBe(0)
  const names = await results(dashboard).allTextContents()
  const wanted = names.findIndex((name) => name.includes('Looked at'))
  for (let step = 0; step < wanted; step++) await dashboard.keyboard.press('ArrowDown')
  await expect(results(dashboard).nth(wanted)).toHaveAttribute('aria-selected', 'true')
  await expect(field(dashboard)).toBeFocused()
  await dashboard.keyboard.press('Enter')
  const current = dashboard.locator('.entry[data-current=true]')
  await expect(current).toContainText('Looked at')
  await expect(current.locator('mark')).toHaveText(['Renam'])
  await dashboard.keyboard.press('Control+g')
  await expect(current).toContainText('atomic rename')
  await dashboard.keyboard.press('Control+Shift+g')
  await expect(current).toContainText('Looked at')
  await dashboard.keyboard.press('Control+[')
  await expect(field(dashboard)).toHaveValue('renam')
  await expect(results(dashboard).first()).toBeVisible()
})

test('by mouse: one session or all, and where nothing is found here the wider search is offered', async ({ dashboard, client, makeRepo }) => {
  await twoSessions(client, makeRepo)
  await openSession(dashboard, 'B-8')
  await field(dashboard).fill('atomic')
  await expect(dashboard.getByText('No results for “atomic” in this session.')).toBeVisible()
  await dashboard.getByRole('button', { name: 'Search All Sessions' }).click()
  await expect(dashboard.getByRole('group', { name: /^B-7/ })).toBeVisible()
  await field(dashboard).fill('rename')
  await expect(dashboard.getByRole('group')).not.toHaveCount(0)
  await dashboard.getByRole('button', { name: 'B-8 Only' }).click()
  await expect(dashboard.getByRole('group', { name: /^B-7/ })).toHaveCount(0)
  await results(dashboard).filter({ hasText: 'network disk' }).first().click()
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('network disk')
  // What led somewhere is offered again.
  await dashboard.keyboard.press('Control+f')
  await field(dashboard).fill('')
  await dashboard.getByRole('region', { name: 'Recent Searches' }).getByRole('button', { name: 'rename' }).click()
  await expect(field(dashboard)).toHaveValue('rename')
  await field(dashboard).fill('')
  await dashboard.getByRole('button', { name: 'Clear' }).click()
  await expect(dashboard.getByText('Search everything that was recorded.')).toBeVisible()
})

test('tokens narrow it down; nothing anywhere says so', async ({ dashboard, client, makeRepo }) => {
  await twoSessions(client, makeRepo)
  for (const [query, found] of [
    ['is:decision', ['atomic']],
    ['rename branch:fix', ['network disk']],
    ['rename repo:other', ['network disk']],
    ['rename before:yesterday', []],
    ['rename after:1h is:decision', ['atomic']],
  ] as const) {
    await field(dashboard).fill(query)
    if (found.length === 0) await expect(dashboard.getByText(/^No results for/)).toBeVisible()
    for (const text of found) await expect(results(dashboard).filter({ hasText: text }).first()).toBeVisible()
    await expect.poll(async () => (await results(dashboard).allTextContents()).every((text) => found.some((one) => text.includes(one)))).toBe(true)
  }
  await field(dashboard).press('Escape')
  await expect(dashboard.getByRole('grid', { name: 'Sessions' })).toBeVisible()
})
