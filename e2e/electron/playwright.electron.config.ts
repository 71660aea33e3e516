/**
 * The wiring specs on real Electron, or, with `SCRIBE_APP`, those that a packaged app can be asked. Started by `run.ts`, which knows
 * where that is possible.
 */
import { defineConfig } from '@playwright/test'
import type { Host } from '../wiring/scribeApp.ts'

const isPackaged = process.env.SCRIBE_APP !== undefined

export default defineConfig<{ host: Host }>({
  testDir: '../wiring',
  outputDir: '../../test-results/electron',
  projects: [
    isPackaged ? { name: 'packaged', use: { host: 'packaged' }, grep: /@packaged/ } : { name: 'electron', use: { host: 'electron' }, grepInvert: /@double/ },
  ],
  // One at a time: they share the menu bar.
  workers: 1,
  timeout: 60_000,
  reporter:
    process.env.CI === undefined
      ? 'list'
      : [['list'], ['html', { open: 'never', outputFolder: isPackaged ? '../../playwright-report/packaged' : '../../playwright-report/electron' }]],
})
