/** The dashboard of the same daemon, in a tab of its own, as the popover opens it. */
import type { Page } from '@playwright/test'
import { test as base, expect } from './fixtures.ts'

export const test = base.extend<{ dashboard: Page }>({
  dashboard: async ({ popover, context }, use) => {
    const opening = context.waitForEvent('page')
    await popover.getByRole('button', { name: 'Dashboard' }).click()
    const dashboard = await opening
    const complaints: string[] = []
    dashboard.on('console', (message) => message.type() === 'error' && complaints.push(message.text()))
    dashboard.on('pageerror', (error) => complaints.push(error.message))
    await dashboard.setViewportSize({ width: 1100, height: 720 })
    await expect(dashboard.getByRole('navigation', { name: 'Views' })).toBeVisible()
    await use(dashboard)
    expect(complaints).toEqual([])
  },
})
