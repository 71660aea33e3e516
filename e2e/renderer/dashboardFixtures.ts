/** The dashboard of the same daemon, in a tab of its own, as the popover opens it. */
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import { openStore, type Store } from '../../main/store/store.ts'
import { test as base, expect } from './fixtures.ts'

interface DashboardFixtures {
  readonly dashboard: Page
  /** Writes into the store what is too much to be recorded step by step; the daemon is away meanwhile. */
  readonly plant: (write: (store: Store) => Promise<void>) => Promise<void>
}

const STORE_WORKER = new URL('../../main/store/storeWorker.ts', import.meta.url)

export const test = base.extend<DashboardFixtures>({
  plant: async ({ host, folder }, use) => {
    await use(async (write) => {
      await host.kill()
      const store = await openStore(STORE_WORKER, join(folder, 'home/data'))
      await write(store)
      await store.close()
      await host.restart()
    })
  },

  dashboard: async ({ popover, context, expected }, use) => {
    const opening = context.waitForEvent('page')
    await popover.getByRole('button', { name: 'Dashboard' }).click()
    const dashboard = await opening
    const complaints: string[] = []
    const complain = (text: string): void => void (expected.test(text) || complaints.push(text))
    dashboard.on('console', (message) => message.type() === 'error' && complain(message.text()))
    dashboard.on('pageerror', (error) => complain(error.message))
    await dashboard.setViewportSize({ width: 1100, height: 720 })
    await expect(dashboard.getByRole('navigation', { name: 'Views' })).toBeVisible()
    await use(dashboard)
    expect(complaints).toEqual([])
  },
})

/** Opens a session by its row. */
export async function openSession(page: Page, backlogId: string): Promise<void> {
  await page.getByRole('row', { name: new RegExp(`^${backlogId},`) }).click()
  await expect(page.getByRole('banner').getByRole('heading', { level: 1 })).toHaveText(backlogId)
}
