/** Unit and integration tests run on the sources as they are: native imports under Node's type stripping, no bundler in between. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    experimental: { viteModuleRunner: false },
    pool: 'forks',
    // Most tests of daemons wait for a file system, not for a core.
    maxWorkers: 3,
    include: ['{shared,main,renderer,client,cli,testing,bench,scripts,build,e2e/daemon}/**/*.test.ts'],
    // On a busy machine a second try tells a slow moment from a fault; the reporter names each test that needed one.
    retry: 1,
    setupFiles: ['testing/takeCoverage.ts'],
    // A bound on hanging, not on speed: a busy machine must not turn a test red.
    testTimeout: process.env.SCRIBE_LONG === '1' ? 900_000 : 60_000,
    hookTimeout: 60_000,
  },
})
