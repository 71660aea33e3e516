/**
 * The specs that run in a browser: `renderer` (the built page and a real daemon) and `wiring` (the built app on the
 * electron double). Both need `npm run build` first. One at a time each: they watch the file system and the clock.
 */
import { existsSync } from 'node:fs'
import { defineConfig } from '@playwright/test'
import type { Host } from './e2e/wiring/scribeApp.ts'

/** Debian's browser where there is one; otherwise the one Playwright installs. */
const SYSTEM_CHROMIUM = '/usr/bin/chromium'
const launchOptions = existsSync(SYSTEM_CHROMIUM) ? { executablePath: SYSTEM_CHROMIUM } : {}

export default defineConfig<{ host: Host }>({
  outputDir: 'test-results',
  // Some wait for a clock.
  workers: 3,
  // Said in the closing line: on a busy machine a second try tells a slow moment from a fault.
  retries: 1,
  // Bounds on hanging, not on speed: a busy machine must not turn a spec red.
  timeout: 60_000,
  expect: { timeout: 10_000 },
  forbidOnly: process.env.CI !== undefined,
  reporter: 'list',
  projects: [
    {
      name: 'renderer',
      testDir: 'e2e/renderer',
      use: {
        browserName: 'chromium',
        launchOptions,
        viewport: { width: 392, height: 620 },
        deviceScaleFactor: process.env.SCRIBE_SCREENS === '1' ? 2 : 1,
        locale: 'en-US',
        trace: 'off',
        contextOptions: { reducedMotion: 'reduce' },
      },
    },
    {
      name: 'day',
      testDir: 'e2e',
      testMatch: 'day.spec.ts',
      timeout: 300_000,
      use: {
        browserName: 'chromium',
        launchOptions,
        viewport: { width: 392, height: 620 },
        locale: 'en-US',
        trace: 'off',
        contextOptions: { reducedMotion: 'reduce' },
      },
    },
    { name: 'wiring', testDir: 'e2e/wiring', use: { host: 'double' } },
  ],
})
