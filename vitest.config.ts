/** Unit and integration tests run on the sources as they are: native imports under Node's type stripping, no bundler in between. */
import { defineConfig } from 'vitest/config'

export default defineConfig({
  test: {
    experimental: { viteModuleRunner: false },
    pool: 'forks',
    include: ['{shared,main,renderer,client,cli,testing,bench,scripts,build,e2e/daemon}/**/*.test.ts'],
    setupFiles: ['testing/takeCoverage.ts'],
    testTimeout: 20_000,
    hookTimeout: 20_000,
  },
})
