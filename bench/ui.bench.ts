/**
 * What the windows cost and how soon they show, in Chromium: the popover's page from navigation to its first picture, a change
 * until it is painted, a quiet page, a hidden page, sizes; and, on the electron double, the press of the icon until the page has
 * painted and the app's bundle until its icon stands. No figure here is Electron's.
 */
import { existsSync, readdirSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { type Browser, chromium, type Page } from '@playwright/test'
import type { ScribeClient } from '../client/scribeClient.ts'
import { launchDouble } from '../testing/electronDouble/launch.ts'
import { eventually } from '../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'

const ROOT = fileURLToPath(new URL('..', import.meta.url))
const NAVIGATIONS = 15
const PRESSES = 40
const CHANGES = 60
const QUIET_MS = 10_000
const SPY = join(ROOT, 'e2e/wiring/traySpy.cjs')

export const bench: Bench = {
  summary: 'The windows in Chromium: first picture, press to painted, change to painted, quiet and hidden pages, sizes.',
  async run(say) {
    const home = tempFolder()
    const repo = createRepo({ files: { 'a.ts': 'one\n' } })
    const daemon = await startBuiltDaemon(home)
    const browser = await chromium.launch(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {})
    try {
      const client = await daemon.connect()
      await client.call('session/start', { cwd: repo.root })
      say('the page in Chromium')
      const pages = [...(await navigations(browser, daemon.url)), ...(await openPage(browser, daemon.url, { repo, client }))]
      client.close()
      say('the app on the electron double')
      return [...pages, ...(await onTheDouble()), ...sizes()]
    } finally {
      await browser.close()
      await daemon.stop()
      removeFolder(home)
      removeFolder(repo.root)
    }
  },
}

async function navigations(browser: Browser, url: string): Promise<Figure[]> {
  const samples: number[] = []
  for (let round = 0; round < NAVIGATIONS; round++) {
    const context = await browser.newContext()
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(url)
    await page.getByText('B-1009').first().waitFor()
    await twoFrames(page)
    samples.push(performance.now() - began)
    await context.close()
  }
  return latencies('navigation to the first picture with a row', samples)
}

async function openPage(browser: Browser, url: string, { repo, client }: { repo: TestRepo; client: ScribeClient }): Promise<Figure[]> {
  const announced = new Map<string, number>()
  await client.subscribe(({ event }) => event.topic === 'session.updated' && announced.set(event.session.last?.path ?? '', performance.now()))
  const page = await browser.newPage({ viewport: { width: 372, height: 528 } })
  const painted = new Map<string, number>()
  await page.exposeFunction('painted', (text: string) => {
    for (const name of text.match(/c\d+\.ts/g) ?? []) if (!painted.has(name)) painted.set(name, performance.now())
  })
  await page.goto(url)
  await page.getByText('B-1009').first().waitFor()
  await page.evaluate(() => {
    const { painted } = globalThis as typeof globalThis & { painted(text: string): void }
    new MutationObserver(() => requestAnimationFrame(() => painted(document.body.textContent ?? ''))).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
    })
  })
  const samples: number[] = []
  const messages: number[] = []
  for (let change = 0; change < CHANGES; change++) {
    const began = performance.now()
    repo.write(`c${change}.ts`, 'x\n')
    const seen = await eventually(() => painted.get(`c${change}.ts`))
    samples.push(seen - began)
    messages.push(seen - (announced.get(`c${change}.ts`) ?? seen))
    await sleep(100 + ((change * 37) % 120))
  }
  const live = [...latencies('a live message until it is painted', messages), ...latencies('an edit until its row is painted', samples)]
  const quiet = { name: 'main thread of the quiet popover in 10 s', value: await mainThreadMs(page), unit: 'ms', better: 'lower' } as const
  return [...live, quiet]
}

/** Main-thread time of a page to which nothing happens, ms. */
async function mainThreadMs(page: Page): Promise<number> {
  const session = await page.context().newCDPSession(page)
  await session.send('Performance.enable')
  const taskSeconds = async (): Promise<number> =>
    (await session.send('Performance.getMetrics')).metrics.find(({ name }) => name === 'TaskDuration')?.value ?? 0
  // For a minute after a change its age is shown in steps of five seconds.
  await sleep(65_000)
  const before = await taskSeconds()
  await sleep(QUIET_MS)
  return round(((await taskSeconds()) - before) * 1000)
}

/** Presses of the icon until the popover is seen, and the bundle's own way to its icon. */
async function onTheDouble(): Promise<Figure[]> {
  const home = tempFolder()
  const environment = { ...process.env, SCRIBE_HOME: home }
  // The window of the first run is not what is measured.
  writeFileSync(join(home, 'welcome.json'), '{"step":"done","folder":null}')
  const app = await launchDouble({ entry: join(ROOT, 'out/main/electron/main.js'), env: environment, imports: [SPY] })
  try {
    await eventually(() => app.windows().length > 0)
    await sleep(1_500)
    const toTray = await app.evaluate(() => {
      const { importedAt, spiedTray } = globalThis as typeof globalThis & { importedAt: number; spiedTray: { at: number } }
      return spiedTray.at - importedAt
    }, null)
    const samples: number[] = []
    for (let press = 0; press < PRESSES; press++) {
      samples.push(await app.evaluate(pressAndSee, null))
      await sleep(300)
    }
    return [
      { name: 'main bundle until its icon stands', value: round(toTray), unit: 'ms', better: 'lower' },
      ...latencies('press of the icon until the page has painted', samples),
    ]
  } finally {
    await app.close()
    removeFolder(home)
  }
}

/** Runs in the app: one press that shows, timed on its clock, and one that hides. */
async function pressAndSee({ BrowserWindow }: typeof import('electron')): Promise<number> {
  const { spiedTray } = globalThis as typeof globalThis & { spiedTray: { tray: { emit(name: string, event: object): void } } }
  const [window] = BrowserWindow.getAllWindows() as unknown as { seenAt: number; hide(): void }[]
  if (window === undefined) throw new Error('no window')
  const began = performance.now()
  spiedTray.tray.emit('mouse-down', {})
  while (window.seenAt < began) await new Promise((resolve) => setImmediate(resolve))
  const took = window.seenAt - began
  spiedTray.tray.emit('mouse-down', {})
  return took
}

/** Minified script of each page, KB. */
function sizes(): Figure[] {
  const folder = join(ROOT, 'out/renderer')
  return ['popover', 'settings', 'dashboard'].map((page) => {
    const html = readFileSync(join(folder, page, 'index.html'), 'utf8')
    const named = new Set(html.match(/assets\/[\w.-]+\.js/g) ?? [])
    const bytes = readdirSync(join(folder, 'assets')).reduce(
      (sum, name) => sum + (named.has(`assets/${name}`) ? readFileSync(join(folder, 'assets', name)).length : 0),
      0,
    )
    return { name: `${page}: minified script`, value: round(bytes / 1024), unit: 'KB', better: 'lower' }
  })
}

async function twoFrames(page: Page): Promise<void> {
  await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
}
