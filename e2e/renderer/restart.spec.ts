import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, record, rowOf, test } from './fixtures.ts'

// The browser itself reports every connection that cannot be made.
test.use({ expected: /WebSocket connection to/ })

test('a killed daemon leaves the last state on screen, and the page recovers by itself', async ({ client, host, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await record(client, repo)
  repo.write('before.ts', 'x\n')
  await expect(rowOf(popover, 'B-7')).toContainText('before.ts')
  const note = popover.getByRole('textbox', { name: 'Quick note for B-7' })
  await note.fill('half a')

  await host.kill()
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Scribe is restarting…')
  await expect(popover.getByText('Nothing is lost.')).toBeVisible()
  await expect(rowOf(popover, 'B-7')).toContainText('before.ts')
  await expect(popover.getByRole('button', { name: 'Start…' })).toBeDisabled()
  await expect(popover.getByRole('button', { name: 'Pause All' })).toBeDisabled()
  await note.fill('half a thought')

  await host.restart()
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('1 recording', { timeout: 10_000 })
  await expect(note).toHaveValue('half a thought')
  await expect(popover.getByRole('button', { name: 'Pause All' })).toBeEnabled()
  repo.write('after.ts', 'x\n')
  await expect(rowOf(popover, 'B-7')).toContainText('after.ts')
})

test('a note sent while the daemon is away goes out once when it is back', async ({ client, host, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await record(client, repo)
  const note = popover.getByRole('textbox', { name: 'Quick note for B-7' })
  await expect(note).toBeVisible()
  await host.kill()
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Scribe is restarting…')
  await note.fill('said in between')
  await note.press('Enter')
  await expect(popover.getByText('Sent when Scribe is back.')).toBeVisible()
  await host.restart()
  await expect(note).toHaveValue('', { timeout: 10_000 })
  const worklog = (): string => readFileSync(join(repo.root, 'artifacts/worklogs/B-7.md'), 'utf8')
  await expect.poll(() => worklog().split('said in between').length).toBe(2)
})

test('a page that is opened while nobody is there says so and joins later', async ({ client, host, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await expect(rowOf(popover, 'B-7')).toBeVisible()
  const wrongToken = await popover.context().newPage()
  await wrongToken.goto(`${new URL(host.daemon.url).origin}/popover/index.html#wrong`)
  await expect(wrongToken.getByRole('heading', { level: 1 })).toHaveText('Scribe is not answering')
  await expect(wrongToken.getByText('Open the address that “scribe daemon” prints.')).toBeVisible()
  await wrongToken.goto(host.daemon.url)
  await wrongToken.reload()
  await expect(rowOf(wrongToken, 'B-7')).toBeVisible()
})
