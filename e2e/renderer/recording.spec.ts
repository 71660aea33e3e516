import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { expect, record, rowOf, test } from './fixtures.ts'

/** Documentation shows these; they are written on request only, so that a test run leaves the working copy alone. */
const SCREENS = fileURLToPath(new URL('../../docs/screens/', import.meta.url))

async function picture(page: Page, name: string): Promise<void> {
  if (process.env.SCRIBE_SCREENS !== '1') return
  const box = await page.getByRole('main').boundingBox()
  const clip = { x: 0, y: 0, width: 392, height: (box?.height ?? 0) + 24 }
  await page.screenshot({ path: `${SCREENS}${name}.png`, clip })
}

test('three repositories are recorded side by side, and every edit shows at once', async ({ client, makeRepo, popover }) => {
  const tasks = makeRepo('ai-dev-tasks', 'feat/B-1009-async-scribe-enhancement')
  const dashboard = makeRepo('scribe-app', 'feat/B-1010-dashboard')
  const doorway = makeRepo('doorway', 'fix/B-0093-rehydrate')
  const notes = makeRepo('notes', 'docs/B-1001')
  const paused = await record(client, notes)
  notes.write('README.md', 'a thought\n')
  await expect(rowOf(popover, 'B-1001')).toContainText('README.md')
  await client.call('session/pause', { session: paused })
  for (const repo of [tasks, dashboard, doorway]) await record(client, repo)

  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('3 recording')
  doorway.write('index.md', 'one\n')
  await expect(rowOf(popover, 'B-0093')).toContainText('index.md')
  dashboard.write('src/Timeline.tsx', 'two\n')
  await expect(rowOf(popover, 'B-1010')).toContainText('Timeline.tsx')
  tasks.write('watch.ts', 'three\n')
  await expect(rowOf(popover, 'B-1009')).toContainText('watch.ts')
  await expect(rowOf(popover, 'B-1009')).toContainText('Stops in 2')
  await expect(popover.getByRole('row').locator('b')).toHaveText(['B-1009', 'B-1010', 'B-0093', 'B-1001'])
  await expect(popover.getByRole('img', { name: /^Events per minute, last 30 minutes: low 0, high [3-9]/ })).toBeVisible()
  await expect(popover.getByText('1 paused')).toBeVisible()

  await rowOf(popover, 'B-1010').hover()
  await picture(popover, 'popover-light')
  await popover.emulateMedia({ colorScheme: 'dark' })
  await picture(popover, 'popover-dark')
  await popover.emulateMedia({ colorScheme: 'light', contrast: 'more' })
  await picture(popover, 'popover-contrast')
})

test('an edit comes onto the screen without anything being asked for', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await record(client, repo)
  await expect(rowOf(popover, 'B-7')).toContainText('Stops in')
  for (let round = 0; round < 5; round++) {
    repo.write(`round-${round}.ts`, 'x\n')
    await expect(rowOf(popover, 'B-7')).toContainText(`round-${round}.ts`)
  }
})

test('more sessions than anybody reads are counted', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await client.call('settings/update', { values: { 'limits.maxSessions': 64 } })
  for (let index = 0; index < 52; index++) await client.call('session/start', { cwd: repo.root, backlog_id: `B-${index}` })
  await expect(popover.getByText('First 50 of 52 sessions')).toBeAttached()
  await expect(popover.getByRole('row')).toHaveCount(50)
  await expect(popover.getByRole('treegrid')).toHaveAttribute('aria-rowcount', '52')
  await expect(popover.getByRole('textbox')).toBeInViewport()
})
