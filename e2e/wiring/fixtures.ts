/** What the wiring specs are given: an app on the host their project names, and a real repository to record. */
import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { test as base } from '@playwright/test'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'
import { type Host, launchScribe, type ScribeApp } from './scribeApp.ts'

export { expect } from '@playwright/test'

interface Fixtures {
  /** Where the app runs; `e2e/electron` sets it to `electron`. */
  readonly host: Host
  /** For everything a test leaves on disk. */
  readonly folder: string
  /** The person was welcomed before; a first run opens a window of its own. */
  readonly welcomed: boolean
  /** Starts an app; all of a test's apps share one data folder unless told otherwise. */
  readonly launch: () => Promise<ScribeApp>
  readonly app: ScribeApp
  readonly repo: TestRepo
}

export const test = base.extend<Fixtures>({
  host: ['double', { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from its pattern.
  folder: async ({}, use) => {
    const folder = tempFolder('sw-')
    await use(folder)
    removeFolder(folder)
  },

  welcomed: [true, { option: true }],

  launch: async ({ host, folder, welcomed }, use) => {
    const apps: ScribeApp[] = []
    if (welcomed) writeWelcomed(join(folder, 'home'))
    await use(async () => {
      const app = await launchScribe(host, join(folder, 'home'))
      apps.push(app)
      return app
    })
    for (const app of apps) await app.shell.close()
  },

  app: async ({ launch }, use) => {
    await use(await launch())
  },

  repo: async ({ folder }, use) => {
    await use(createRepo({ folder: join(folder, 'sample'), branch: 'feat/B-7-wiring', files: { 'readme.md': '# Sample\n' } }))
  },
})

function writeWelcomed(home: string): void {
  mkdirSync(home, { recursive: true, mode: 0o700 })
  writeFileSync(join(home, 'welcome.json'), '{"step":"done","folder":null}')
}
