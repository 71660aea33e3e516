import { test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

test('by mouse: from the sidebar to a list, from the list to a session, and back', async ({ dashboard, client, makeRepo }) => {
  await record(client, makeRepo('sample'))
  const paused = await record(client, makeRepo('other', 'feat/B-8-other'))
  await client.call('session/pause', { session: paused })
  await expect(dashboard.getByRole('row', { name: /^B-7, recording, sample/ })).toBeVisible()
  await dashboard.getByRole('button', { name: 'Paused' }).click()
  await dashboard.getByRole('row', { name: /^B-8, paused, other/ }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-8')
  await expect(dashboard.getByRole('banner')).toContainText('other · paused · feat/B-8-other')
  await dashboard.getByRole('button', { name: 'Back' }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('Paused')
  await dashboard.getByRole('button', { name: 'Forward' }).click()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-8')
})

test('by keyboard: the sidebar and the list are one stop each, and arrows open', async ({ dashboard, client, makeRepo }) => {
  await record(client, makeRepo('sample'))
  await dashboard.getByRole('button', { name: /^Live/ }).focus()
  await dashboard.keyboard.press('ArrowDown')
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('Paused')
  await dashboard.keyboard.press('ArrowUp')
  await dashboard.getByRole('grid', { name: 'Sessions' }).focus()
  await dashboard.keyboard.press('ArrowDown')
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('B-7')
  await expect(dashboard.getByRole('row', { name: /^B-7/ })).toHaveAttribute('aria-selected', 'true')
})

test('the window opens where it was, with the sidebar as it was', async ({ dashboard }) => {
  await dashboard.getByRole('button', { name: 'Interrupted' }).click()
  await dashboard.getByRole('button', { name: 'Hide Sidebar' }).click()
  await expect(dashboard.getByRole('navigation')).toHaveCount(0)
  await dashboard.reload()
  await expect(dashboard.getByRole('heading', { level: 1 })).toHaveText('Interrupted')
  await expect(dashboard.getByRole('navigation')).toHaveCount(0)
  await dashboard.getByRole('button', { name: 'Show Sidebar' }).click()
  await expect(dashboard.getByRole('navigation', { name: 'Views' })).toBeVisible()
})
