import type { Page } from '@playwright/test'
import { sampleSession } from '../../testing/sampleSession.ts'
import { openSession, test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

const entries = (page: Page) => page.getByRole('list', { name: /^Timeline of/ }).locator('.entry')
const entry = (page: Page, text: string) => entries(page).filter({ hasText: text })

test('what is recorded appears on top at once, with its kind, and one kind can be shown alone', async ({ dashboard, client, makeRepo }) => {
  const repo = makeRepo('sample')
  const session = await record(client, repo)
  await openSession(dashboard, 'B-7')
  await expect(entries(dashboard)).toHaveText([/Session.*Session started · Branch: feat\/B-7-sample/])
  await client.call('worklog/append', { session, text: 'Decision: use a rename' })
  await client.call('worklog/append', { session, text: 'Idea: keep it' })
  await client.call('worklog/append', { session, text: '▶ cmd (exit 0): npm test' })
  repo.write('src/a.ts', 'one\n')
  await expect(entries(dashboard)).toHaveText([/Change.*src\/a\.ts/, /Agent.*npm test/, /Idea.*keep it/, /Decision.*use a rename/, /Session started/], {
    timeout: 15_000,
  })
  const kind = (name: string) => dashboard.getByRole('region', { name: 'B-7' }).getByRole('button', { name, exact: true })
  await kind('Decisions').click()
  await expect(entries(dashboard)).toHaveText([/use a rename/])
  await kind('Next Steps').click()
  await expect(dashboard.getByText('Nothing of this kind has been recorded.')).toBeVisible()
  await client.call('worklog/append', { session, text: 'Next: write the test' })
  await expect(entries(dashboard)).toHaveText([/Next step.*write the test/])
  await kind('All').click()
  await expect(entries(dashboard)).toHaveCount(6)
})

test('an entry of several files opens to them, by mouse and by keyboard', async ({ dashboard, client, makeRepo }) => {
  const repo = makeRepo('sample')
  const session = await record(client, repo)
  for (const name of ['a', 'b', 'c']) repo.write(`src/${name}.ts`, 'x\n')
  await expect.poll(async () => (await client.call('session/get', { session })).session.changes).toBe(3)
  await client.call('worklog/append', { session, text: 'told' })
  await openSession(dashboard, 'B-7')
  const change = entry(dashboard, '3 files')
  const file = dashboard.getByRole('listitem').filter({ hasText: /^src\/b\.ts$/ })
  await change.getByRole('button', { name: '3 lines' }).click()
  await expect(file).toBeVisible()
  await change.getByRole('button', { name: '3 lines' }).click()
  await expect(file).toHaveCount(0)
  await entry(dashboard, 'told').click()
  await entry(dashboard, 'told').focus()
  await dashboard.keyboard.press('ArrowDown')
  await expect(change).toBeFocused()
  await dashboard.keyboard.press('ArrowRight')
  await expect(file).toBeVisible()
  await dashboard.keyboard.press('ArrowLeft')
  await expect(file).toHaveCount(0)
  await dashboard.keyboard.press('End')
  await expect(entry(dashboard, 'Session started')).toBeFocused()
  await dashboard.keyboard.press('Home')
  await expect(entry(dashboard, 'told')).toBeFocused()
})

test('a note is written below the timeline and appears in it', async ({ dashboard, client, makeRepo }) => {
  await record(client, makeRepo('sample'))
  await openSession(dashboard, 'B-7')
  const note = dashboard.getByRole('textbox', { name: 'Quick note for B-7' })
  await note.fill('/d one file is enough')
  await expect(dashboard.getByText('Decision', { exact: true })).toBeVisible()
  await note.press('Enter')
  await expect(entry(dashboard, 'one file is enough')).toContainText('Decision')
  await expect(note).toHaveValue('')
})

test('foreign text is shown as text, whatever it says', async ({ dashboard, client, makeRepo }) => {
  const session = await record(client, makeRepo('sample'))
  await client.call('worklog/append', { session, text: '<img src=x onerror=alert(1)>\u202e<b>bold</b>' })
  await openSession(dashboard, 'B-7')
  await expect(entries(dashboard).first()).toContainText('<img src=x onerror=alert(1)>')
  expect(await dashboard.locator('.entry img, .entry b').count()).toBe(0)
})

test.describe('a long session', () => {
  test.use({ expected: /WebSocket connection to|ERR_CONNECTION_(?:RESET|REFUSED)/ })

  const DAY = 86_400_000
  const COUNT = 5_000

  test('shows its days; scrolled away it stands still while more comes, says how much, and leads back', async ({ dashboard, makeRepo, host, plant }) => {
    const repo = makeRepo('sample')
    const begun = Date.now() - 10 * DAY
    await plant(async (store) => {
      const session = sampleSession({ id: 'LONG', backlog_id: 'B-9', repo: repo.root, repo_name: 'sample', state: 'paused', capture: 'off', entries: COUNT })
      const lines = Array.from({ length: COUNT }, (_, n) => ({
        ...{ session_id: 'LONG', at: begun + (n * 10 * DAY) / COUNT, kind: 'note' as const },
        lines: [n === 100 ? '- Decision: the hundredth' : `- line number ${n}`],
      }))
      await store.run({ kind: 'record', records: [{ session, changes: [], entries: lines }] })
    })
    const client = await host.daemon.connect()
    await dashboard.getByRole('button', { name: /^Paused/ }).click()
    await openSession(dashboard, 'B-9')
    await expect(entries(dashboard).first()).toContainText(`line number ${COUNT - 1}`)
    const scroller = dashboard.locator('.timeline-body .scroller')
    await expect(dashboard.locator('.sticky')).toHaveText('Today')
    expect(await entries(dashboard).count()).toBeLessThan(100)

    // The rest has come behind what is on show.
    await expect.poll(() => scroller.evaluate((element) => element.scrollHeight)).toBeGreaterThan(24 * COUNT)
    await scroller.evaluate((element) => element.scrollTo({ top: 24 * 2_000 }))
    await expect(dashboard.getByRole('button', { name: 'Jump to Now' })).toBeVisible()
    await expect(dashboard.locator('.sticky')).not.toHaveText('Today')
    const onTop = async (): Promise<string> =>
      await scroller.evaluate((element) => {
        const top = element.getBoundingClientRect().top + 24
        const rows = [...element.querySelectorAll('.entry')].filter((row) => row.getBoundingClientRect().top >= top)
        return rows.sort((a, b) => a.getBoundingClientRect().top - b.getBoundingClientRect().top)[0]?.textContent ?? ''
      })
    const before = await onTop()
    for (const text of ['one more', 'two more', 'three more']) await client.call('worklog/append', { session: 'LONG', text })
    await expect(dashboard.getByRole('button', { name: '3 new · Jump to Now' })).toBeVisible()
    expect(await onTop()).toBe(before)
    await dashboard.keyboard.press('Control+l')
    await expect(entries(dashboard).first()).toContainText('three more')
    await expect(dashboard.getByRole('button', { name: /Jump to Now/ })).toHaveCount(0)

    // An old line is a press away from the summary that rests on it.
    await dashboard.getByRole('tab', { name: 'Summary' }).click()
    await dashboard.getByRole('button', { name: /the hundredth/ }).click()
    await expect(dashboard.getByRole('tab', { name: 'Timeline' })).toHaveAttribute('aria-selected', 'true')
    await expect(dashboard.locator('.entry[data-current=true]')).toContainText('the hundredth')
    await expect(dashboard.locator('.entry[data-current=true]')).toBeInViewport()
    await expect(entry(dashboard, 'line number 99')).toBeVisible()
    client.close()
  })
})
