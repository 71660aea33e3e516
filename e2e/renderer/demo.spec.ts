/** Sample data is marked as such in every window. */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { test as base, expect } from './fixtures.ts'

const ENTRY = fileURLToPath(new URL('../../cli/main.ts', import.meta.url))

const test = base.extend<{ address: string }>({
  address: async ({ folder }, use) => {
    const environment = { ...process.env, HOME: folder, SCRIBE_HOME: join(folder, 'demo') }
    const child = spawn(process.execPath, [ENTRY, 'daemon', '--demo', '--json'], { env: environment, stdio: ['ignore', 'pipe', 'inherit'] })
    const exited = once(child, 'exit')
    const [line] = await once(createInterface({ input: child.stdout }), 'line')
    await use(String(JSON.parse(String(line)).url))
    child.kill('SIGTERM')
    await exited
  },
})

test('the popover and the settings say that it is a demo', async ({ page, context, address }) => {
  await page.goto(address)
  await expect(page.locator('header').getByText('Demo', { exact: true })).toBeVisible()
  await expect(page.getByRole('row', { name: /^B-2041, recording/ })).toBeVisible()
  const opening = context.waitForEvent('page')
  await page.getByRole('button', { name: 'More' }).click()
  const settings = await opening
  await expect(settings.getByText('Demo', { exact: true })).toBeVisible()
  if (process.env.SCRIBE_SCREENS !== '1') return
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme })
    await page.screenshot({ path: `docs/screens/demo-${colorScheme}.png` })
  }
})

test('a real record is not marked', async ({ popover }) => {
  await expect(popover.getByText('Demo', { exact: true })).toHaveCount(0)
})
