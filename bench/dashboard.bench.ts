/**
 * The dashboard in Chromium, over a record of 10,000 sessions, one of which has 50,000 entries and one 200,000 changes: how soon a list, the timeline and
 * results are painted, how even scrolling is, how much of it all is drawn and kept. The daemon is the built one.
 */
import { existsSync } from 'node:fs'
import { setTimeout as sleep } from 'node:timers/promises'
import { type Browser, type CDPSession, chromium, type Page } from '@playwright/test'
import type { Store } from '../main/store/store.ts'
import type { SessionRecord } from '../main/store/storeProtocol.ts'
import type { Session } from '../shared/domain/session.ts'
import { sampleSession } from '../testing/sampleSession.ts'
import { removeFolder, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'
import { fillSession, openGround } from './recordGround.ts'

const SESSIONS = 10_000
const LINES = 50_000
/** Recorded for the table of files, and of how many files. */
const CHANGES = 200_000
const FILES = 5_000
const TIMES = 20
const SCROLL_MS = 5_000
/** The page waits so long for the next letter before it asks. */
const PAUSE_MS = 80
const LONG = 'LONG'
const BEGUN = Date.UTC(2026, 0, 1)

export const bench: Bench = {
  summary: 'The dashboard over 10,000 sessions and a timeline of 50,000 entries: first pictures, scrolling, jumps, search, memory.',
  async run(say) {
    const home = tempFolder()
    say(`recording ${SESSIONS} sessions, and ${LINES} entries`)
    const store = await openGround(home)
    await plant(store).finally(() => store.close())
    const daemon = await startBuiltDaemon(home)
    const browser = await chromium.launch({
      args: ['--js-flags=--expose-gc'],
      ...(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {}),
    })
    try {
      const url = daemon.url.replace('/#', '/dashboard/index.html#')
      say('lists')
      const lists = await listFigures(browser, url)
      say('the timeline')
      const timeline = await timelineFigures(browser, url)
      say('the library')
      const library = await libraryFigures(browser, url)
      say('search')
      return [...lists, ...timeline, ...library, ...(await searchFigures(browser, url))]
    } finally {
      await browser.close()
      await daemon.stop()
      removeFolder(home)
    }
  },
}

async function plant(store: Store): Promise<void> {
  await fillSession(store, LONG, { count: LINES })
  const ended = { state: 'completed', capture: 'off' } as const
  const at = (n: number) => ({ started_at: BEGUN + n * 60_000, ended_at: BEGUN + n * 60_000 + 30_000, last_activity_at: BEGUN + n * 60_000 + 30_000 })
  for (let done = 0; done < SESSIONS; done += 1_000) {
    const page = Array.from({ length: 1_000 }, (_, n) => done + n)
    const sessions = page.map((n) => sampleSession({ id: `S${n}`, backlog_id: `B-${n}`, branch: `feat/B-${n}-some-work`, ...ended, ...at(n) }))
    await Promise.all(sessions.map((session) => store.run({ kind: 'saveSession', session })))
  }
  for (let done = 0; done < CHANGES; done += 2_000)
    await store.run({ kind: 'record', records: [changesOf(sampleSession({ id: 'S0', backlog_id: 'B-0', ...ended, ...at(0) }), done)] })
  // The one that changed last, so that it stands on top.
  await store.run({ kind: 'saveSession', session: sampleSession({ id: LONG, backlog_id: 'B-LONG', entries: LINES, ...ended, ...at(SESSIONS) }) })
  while (await store.run({ kind: 'markIndexed', limit: 500 }));
}

/** 2,000 changes, told by one entry. */
function changesOf(session: Session, from: number): SessionRecord {
  const changes = Array.from({ length: 2_000 }, (_, n) => ({
    path: `src/part-${(from + n) % 50}/file-${(from + n) % FILES}.ts`,
    kind: 'modified' as const,
    at: BEGUN + from + n,
  }))
  return { session, changes, entries: [{ session_id: session.id, at: BEGUN + from + 2_000, kind: 'change', lines: ['- Changes: 2000 file(s)'] }] }
}

async function opened(browser: Browser, url: string): Promise<Page> {
  const page = await browser.newPage({ viewport: { width: 1100, height: 720 } })
  await page.goto(url)
  await page.getByRole('button', { name: /^Completed 10,/ }).waitFor()
  return page
}

async function listFigures(browser: Browser, url: string): Promise<Figure[]> {
  const page = await opened(browser, url)
  const samples: number[] = []
  for (let time = 0; time < TIMES; time++) {
    samples.push(await painted(page, { press: 'Completed', shows: '.row b' }))
    await page.getByRole('button', { name: 'Interrupted' }).click()
    await page.getByText('No session was interrupted.').waitFor()
  }
  await page.getByRole('button', { name: 'Completed' }).click()
  await page.locator('.row b').first().waitFor()
  const scrolling = await scrolled(page, '.list-column .scroller')
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  const fromNavigation = await navigations(page, url)
  await page.close()
  return [
    ...latencies('10k sessions: list opened until painted', samples),
    ...latencies('10k sessions: navigation until painted', fromNavigation),
    ...latencies('10k sessions: frame while scrolling', scrolling.frames, [0.95, 0.99]),
    { name: '10k sessions: elements', value: nodes, unit: '', better: 'lower' },
  ]
}

/** The window opens where it was. */
async function navigations(page: Page, url: string): Promise<number[]> {
  const samples: number[] = []
  for (let time = 0; time < TIMES; time++) {
    await page.goto('about:blank')
    const began = performance.now()
    await page.goto(url)
    await page.locator('.row b').first().waitFor()
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve))))
    samples.push(performance.now() - began)
  }
  return samples
}

async function timelineFigures(browser: Browser, url: string): Promise<Figure[]> {
  const page = await opened(browser, url)
  const cdp = await page.context().newCDPSession(page)
  await page.getByRole('button', { name: 'Completed' }).click()
  await page.locator('.row b').first().waitFor()
  const samples: number[] = []
  for (let time = 0; time < TIMES; time++) {
    samples.push(await painted(page, { press: 'B-LONG', shows: '.entry' }))
    await page.getByRole('row').nth(1).click()
    await page.getByText('Nothing recorded yet.').waitFor()
  }
  await page.getByRole('row').first().click()
  const began = performance.now()
  await page.waitForFunction((height) => (document.querySelector('.lines')?.clientHeight ?? 0) > height, LINES * 24)
  const filled = performance.now() - began
  const scrolling = await scrolled(page, '.timeline-body .scroller')
  const jumps = await jumped(page, '.timeline-body .scroller')
  const nodes = await page.evaluate(() => document.querySelectorAll('*').length)
  const finds = await found(page)
  const heap = await heapMegabytes(cdp)
  await page.close()
  return [
    ...latencies('50k lines: first lines painted', samples),
    { name: '50k lines: until all are there', value: round(filled), unit: 'ms', better: 'lower' },
    ...latencies('50k lines: frame while scrolling', scrolling.frames, [0.95, 0.99]),
    { name: '50k lines: frames over 50 ms in 5 s of scrolling', value: scrolling.long, unit: '', better: 'lower' },
    ...latencies('50k lines: jump to anywhere', jumps),
    ...latencies('50k lines: next match of a word', finds),
    { name: '50k lines: elements', value: nodes, unit: '', better: 'lower' },
    { name: '10k sessions, 50k lines: heap', value: round(heap), unit: 'MB', better: 'lower' },
  ]
}

async function libraryFigures(browser: Browser, url: string): Promise<Figure[]> {
  const page = await opened(browser, url)
  const [timeline, files]: [number[], number[]] = [[], []]
  for (let time = 0; time < TIMES; time++) {
    timeline.push(await painted(page, { press: 'Timeline', shows: '.library-timeline .entry' }))
    await painted(page, { press: 'Files', shows: '.library-files .nothing' })
    files.push(await painted(page, { press: 'All', shows: '.library-files .file:not(.head)' }))
  }
  await page.close()
  return [...latencies('timeline of all sessions: first lines painted', timeline), ...latencies('files of all sessions, all of the record: painted', files)]
}

async function searchFigures(browser: Browser, url: string): Promise<Figure[]> {
  const page = await opened(browser, url)
  await page.keyboard.press('Control+f')
  const samples: number[] = []
  for (const word of ['registry', 'parser cache', 'number 777', 'the', 'window thread', 'is:commit socket']) {
    await page.getByRole('combobox').fill('')
    await page.getByText('Search everything that was recorded.').waitFor()
    for (const letter of word) samples.push((await answered(page, letter)) - PAUSE_MS)
  }
  await page.close()
  return latencies('search as you type: from the pause until painted', samples)
}

/** From a press until what it leads to is on the screen, ms, on the page's own clock. */
async function painted(page: Page, { press, shows }: { readonly press: string; readonly shows: string }): Promise<number> {
  return await page.evaluate(
    async ([text, selector]) => {
      const target = [...document.querySelectorAll<HTMLElement>('.sidebar button, .row, .library-files .chips button')].find((element) =>
        element.textContent?.startsWith(text),
      )
      if (target === undefined) throw new Error(`nothing says ${text}`)
      const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
      const began = performance.now()
      target.click()
      while (document.querySelector(selector) === null) await new Promise((resolve) => setTimeout(resolve))
      await frame()
      await frame()
      return performance.now() - began
    },
    [press, shows] as const,
  )
}

/** A letter until the results of the text with it are painted, ms, on the page's own clock. */
async function answered(page: Page, letter: string): Promise<number> {
  await page.evaluate(() => {
    const typed = () => Object.assign(globalThis, { typedAt: performance.now() })
    document.querySelector('.search')?.addEventListener('input', typed, { once: true, capture: true })
  })
  await page.keyboard.type(letter)
  return await page.evaluate(async () => {
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const text = document.querySelector<HTMLInputElement>('.search')?.value
    while (document.querySelector('.search-view')?.getAttribute('data-answered') !== text) await new Promise((resolve) => setTimeout(resolve, 1))
    await frame()
    await frame()
    return performance.now() - (globalThis as typeof globalThis & { typedAt: number }).typedAt
  })
}

/** Frames while a list is scrolled without a pause, ms each, and how many long ones there were. */
async function scrolled(page: Page, selector: string): Promise<{ frames: number[]; long: number }> {
  return await page.evaluate(
    async ([selector, forMs]) => {
      const list = document.querySelector(selector)
      if (list === null) throw new Error(`no ${selector}`)
      list.scrollTo({ top: 0 })
      let long = 0
      const observer = new PerformanceObserver((entries) => (long += entries.getEntries().filter(({ duration }) => duration > 50).length))
      observer.observe({ type: 'long-animation-frame' })
      const frames: number[] = []
      let last = await new Promise<number>(requestAnimationFrame)
      const ends = last + forMs
      while (last < ends) {
        list.scrollBy({ top: 90 })
        const now = await new Promise<number>(requestAnimationFrame)
        frames.push(now - last)
        last = now
      }
      observer.disconnect()
      return { frames: frames.slice(5), long }
    },
    [selector, SCROLL_MS] as const,
  )
}

/** A jump anywhere until a row stands in the middle of what is seen, ms each. */
async function jumped(page: Page, selector: string): Promise<number[]> {
  return await page.evaluate(async (selector) => {
    const list = document.querySelector(selector)
    if (list === null) throw new Error(`no ${selector}`)
    const box = list.getBoundingClientRect()
    const middle = () => document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2)?.closest('.stripe')
    const frame = () => new Promise((resolve) => requestAnimationFrame(resolve))
    const samples: number[] = []
    for (let time = 0; time < 60; time++) {
      const began = performance.now()
      list.scrollTo({ top: ((time * 7_919) % 1_000) * (list.scrollHeight / 1_000) })
      await frame()
      while (!middle()) await frame()
      samples.push(performance.now() - began)
      await frame()
    }
    return samples.slice(5)
  }, selector)
}

/** The key for the next match until that is current, over all that is here, ms each; the word is rare. */
async function found(page: Page): Promise<number[]> {
  await page.keyboard.press('Control+f')
  await page.keyboard.type('"number 49999"')
  await page.getByRole('option').first().waitFor()
  await page.keyboard.press('Enter')
  await page.locator('.entry[data-current=true]').waitFor()
  await page.waitForFunction((height) => (document.querySelector('.lines')?.clientHeight ?? 0) > height, LINES * 24)
  return await page.evaluate(async () => {
    const samples: number[] = []
    for (let time = 0; time < 25; time++) {
      const began = performance.now()
      window.dispatchEvent(new KeyboardEvent('keydown', { key: 'g', ctrlKey: true }))
      samples.push(performance.now() - began)
      await new Promise((resolve) => setTimeout(resolve, 30))
    }
    return samples.slice(5)
  })
}

async function heapMegabytes(cdp: CDPSession): Promise<number> {
  await cdp.send('Performance.enable')
  await cdp.send('HeapProfiler.collectGarbage')
  await sleep(500)
  const { metrics } = await cdp.send('Performance.getMetrics')
  return (metrics.find(({ name }) => name === 'JSHeapUsedSize')?.value ?? 0) / 2 ** 20
}
