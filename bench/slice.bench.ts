/**
 * The main job, timed from outside: an edit in a real repository until the record is durable, until the row in the popover
 * (real Chromium) shows it, and until the Markdown entry stands. One clock, this process's: each figure includes the way
 * back here and so is an upper bound. Beside it, in the same run and on the same edits, a loop that polls `git status`
 * each second, ten times as often as the Python program may.
 */
import { execFile } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { setTimeout as sleep } from 'node:timers/promises'
import { promisify } from 'node:util'
import { chromium, type Page } from '@playwright/test'
import { eventually } from '../testing/eventually.ts'
import { createRepo, removeFolder, type TestRepo, tempFolder } from '../testing/scaffold.ts'
import { type Bench, type Figure, latencies, round } from './bench.ts'
import { startBuiltDaemon } from './builtDaemon.ts'

const EDITS = 100
const QUIET_EDITS = 6
/** Longer than the 5 s in which a session writes one entry about changes. */
const QUIET_MS = 5_300
const POLL_MS = 1_000
const FILES = 500
const run = promisify(execFile)

/** Resolves waiters by file name; each is told the time at which it was heard of here. */
class Sightings {
  readonly #waiting = new Map<string, (at: number) => void>()

  wait(name: string): Promise<number> {
    return new Promise((resolve) => this.#waiting.set(name, resolve))
  }

  see(text: string): void {
    const at = performance.now()
    for (const [name, resolve] of this.#waiting) {
      if (!text.includes(name)) continue
      this.#waiting.delete(name)
      resolve(at)
    }
  }
}

export const bench: Bench = {
  summary: 'An edit until its durable record, its row in the popover and its Markdown entry, beside polling.',
  async run(say) {
    const home = tempFolder()
    const files = Object.fromEntries(Array.from({ length: FILES }, (_, index) => [`src/m${index % 25}/f${index}.ts`, `${index}\n`]))
    const repo = createRepo({ files })
    const daemon = await startBuiltDaemon(home)
    const browser = await chromium.launch(existsSync('/usr/bin/chromium') ? { executablePath: '/usr/bin/chromium' } : {})
    try {
      const client = await daemon.connect()
      const { session } = await client.call('session/start', { cwd: repo.root })
      await eventually(async () => (await client.call('session/get', { session: session.id })).session.capture === 'live')
      const durable = new Sightings()
      await client.subscribe(({ event }) => event.topic === 'session.updated' && durable.see(event.session.last?.path ?? ''))
      const page = await browser.newPage({ viewport: { width: 372, height: 528 } })
      const rows = await watchRows(page, daemon.url)
      say(`${EDITS} edits in a repository of ${FILES} files`)
      const figures = await measureEdits(repo, { durable, rows })
      say(`${QUIET_EDITS} edits after a quiet time`)
      const worklog = await measureWorklog(repo)
      client.close()
      return [...figures, { name: 'edit to Markdown entry after a quiet time, slowest', value: round(Math.max(...worklog)), unit: 'ms', better: 'lower' }]
    } finally {
      await browser.close()
      await daemon.stop()
      removeFolder(home)
      removeFolder(repo.root)
    }
  },
}

/** Hears of every change of the page's text once it has been painted. */
async function watchRows(page: Page, url: string): Promise<Sightings> {
  const rows = new Sightings()
  await page.exposeFunction('painted', (text: string) => rows.see(text))
  await page.goto(url)
  await page.getByText('B-1009').first().waitFor()
  await page.evaluate(() => {
    const { painted } = globalThis as typeof globalThis & { painted(text: string): void }
    const tell = (): number => requestAnimationFrame(() => painted(document.body.textContent ?? ''))
    new MutationObserver(tell).observe(document.body, { subtree: true, childList: true, characterData: true })
  })
  return rows
}

async function measureEdits(repo: TestRepo, seen: { durable: Sightings; rows: Sightings }): Promise<Figure[]> {
  const samples: { durable: number[]; rows: number[]; poll: number[] } = { durable: [], rows: [], poll: [] }
  const poll = startPolling(repo.root)
  for (let index = 0; index < EDITS; index++) {
    const name = `e${index}x.ts`
    const heard = [seen.durable.wait(name), seen.rows.wait(name), poll.sightings.wait(name)] as const
    const at = performance.now()
    repo.write(`src/${name}`, 'edited\n')
    const [durable, row] = await Promise.all([heard[0], heard[1]])
    samples.durable.push(durable - at)
    samples.rows.push(row - at)
    void heard[2].then((polled) => samples.poll.push(polled - at))
    // Not in step with the polling loop, and not faster than a person's tools save.
    await sleep(90 + ((index * 37) % 120))
  }
  await eventually(() => samples.poll.length === EDITS)
  await poll.close()
  return [
    ...latencies('edit to durable record', samples.durable),
    ...latencies('edit to row in the popover', samples.rows),
    ...latencies('edit to a poll each second (contender)', samples.poll),
  ]
}

/** What a poller sees, and when: `git status` each second. */
function startPolling(root: string): { sightings: Sightings; close(): Promise<void> } {
  const sightings = new Sightings()
  const end = new AbortController()
  const loop = async (): Promise<void> => {
    while (!end.signal.aborted) {
      const { stdout } = await run('git', ['status', '--porcelain', '-z', '--untracked-files=all'], { cwd: root, maxBuffer: 2 ** 24 })
      sightings.see(stdout)
      await sleep(POLL_MS, undefined, { signal: end.signal }).catch(() => undefined)
    }
  }
  const running = loop()
  return {
    sightings,
    close: async () => {
      end.abort()
      await running
    },
  }
}

async function measureWorklog(repo: TestRepo): Promise<number[]> {
  const path = join(repo.root, 'artifacts/worklogs/B-1009.md')
  const samples: number[] = []
  for (let index = 0; index < QUIET_EDITS; index++) {
    await sleep(QUIET_MS)
    const name = `quiet${index}.ts`
    const at = performance.now()
    repo.write(name, 'x\n')
    while (!readFileSync(path, 'utf8').includes(name)) await sleep(2)
    samples.push(performance.now() - at)
  }
  return samples
}
