/**
 * Tests run on the sources as they are: native imports under Node's type stripping, no bundler in between. Project `unit` is what
 * `npm run check` runs; `integration` are the tests that start programs.
 */
import { defineConfig } from 'vitest/config'
import { testsThatStartPrograms } from './testing/startsPrograms.ts'

const SOURCES = '{shared,main,renderer,client,cli,testing,bench,scripts,build}/**/*.test.ts'
const integration = testsThatStartPrograms(SOURCES)

const common = {
  experimental: { viteModuleRunner: false },
  pool: 'forks' as const,
  // On a busy machine a second try tells a slow moment from a fault; the reporter names each test that needed one.
  retry: 1,
  setupFiles: ['testing/takeCoverage.ts'],
  // A bound on hanging, not on speed: a busy machine must not turn a test red.
  testTimeout: process.env.SCRIBE_LONG === '1' ? 900_000 : 60_000,
  hookTimeout: 60_000,
}

export default defineConfig({
  test: {
    // Most tests of daemons wait for a file system, not for a core.
    maxWorkers: 3,
    projects: [
      { test: { ...common, name: 'unit', isolate: false, include: [SOURCES], exclude: integration } },
      { test: { ...common, name: 'integration', include: [...integration, 'e2e/daemon/**/*.test.ts'] } },
    ],
  },
})
