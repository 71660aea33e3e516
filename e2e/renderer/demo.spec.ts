/** The demo as a newcomer sees it: every page holds something, and each says that it is a demo. Its pictures are those of the README. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test as base, expect } from '@playwright/test'
import { z } from 'zod'
import { removeFolder, tempFolder } from '../../testing/scaffold.ts'

const ENTRY = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))
const ready = z.object({ url: z.string() })
const isPictured = process.env.SCRIBE_SCREENS === '1'

const test = base.extend<{ url: string }>({
  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from its pattern.
  url: async ({}, use) => {
    const folder = tempFolder()
    const { SCRIBE_HOME: _home, ...environment } = process.env
    const args = ['--disable-warning=ExperimentalWarning', ENTRY, 'daemon', '--demo', '--seed', '7', '--port', '0', '--json']
    const child = spawn(process.execPath, args, { env: { ...environment, HOME: folder }, stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    await use(ready.parse(JSON.parse(String(line))).url)
    child.kill('SIGTERM')
    await exited
    removeFolder(folder)
  },
})

test('popover and dashboard are lively, and marked as a demo', async ({ page, url }) => {
  test.setTimeout(90_000)
  await page.goto(url)
  await expect(page.getByText('Demo', { exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: /^B-1187/ })).toBeVisible()
  if (isPictured) await page.screenshot({ path: 'docs/screens/demo-popover.png' })
  await page.setViewportSize({ width: 1100, height: 720 })
  const { origin, hash } = new URL(url)
  await page.goto(`${origin}/dashboard/index.html${hash}`)
  await page.getByRole('button', { name: 'Overview' }).click()
  await expect(page.getByRole('region', { name: 'Recent Decisions' }).getByRole('listitem')).toHaveCount(5, { timeout: 20_000 })
  await expect(page.getByRole('region', { name: 'Insights' })).toContainText('changed')
  if (isPictured) await page.screenshot({ path: 'docs/screens/demo-overview.png' })
  await page.getByRole('button', { name: 'Performance' }).click()
  await page.getByRole('button', { name: '24 hours' }).click()
  await expect(page.getByRole('region', { name: 'Memory', exact: true }).locator('path[d^="M"]').first()).toBeVisible()
  if (isPictured) await page.screenshot({ path: 'docs/screens/demo-performance.png' })
})
