import { sampleSession } from '../../testing/sampleSession.ts'
import { openSession, test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

const title = (page: Parameters<typeof openSession>[0]) => page.getByRole('banner').getByRole('heading', { level: 1 })

test('by mouse: from the sidebar to a list, from the list to a session, and back', async ({ dashboard, client, makeRepo }) => {
  await record(client, makeRepo('sample'))
  const paused = await record(client, makeRepo('other', 'feat/B-8-other'))
  await client.call('session/pause', { session: paused })
  await expect(dashboard.getByRole('row', { name: /^B-7, recording, sample, branch feat\/B-7-sample, last change/ })).toBeVisible()
  await dashboard.getByRole('button', { name: 'Paused' }).click()
  await openSession(dashboard, 'B-8')
  await expect(dashboard.getByRole('banner')).toContainText('other · paused · feat/B-8-other')
  await dashboard.getByRole('button', { name: 'Back' }).click()
  await expect(title(dashboard)).toHaveText('Paused')
  await dashboard.getByRole('button', { name: 'Forward' }).click()
  await expect(title(dashboard)).toHaveText('B-8')
  await dashboard.getByRole('button', { name: 'sample', exact: true }).click()
  await expect(title(dashboard)).toHaveText('sample')
  await expect(dashboard.getByRole('row')).toHaveCount(1)
})

test('by keyboard: the sidebar and the list are one stop each, and arrows open', async ({ dashboard, client, makeRepo }) => {
  for (const name of ['one', 'two', 'three']) await record(client, makeRepo(name, `feat/B-${name.length}${name[0]}-x`), `B-${name}`)
  await dashboard.getByRole('button', { name: /^Live/ }).focus()
  await dashboard.keyboard.press('ArrowDown')
  await expect(title(dashboard)).toHaveText('Paused')
  await dashboard.keyboard.press('ArrowUp')
  await dashboard.getByRole('grid', { name: 'Sessions' }).focus()
  for (const id of ['B-three', 'B-two', 'B-one', 'B-one']) {
    await dashboard.keyboard.press('ArrowDown')
    await expect(title(dashboard)).toHaveText(id)
  }
  await dashboard.keyboard.press('Home')
  await expect(dashboard.getByRole('row', { name: /^B-three/ })).toHaveAttribute('aria-selected', 'true')
  // Each step of the walk took the place of the one before.
  await dashboard.keyboard.press('Control+[')
  await expect(title(dashboard)).toHaveText('Live')
  await dashboard.keyboard.press('Control+]')
  await expect(title(dashboard)).toHaveText('B-three')
  await dashboard.getByRole('grid', { name: 'Sessions' }).press('Enter')
  await expect(dashboard.getByRole('tab', { name: 'Timeline' })).toBeFocused()
  await dashboard.keyboard.press('ArrowRight')
  await expect(dashboard.getByRole('tab', { name: 'Summary' })).toHaveAttribute('aria-selected', 'true')
  await dashboard.keyboard.press('Control+Tab')
  await expect(dashboard.getByRole('tab', { name: 'Files' })).toHaveAttribute('aria-selected', 'true')
  await dashboard.keyboard.press('Control+Shift+Tab')
  await dashboard.keyboard.press('Control+Shift+Tab')
  await expect(dashboard.getByRole('tab', { name: 'Timeline' })).toHaveAttribute('aria-selected', 'true')
})

test('the keys of the window: places by number, the sidebar, the sheet, the search', async ({ dashboard }) => {
  await dashboard.keyboard.press('Control+4')
  await expect(title(dashboard)).toHaveText('Completed')
  await dashboard.keyboard.press('Control+Alt+s')
  await expect(dashboard.getByRole('navigation')).toHaveCount(0)
  await dashboard.keyboard.press('Control+Alt+s')
  await dashboard.keyboard.press('Control+n')
  const sheet = dashboard.getByRole('dialog', { name: 'Start Recording' })
  await expect(sheet).toBeVisible()
  await dashboard.keyboard.press('Escape')
  await expect(sheet).toHaveCount(0)
  await dashboard.keyboard.press('Control+f')
  await expect(dashboard.getByRole('combobox', { name: 'Search' })).toBeFocused()
  await expect(title(dashboard)).toHaveText('Search')
  await dashboard.keyboard.press('Escape')
  await expect(title(dashboard)).toHaveText('Completed')
})

test('the window opens where it was, with the sidebar as it was', async ({ dashboard }) => {
  await dashboard.getByRole('button', { name: 'Interrupted' }).click()
  await dashboard.getByRole('button', { name: 'Hide Sidebar' }).click()
  await expect(dashboard.getByRole('navigation')).toHaveCount(0)
  await dashboard.reload()
  await expect(title(dashboard)).toHaveText('Interrupted')
  await expect(dashboard.getByRole('navigation')).toHaveCount(0)
  await dashboard.getByRole('button', { name: 'Show Sidebar' }).click()
  await expect(dashboard.getByRole('navigation', { name: 'Views' })).toBeVisible()
})

test('a session is started, paused, resumed, stopped and taken back from the toolbar', async ({ dashboard, client, makeRepo }) => {
  const repo = makeRepo('sample')
  await expect(dashboard.getByRole('main')).toContainText('No sessions yet.')
  await dashboard.getByRole('main').getByRole('button', { name: 'Start…' }).click()
  await dashboard.getByRole('textbox', { name: 'Folder' }).fill(repo.root)
  await dashboard.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(title(dashboard)).toHaveText('B-7')
  const state = async () => (await client.call('session/list', {})).sessions[0]?.state
  // What Scribe writes there is not ignored yet.
  await dashboard.getByRole('region', { name: 'Commits' }).getByRole('button', { name: 'Leave It' }).click()
  await dashboard.getByRole('button', { name: 'Pause B-7' }).click()
  await expect.poll(state).toBe('paused')
  await dashboard.getByRole('button', { name: 'Resume B-7' }).click()
  await expect.poll(state).toBe('recording')
  await dashboard.getByRole('button', { name: 'Stop B-7' }).click()
  await expect.poll(state).toBe('completed')
  await dashboard.getByRole('button', { name: 'Undo stopping B-7' }).click()
  await expect.poll(state).toBe('recording')
  await expect(dashboard.getByRole('button', { name: 'Stop B-7' })).toBeVisible()
})

test('in a narrow window the list leads to the session, and Back to the list', async ({ dashboard, client, makeRepo }) => {
  await record(client, makeRepo('sample'))
  await dashboard.setViewportSize({ width: 760, height: 520 })
  await openSession(dashboard, 'B-7')
  await expect(dashboard.getByRole('grid', { name: 'Sessions' })).toHaveCount(0)
  await dashboard.getByRole('button', { name: 'Back' }).click()
  await expect(dashboard.getByRole('grid', { name: 'Sessions' })).toBeVisible()
  await dashboard.setViewportSize({ width: 320, height: 520 })
  await expect(dashboard.getByRole('row', { name: /^B-7,/ })).toBeVisible()
})

test.describe('while the daemon is away', () => {
  test.use({ expected: /WebSocket connection to|ERR_CONNECTION_(?:RESET|REFUSED)/ })

  test('the last state stays, nothing can be ordered, and everything goes on when it is back', async ({ dashboard, client, host, makeRepo }) => {
    const id = await record(client, makeRepo('sample'))
    await client.call('worklog/append', { session: id, text: 'before' })
    await openSession(dashboard, 'B-7')
    await expect(dashboard.getByRole('listitem').filter({ hasText: 'before' })).toBeVisible()
    await host.kill()
    await expect(dashboard.getByRole('status').filter({ hasText: 'Scribe is restarting…' })).toBeVisible()
    await expect(dashboard.getByRole('button', { name: 'Pause B-7' })).toHaveAttribute('aria-disabled', 'true')
    await expect(dashboard.getByRole('button', { name: 'Start…' })).toHaveAttribute('aria-disabled', 'true')
    await expect(dashboard.getByRole('listitem').filter({ hasText: 'before' })).toBeVisible()
    await host.restart()
    const again = await host.daemon.connect()
    await again.call('worklog/append', { session: id, text: 'after' })
    again.close()
    await expect(dashboard.getByRole('listitem').filter({ hasText: 'after' })).toBeVisible({ timeout: 15_000 })
    await expect(dashboard.getByText('Scribe is restarting…')).toHaveCount(0)
    await expect(dashboard.getByRole('button', { name: 'Start…' })).toHaveAttribute('aria-disabled', 'false')
  })

  test('files that cannot be asked for say why, and can be asked for again', async ({ dashboard, host }) => {
    await dashboard.getByRole('button', { name: 'Files', exact: true }).click()
    await expect(dashboard.getByText('No file changed in this time.')).toBeVisible()
    await host.kill()
    await dashboard.getByRole('button', { name: 'All', exact: true }).click()
    const again = dashboard.getByRole('button', { name: 'Try Again' })
    await expect(again).toBeVisible({ timeout: 20_000 })
    await host.restart()
    await expect(async () => {
      if (await again.isVisible()) await again.click()
      await expect(dashboard.getByText('No file changed in this time.')).toBeVisible({ timeout: 1_000 })
    }).toPass({ timeout: 30_000 })
  })

  test('thousands of sessions are a list like any other: its end is a key away, and what is on the screen is all that is drawn', async ({
    dashboard,
    plant,
  }) => {
    await plant(async (store) => {
      for (let n = 0; n < 3_000; n++) await store.run({ kind: 'saveSession', session: endedSession(n) })
    })
    await expect(dashboard.getByRole('button', { name: 'Completed 3,000' })).toBeVisible({ timeout: 20_000 })
    await dashboard.getByRole('button', { name: 'Completed' }).click()
    const list = dashboard.getByRole('grid', { name: 'Sessions' })
    await expect(list).toHaveAttribute('aria-rowcount', '3000')
    await expect(dashboard.getByRole('row', { name: /^B-2999,/ })).toBeVisible()
    expect(await dashboard.getByRole('row').count()).toBeLessThan(60)
    await list.focus()
    await dashboard.keyboard.press('End')
    await expect(title(dashboard)).toHaveText('B-0')
    await expect(dashboard.getByRole('row', { name: /^B-0,/ })).toBeInViewport()
    await dashboard.keyboard.press('ArrowUp')
    await expect(title(dashboard)).toHaveText('B-1')
    await dashboard.keyboard.press('PageUp')
    await expect(title(dashboard)).not.toHaveText('B-1')
    await expect(dashboard.getByRole('row', { selected: true })).toBeInViewport()
  })
})

function endedSession(n: number) {
  return sampleSession({
    id: `S${String(n).padStart(6, '0')}`,
    backlog_id: `B-${n}`,
    state: 'completed',
    capture: 'off',
    started_at: 1_000 * n,
    ended_at: 1_000 * n + 500,
    last_activity_at: 1_000 * n + 500,
  })
}
