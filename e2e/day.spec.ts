/**
 * A working day, in minutes: a real history replayed as edits and commits, notes, two agents, a switch of branches, a burst, a crash with
 * edits while nobody looked, a sleep, a push. After every step everything that can be asked must say the same: the popover, the dashboard, the command,
 * the worklog, the registry, the record and Git.
 */
import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { rmSync } from 'node:fs'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import type { Page } from '@playwright/test'
import { differences, type RecordedCommit, recordedHistory, type Witnesses } from '../testing/day/day.ts'
import type { TestRepo } from '../testing/scaffold.ts'
import { scribe } from '../testing/scribeCommand.ts'
import { expect, test } from './renderer/fixtures.ts'

// The browser itself reports every connection that cannot be made.
test.use({ expected: /WebSocket connection to/ })

const SCRIBE = fileURLToPath(new URL('../bin/scribe', import.meta.url))
const RECEIVER = fileURLToPath(new URL('../plugins/hooks/scribe-hook', import.meta.url))
/** More than one entry names, and less than what is folded into folders. */
const BURST = 150
const AGREE_MS = 30_000
const SLEEP_MS = 4_000

/** The names of the rows that a page shows. */
async function namesIn(page: Page): Promise<string[]> {
  return await page.evaluate(() => [...document.querySelectorAll('[role="row"][aria-label]')].map((row) => row.getAttribute('aria-label') ?? ''))
}

/** The number beside an item of the sidebar. */
async function countedIn(page: Page, item: string): Promise<number> {
  const text = (await page.getByRole('button', { name: new RegExp(`^${item}`) }).textContent()) ?? ''
  return Number(text.replace(item, '') || 0)
}

test('everything that can be asked says the same, all day long', async ({ folder, host, makeRepo, popover }) => {
  const home = join(folder, 'home')
  const history = recordedHistory()
  const [app, site] = [makeRepo('app', 'feat/B-201-morning'), makeRepo('site', 'feat/B-301-site')]
  const ledger = new Map<string, Set<string>>()
  let open = await host.daemon.connect()
  const rows = (): Promise<string[]> => namesIn(popover)
  const desk = await popover.context().newPage()
  await desk.setViewportSize({ width: 1100, height: 720 })
  const { origin, hash } = new URL(host.daemon.url)
  await desk.goto(`${origin}/dashboard/index.html${hash}`)
  await desk.getByRole('button', { name: /^Live/ }).click()
  const dashboard = async () => ({ live: await namesIn(desk), completed: await countedIn(desk, 'Completed') })
  const command = async (repo: TestRepo, ...args: string[]): Promise<string> => {
    const { code, stdout, stderr } = await scribe({ home, cwd: repo.root, program: [SCRIBE], environment: { FORCE_COLOR: undefined } }, ...args)
    expect([code, stderr]).toEqual([0, ''])
    return stdout
  }
  const agree = async (step: string): Promise<void> =>
    await test.step(step, async () => {
      const witnesses = (): Witnesses => ({ client: open, home, repos: [app, site], rows, dashboard, ledger, listed: () => command(app, 'list', '--json') })
      await expect.poll(() => differences(witnesses()), { timeout: AGREE_MS, intervals: [200, 500, 1_000] }).toEqual([])
    })
  /** Makes the edits of a commit and writes them down for the session with this backlog id. */
  const edit = (repo: TestRepo, id: string, { files }: RecordedCommit): void => {
    for (const { path, content } of files) {
      if (content === null) rmSync(join(repo.root, path))
      else repo.write(path, content)
      ledger.set(id, (ledger.get(id) ?? new Set()).add(path))
    }
  }
  const hook = async (agent: string, event: string, input: object): Promise<void> => {
    const child = spawn('/bin/sh', [RECEIVER, agent, event], { env: { PATH: process.env.PATH ?? '', SCRIBE_HOME: home }, stdio: ['pipe', 'ignore', 'inherit'] })
    child.stdin.end(JSON.stringify(input))
    expect(await once(child, 'exit')).toEqual([0, null])
  }
  const commits = history.values()
  const next = (): RecordedCommit => commits.next().value ?? { message: 'nothing', files: [] }
  const worklog = async (session: string): Promise<string[]> =>
    (await open.call('worklog/read', { session, limit: 1000 })).entries.flatMap(({ lines }) => lines)

  await command(app, 'start')
  await agree('09:00 a session begins')

  for (const hour of ['09:30', '10:00', '10:30']) {
    const commit = next()
    edit(app, 'B-201', commit)
    await agree(`${hour} edits`)
    app.commit(commit.message)
    await agree(`${hour} they are committed`)
  }
  await command(app, 'append', 'Decision: the store is the truth')
  await popover.getByRole('textbox', { name: 'Quick note for B-201' }).fill('/n write the migration')
  await popover.keyboard.press('Enter')
  await agree('11:00 two notes')
  expect((await worklog('B-201')).join('\n')).toMatch(/Decision: the store is the truth[\s\S]*Next: write the migration/)

  await command(site, 'start')
  const claude = { session_id: 'c-1', cwd: app.root }
  await hook('claude-code', 'UserPromptSubmit', { ...claude, prompt: 'complete the gate' })
  const theirs = next()
  for (const { path } of theirs.files) {
    const tool = { tool_name: 'Write', tool_use_id: path, tool_input: { file_path: join(app.root, path) }, tool_response: {} }
    await hook('claude-code', 'PostToolUse', { ...claude, ...tool })
  }
  edit(app, 'B-201', theirs)
  await hook('codex', 'UserPromptSubmit', { session_id: 'x-1', turn_id: 't1', cwd: site.root, prompt: 'a new page' })
  edit(site, 'B-301', { message: '', files: [{ path: 'index.html', content: '<h1>Scribe</h1>\n' }] })
  await agree('12:00 two agents at once')
  expect((await worklog('B-201')).filter((line) => line.includes('🗣 prompt: complete the gate'))).toHaveLength(1)
  expect((await worklog('B-301')).some((line) => line.includes('complete the gate'))).toBe(false)
  await hook('claude-code', 'Stop', { ...claude, last_assistant_message: 'The gate is complete.' })
  app.commit(theirs.message)

  await agree('12:30 before the switch')
  app.git('switch', '-q', '-c', 'feat/B-202-afternoon')
  await expect.poll(async () => (await open.call('session/get', { session: 'B-201' })).session.state).toBe('completed')
  await command(app, 'start')
  await agree('13:00 another branch, another session')

  edit(app, 'B-202', {
    message: '',
    files: Array.from({ length: BURST }, (_, index) => ({ path: `src/burst/f${index}.ts`, content: `export const f = ${index}\n` })),
  })
  await agree('14:00 a burst')
  app.commit('generated')
  await agree('14:10 the burst is committed')

  const [during, after] = [next(), next()]
  edit(app, 'B-202', during)
  open.close()
  await host.kill()
  edit(app, 'B-202', after)
  await host.restart()
  open = await host.daemon.connect()
  await agree('15:00 a crash, and edits while nobody looked')
  app.commit(`${during.message} and ${after.message}`)

  await agree('15:30 before the sleep')
  process.kill(host.daemon.pid, 'SIGSTOP')
  edit(app, 'B-202', next())
  await new Promise((resolve) => setTimeout(resolve, SLEEP_MS))
  process.kill(host.daemon.pid, 'SIGCONT')
  await agree('16:00 a sleep')

  const upstream = join(folder, 'upstream.git')
  app.git('init', '-q', '--bare', upstream)
  app.git('remote', 'add', 'origin', upstream)
  app.commit('the day is done')
  await agree('17:00 all is committed')
  app.git('push', '-q', '-u', 'origin', 'feat/B-202-afternoon')
  await expect.poll(async () => (await open.call('session/get', { session: 'B-202' })).session.state, { timeout: AGREE_MS }).toBe('completed')
  await command(site, 'stop')
  await agree('17:30 everything is pushed, nothing records')
  expect(await command(app, 'standup')).toContain('B-202')
  expect(await command(app, 'summarize', '--backlog-id', 'B-201', '--cited')).toContain('the store is the truth')
  for (const id of ['B-201', 'B-202', 'B-301']) await command(id === 'B-301' ? site : app, 'verify', id)
  open.close()
})
