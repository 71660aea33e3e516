/**
 * What the specs of the page are given: a real daemon as it is built, with its page, real repositories,
 * and the page itself. Every spec fails on what the page complained of: errors, refused requests, breaches of its policy.
 */
import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import { test as base, expect, type Page } from '@playwright/test'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { BUILT, type DaemonProcess, startDaemonProcess } from '../../testing/daemonProcess.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../../testing/scaffold.ts'

export { expect } from '@playwright/test'

/** The daemon of a spec, which may be ended and started again. */
export interface Host {
  readonly daemon: DaemonProcess
  /** SIGKILL. */
  kill(): Promise<void>
  /** Starts it again on the same data and port. */
  restart(): Promise<void>
}

interface Fixtures {
  /** Complaints of the page that a spec expects. */
  readonly expected: RegExp
  readonly folder: string
  readonly host: Host
  readonly client: ScribeClient
  readonly makeRepo: (name: string, branch?: string) => TestRepo
  /** The popover, joined to the daemon. */
  readonly popover: Page
}

/** Matches nothing. */
const NOTHING = /(?!)/

export const test = base.extend<Fixtures>({
  expected: [NOTHING, { option: true }],

  // biome-ignore lint/correctness/noEmptyPattern: Playwright reads the fixtures a function needs from its pattern.
  folder: async ({}, use) => {
    const folder = tempFolder('sp-')
    await use(folder)
    removeFolder(folder)
  },

  host: async ({ folder }, use) => {
    const home = join(folder, 'home')
    // What is put into agents goes into a home of the spec's own.
    const environment = { HOME: join(folder, 'person') }
    mkdirSync(environment.HOME)
    let daemon = await startDaemonProcess(home, { environment, entry: BUILT })
    const port = Number(new URL(daemon.url).port)
    let isUp = true
    await use({
      get daemon() {
        return daemon
      },
      kill: async () => {
        isUp = false
        await daemon.kill()
      },
      restart: async () => {
        daemon = await startDaemonProcess(home, { port, environment, entry: BUILT })
        isUp = true
      },
    })
    if (isUp) await daemon.stop()
  },

  client: async ({ host }, use) => {
    const client = await host.daemon.connect()
    await use(client)
    client.close()
  },

  makeRepo: async ({ folder }, use) => {
    await use((name, branch = `feat/B-7-${name}`) => createRepo({ folder: join(folder, 'src', name), branch, files: { 'readme.md': `# ${name}\n` } }))
  },

  popover: async ({ page, host, expected }, use) => {
    const complaints: string[] = []
    const complain = (text: string): void => void (expected.test(text) || complaints.push(text))
    page.on('console', (message) => message.type() === 'error' && complain(message.text()))
    page.on('pageerror', (error) => complain(error.message))
    await page.addInitScript(() => {
      document.addEventListener('securitypolicyviolation', (event) => console.error(`policy: ${event.effectiveDirective} ${event.blockedURI}`))
    })
    await page.goto(host.daemon.url)
    await expect(page.getByRole('contentinfo').or(page.locator('footer'))).toContainText('Daemon running')
    await use(page)
    expect(complaints).toEqual([])
  },
})

/** Starts a session for `repo` and waits until it really records. */
export async function record(client: ScribeClient, repo: TestRepo, backlogId?: string): Promise<string> {
  const { session } = await client.call('session/start', { cwd: repo.root, ...(backlogId === undefined ? {} : { backlog_id: backlogId }) })
  await expect.poll(async () => (await client.call('session/get', { session: session.id })).session.capture).toBe('live')
  return session.id
}

/** The row of a session, by its backlog id. */
export function rowOf(page: Page, backlogId: string) {
  return page.getByRole('row', { name: new RegExp(`^${backlogId},`) })
}
