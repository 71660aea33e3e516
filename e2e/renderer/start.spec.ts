import { existsSync, mkdirSync, readFileSync, rmSync } from 'node:fs'
import { join } from 'node:path'
import { expect, record, rowOf, test } from './fixtures.ts'

test('the first use says what Scribe is for and starts a session from the sheet', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Not recording')
  await expect(popover.getByText('Scribe records what you and your agents do in a repository.')).toBeVisible()
  await popover.getByRole('button', { name: 'Start…' }).click()
  await expect(popover.getByRole('heading', { name: 'Start Recording' })).toBeVisible()
  await expect(popover.getByRole('textbox', { name: 'Folder' })).toBeFocused()
  await popover.getByRole('textbox', { name: 'Folder' }).fill(repo.root)
  await popover.getByRole('combobox', { name: 'Type' }).selectOption('Debug')
  await popover.getByRole('combobox', { name: 'Priority' }).selectOption('High')
  await popover.getByRole('textbox', { name: 'Stop when idle for' }).fill('45')
  await popover.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(rowOf(popover, 'B-7')).toContainText(/Stops in 4\d m/)
  const [session] = (await client.call('session/list', {})).sessions
  expect(session).toMatchObject({ backlog_id: 'B-7', type: 'debug', priority: 'high', idle_timeout_s: 2700 })
})

test('what the daemon refuses is shown under the field it is about, and what was filled in stays', async ({ folder, makeRepo, popover }) => {
  const plain = join(folder, 'no-repository')
  mkdirSync(plain)
  await popover.getByRole('button', { name: 'Start…' }).click()
  const path = popover.getByRole('textbox', { name: 'Folder' })
  await popover.keyboard.press('Enter')
  await expect(popover.getByRole('alert')).toHaveText('Choose a repository.')
  await path.fill(plain)
  await path.press('Enter')
  await expect(popover.getByRole('alert')).toContainText('is not in a Git repository')
  await expect(path).toHaveValue(plain)
  await expect(path).toHaveAttribute('aria-invalid', 'true')

  await path.fill(makeRepo('nameless', 'main').root)
  await path.press('Enter')
  await expect(popover.getByRole('alert')).toContainText('No backlog ID was found.')
  const id = popover.getByRole('textbox', { name: 'Backlog ID' })
  await expect(id).toHaveAttribute('aria-invalid', 'true')
  await id.fill('../../etc')
  await id.press('Enter')
  await expect(popover.getByRole('alert')).toContainText('cannot be a backlog ID')
  await id.fill('B-99')
  await popover.getByRole('textbox', { name: 'Stop when idle for' }).fill('soon')
  await popover.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(popover.getByRole('alert')).toContainText('from 0 to 480')
  await popover.getByRole('textbox', { name: 'Stop when idle for' }).fill('0')
  await popover.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(rowOf(popover, 'B-99')).toContainText('No limit')
})

test('where Git would commit what Scribe writes, that is asked once and done only on the person’s word', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  const exclude = join(repo.root, '.git/info/exclude')
  const before = existsSync(exclude) ? readFileSync(exclude, 'utf8') : ''
  await popover.getByRole('button', { name: 'Start…' }).click()
  await popover.getByRole('textbox', { name: 'Folder' }).fill(repo.root)
  await popover.keyboard.press('Enter')
  const question = popover.getByRole('region', { name: 'Commits' })
  await expect(question).toContainText('Git does not ignore what Scribe writes in sample.')
  await popover.screenshot({ path: 'test-results/exclude.png' })
  expect(existsSync(exclude) ? readFileSync(exclude, 'utf8') : '').toBe(before)
  await question.getByRole('button', { name: 'Exclude' }).click()
  await expect(question).toHaveCount(0)
  expect(readFileSync(exclude, 'utf8')).toContain('/artifacts/')
  expect((await client.call('session/list', {})).sessions).toHaveLength(1)
})

test('with nothing live the recent repositories are one press away', async ({ client, makeRepo, popover }) => {
  for (const [name, branch] of [
    ['doorway', 'fix/B-0093-rehydrate'],
    ['ai-dev-tasks', 'feat/B-1009-async-scribe-enhancement'],
  ] as const) {
    const id = await record(client, makeRepo(name, branch))
    await client.call('session/stop', { session: id })
  }
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Not recording')
  await expect(popover.getByRole('listitem')).toHaveText([/ai-dev-tasks.*B-1009.*feat\/B-1009-async/, /doorway.*B-0093/])
  await popover.getByRole('button', { name: 'Start recording doorway' }).click()
  await expect(rowOf(popover, 'B-0093')).toContainText('Stops in')
})

test('a recent repository that cannot start opens the sheet with the reason', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  const id = await record(client, repo)
  await client.call('session/stop', { session: id })
  // The last look at what was recorded may still hold a lock in there.
  rmSync(join(repo.root, '.git'), { recursive: true, maxRetries: 10, retryDelay: 100 })
  await popover.getByRole('button', { name: 'Start recording sample' }).click()
  await expect(popover.getByRole('alert')).toContainText('is not in a Git repository')
  await expect(popover.getByRole('combobox', { name: 'Repository' })).toHaveValue(repo.root)
})

test('Esc leaves the sheet and gives the focus back', async ({ popover }) => {
  const start = popover.getByRole('button', { name: 'Start…' })
  await start.click()
  await popover.keyboard.press('Escape')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Not recording')
  await expect(start).toBeFocused()
})
