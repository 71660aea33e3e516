import { readFileSync } from 'node:fs'
import type { Page } from '@playwright/test'
import { openSession, test } from './dashboardFixtures.ts'
import { expect, record } from './fixtures.ts'

const tab = async (page: Page, name: string): Promise<void> => {
  await page.getByRole('tab', { name }).click()
  await expect(page.getByRole('tab', { name })).toHaveAttribute('aria-selected', 'true')
}

test.use({ permissions: ['clipboard-read', 'clipboard-write'] })

const clipboard = (page: Page): Promise<string> => page.evaluate(() => navigator.clipboard.readText())

test('the summary is kept up with the record, is copied as Markdown, and is made anew on demand', async ({ dashboard, client, makeRepo }) => {
  const session = await record(client, makeRepo('sample'))
  await openSession(dashboard, 'B-7')
  await tab(dashboard, 'Summary')
  await expect(dashboard.getByText('Nothing to sum up yet.')).toBeVisible()
  await client.call('worklog/append', { session, text: 'Decision: one file is enough' })
  await client.call('worklog/append', { session, text: 'Next: write the test' })
  await expect(dashboard.getByRole('heading', { name: 'Decisions (1)' })).toBeVisible({ timeout: 15_000 })
  await expect(dashboard.getByRole('list', { name: 'Next Steps (1)' })).toContainText('write the test')
  await dashboard.getByRole('button', { name: 'Copy as Markdown' }).click()
  await expect(dashboard.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await clipboard(dashboard)).toContain('# B-7: summary')
  await dashboard.getByRole('button', { name: 'Regenerate' }).click()
  await expect(dashboard.getByRole('button', { name: 'Regenerate' })).toHaveAttribute('aria-disabled', 'false', { timeout: 10_000 })
  await dashboard.getByRole('button', { name: /one file is enough/ }).click()
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('one file is enough')
})

test('the files of a session are sorted by a press of a column, walked through, and shown in the timeline', async ({ dashboard, client, makeRepo }) => {
  const repo = makeRepo('sample')
  const session = await record(client, repo)
  await openSession(dashboard, 'B-7')
  await tab(dashboard, 'Files')
  await expect(dashboard.getByText('No file has changed yet.')).toBeVisible()
  repo.write('src/b.ts', 'one\ntwo\n')
  await expect(dashboard.getByRole('row', { name: /src\/b\.ts/ })).toBeVisible({ timeout: 15_000 })
  repo.write('readme.md', '# sample\nmore\n')
  await expect(dashboard.getByRole('row', { name: /readme\.md.*\+1 −0/ })).toBeVisible({ timeout: 15_000 })
  const names = (): Promise<string[]> => dashboard.getByRole('gridcell').filter({ hasText: /\./ }).allTextContents()
  const column = (name: string) => dashboard.getByRole('columnheader', { name })
  await expect(column('Last')).toHaveAttribute('aria-sort', 'descending')
  expect((await names())[0]).toBe('readme.md')
  await column('File').getByRole('button').click()
  await expect(column('File')).toHaveAttribute('aria-sort', 'ascending')
  expect(await names()).toEqual(['readme.md', 'src/b.ts'])
  await column('File').getByRole('button').press('Enter')
  await expect.poll(names).toEqual(['src/b.ts', 'readme.md'])
  await client.call('worklog/append', { session, text: 'told' })
  const files = dashboard.getByRole('grid', { name: 'Files of B-7' })
  await files.focus()
  await dashboard.keyboard.press('ArrowDown')
  await expect(dashboard.getByRole('row', { name: /src\/b\.ts/ })).toHaveAttribute('aria-selected', 'true')
  await dashboard.keyboard.press('Enter')
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('src/b.ts')
})

test('type, priority, tags and description are changed where they stand; what is refused says why', async ({ dashboard, client, makeRepo }) => {
  const session = await record(client, makeRepo('sample'))
  const now = async () => (await client.call('session/get', { session })).session
  await openSession(dashboard, 'B-7')
  await tab(dashboard, 'Info')
  await dashboard.getByLabel('Type').selectOption('Debug')
  await dashboard.getByLabel('Priority').selectOption('High')
  await dashboard.getByLabel('Tags').fill('perf')
  await dashboard.getByLabel('Tags').press('Enter')
  await expect(dashboard.getByRole('button', { name: 'Remove tag perf' })).toBeVisible()
  await dashboard.getByLabel('Description').fill('Faster')
  await dashboard.getByLabel('Description').press('Enter')
  await expect.poll(now).toMatchObject({ type: 'debug', priority: 'high', tags: ['perf'], description: 'Faster' })
  await dashboard.getByLabel('Description').fill('never mind')
  await dashboard.getByLabel('Description').press('Escape')
  await expect(dashboard.getByLabel('Description')).toHaveValue('Faster')
  await dashboard.getByRole('button', { name: 'Remove tag perf' }).click()
  await expect.poll(now).toMatchObject({ tags: [] })
  await dashboard.getByRole('button', { name: 'Copy All' }).click()
  await expect(dashboard.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await clipboard(dashboard)).toContain('Worklog: artifacts/worklogs/B-7.md')
})

test('a session is taken along, as a file and on the clipboard', async ({ dashboard, client, makeRepo }) => {
  const session = await record(client, makeRepo('sample'))
  await client.call('worklog/append', { session, text: '=1+1' })
  await openSession(dashboard, 'B-7')
  await tab(dashboard, 'Info')
  const section = dashboard.getByRole('region', { name: 'Export' })
  for (const [format, name, wanted] of [
    ['Markdown', 'B-7 worklog.md', '# Worklog B-7\n'],
    ['JSON', 'B-7 worklog.json', '"lines": [\n'],
    ['CSV', 'B-7 worklog.csv', `note,'=1+1`],
  ] as const) {
    await section.getByLabel('Format').selectOption(format)
    const downloading = dashboard.waitForEvent('download')
    await section.getByRole('button', { name: 'Save…' }).click()
    const download = await downloading
    expect(download.suggestedFilename()).toBe(name)
    expect(readFileSync(await download.path(), 'utf8')).toContain(wanted)
  }
  await section.getByRole('button', { name: 'Copy' }).click()
  await expect(section.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await clipboard(dashboard)).toContain('number,time,kind,text')
})

test('the standup tells what is done, open and next, and leads to where it was said', async ({ dashboard, client, makeRepo }) => {
  await dashboard.getByRole('button', { name: 'Standup' }).click()
  await expect(dashboard.getByText('Nothing was recorded in that time.')).toBeVisible()
  const session = await record(client, makeRepo('sample'))
  await client.call('worklog/append', { session, text: 'Done: the reader' })
  await client.call('worklog/append', { session, text: 'Next: the writer' })
  await dashboard.getByRole('button', { name: '7 Days' }).click()
  const item = dashboard.getByRole('article', { name: 'B-7' })
  await expect(item.getByRole('list', { name: 'Done' })).toContainText('the reader')
  await dashboard.getByRole('button', { name: 'Copy as Markdown' }).click()
  await expect(dashboard.getByRole('button', { name: 'Copied' })).toBeVisible()
  expect(await clipboard(dashboard)).toContain('## B-7 (sample)')
  await item.getByRole('button', { name: /the writer/ }).click()
  await expect(dashboard.locator('.entry[data-current=true]')).toContainText('the writer')
})
