/** The wiring specs on real Electron. Started by `run.ts`, which knows where that is possible. */
import { defineConfig } from '@playwright/test'

export default defineConfig<{ host: 'double' | 'electron' }>({
  testDir: '../wiring',
  outputDir: '../../test-results/electron',
  projects: [{ name: 'electron', use: { host: 'electron' }, grepInvert: /@double/ }],
  // One at a time: they share the menu bar.
  workers: 1,
  timeout: 60_000,
  reporter: process.env.CI === undefined ? 'list' : [['list'], ['html', { open: 'never' }]],
})
