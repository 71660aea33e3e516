import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from './fixtures.ts'

test('quitting drains: what was said last is there after the next start, and the session is paused', async ({ launch, repo }) => {
  const first = await launch()
  await first.call('session/start', { cwd: repo.root })
  await first.call('worklog/append', { cwd: repo.root, text: 'The last word.' })
  const asked = Date.now()
  expect(await first.quit()).toBe(0)
  expect(Date.now() - asked).toBeLessThan(5000)
  expect(existsSync(join(first.home, 'run/scribe.json'))).toBe(false)

  const second = await launch()
  const read = await second.call('worklog/read', { cwd: repo.root })
  expect(read).toMatchObject({ ok: true, result: { session: { backlog_id: 'B-7', state: 'paused' } } })
  expect(JSON.stringify(read)).toContain('The last word.')
})

test('a change that is still being recorded when quitting begins is not lost', async ({ launch, repo }) => {
  const first = await launch()
  await first.call('session/start', { cwd: repo.root })
  await expect.poll(() => first.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.write('late.md', 'Written just before the end.\n')
  expect(await first.quit()).toBe(0)

  const second = await launch()
  await second.call('session/resume', { cwd: repo.root })
  await expect.poll(async () => JSON.stringify(await second.call('worklog/read', { cwd: repo.root }))).toContain('late.md')
})

test('the system’s request to end and a client’s order to shut down both end in an orderly way', async ({ launch }) => {
  const asked = await launch()
  await asked.page()
  asked.shell.process().kill('SIGTERM')
  expect(await asked.ended()).toBe(0)

  const ordered = await launch()
  // Not waited for: the app may be gone before its page has the answer.
  void ordered.call('system/shutdown', {}).catch(() => undefined)
  expect(await ordered.ended()).toBe(0)
})

test('the daemon is restarted from the menu inside the app: sessions go on, the page catches up', async ({ launch, repo }) => {
  const app = await launch()
  const page = await app.page()
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  /** How long the daemon runs, ms; the one that follows begins anew. */
  const runs = async () => {
    const reply = await app.call('health', {})
    return reply.ok ? reply.result.uptime_ms : Number.POSITIVE_INFINITY
  }
  const before = performance.now()
  await app.openMenu({ option: true })
  await app.chooseInMenu('Restart Daemon')
  await expect.poll(async () => (await runs()) < performance.now() - before, { timeout: 15_000 }).toBe(true)
  await expect.poll(() => app.icon(), { timeout: 15_000 }).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.write('after.md', 'Written to the second daemon.\n')
  await app.pressIcon()
  await expect(page.getByRole('row').filter({ hasText: 'B-7' })).toContainText('after.md', { timeout: 15_000 })
  expect(await app.quit()).toBe(0)
})

test('after three crashes within five minutes it starts without watching, and says so', async ({ launch, repo }) => {
  for (let crash = 0; crash < 3; crash++) {
    const app = await launch()
    await app.page()
    if (crash === 0) await app.call('session/start', { cwd: repo.root })
    app.shell.process().kill('SIGKILL')
    await app.ended()
  }
  const safe = await launch()
  const page = await safe.page()
  await expect.poll(() => safe.icon()).toMatchObject({ image: 'errorTemplate.png', tooltip: 'Scribe: paused, 1 error' })
  await safe.pressIcon()
  await expect(page.getByText('Scribe stopped after 3 crashes in 5 minutes.')).toBeVisible()
  expect(await safe.call('session/resume', { cwd: repo.root })).toMatchObject({ ok: true })
  await expect.poll(() => safe.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording, 1 error' })
  // Started anew by hand it watches as usual, and goes on.
  await page.getByRole('button', { name: 'Restart' }).click()
  await expect.poll(() => safe.icon(), { timeout: 15_000 }).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  expect(await safe.quit()).toBe(0)

  const after = await launch()
  await after.page()
  await expect.poll(() => after.icon()).toMatchObject({ tooltip: 'Scribe: paused' })
})

/** Native dialogs wait for a person, so on real Electron this is a case for the manual list. */
test('a second owner of the same data says so and ends', { tag: '@double' }, async ({ launch }) => {
  const owner = await launch()
  await owner.page()
  const other = await launch()
  expect(await other.ended()).toBe(1)
  expect(other.output()).toContain('dialog: Scribe is already running.')
  expect((await owner.call('health', {})).ok).toBe(true)
})
