import { renameSync } from 'node:fs'
import type { Page } from '@playwright/test'
import type { ScribeClient } from '../../client/scribeClient.ts'
import { expect, record, rowOf, test } from './fixtures.ts'

const stateOf = async (client: ScribeClient, session: string): Promise<string> => (await client.call('session/get', { session })).session.state
const press = (page: Page, name: string) => page.getByRole('button', { name, exact: true }).click()

test('by mouse: pause, resume, stop and undo', async ({ client, makeRepo, popover }) => {
  const id = await record(client, makeRepo('sample'))
  const row = rowOf(popover, 'B-7')
  await row.hover()
  await press(popover, 'Pause B-7')
  await expect(row).toContainText('Paused')
  expect(await stateOf(client, id)).toBe('paused')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Paused')

  await press(popover, 'Resume B-7')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('1 recording')
  expect(await stateOf(client, id)).toBe('recording')

  await press(popover, 'Stop B-7')
  await expect(row).toContainText('Stopped')
  expect(await stateOf(client, id)).toBe('completed')
  await press(popover, 'Undo stopping B-7')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('1 recording')
  expect(await stateOf(client, id)).toBe('recording')
})

test('by keyboard: the list is one stop, its rows are walked with arrows, letters give the orders', async ({ client, makeRepo, popover }) => {
  const first = await record(client, makeRepo('sample'))
  await record(client, makeRepo('other', 'feat/B-8-other'))
  await expect(popover.getByRole('row')).toHaveCount(2)
  const [upper, lower] = [popover.getByRole('row').nth(0), popover.getByRole('row').nth(1)]
  await popover.getByRole('button', { name: 'More' }).focus()
  await popover.keyboard.press('Tab')
  await expect(upper).toBeFocused()
  await popover.keyboard.press('ArrowDown')
  await expect(lower).toBeFocused()
  await popover.keyboard.press('Home')
  await expect(upper).toBeFocused()
  await popover.keyboard.press('End')
  await expect(lower).toBeFocused()

  await expect(lower).toHaveAccessibleName(/^B-7, recording, sample, branch feat\/B-7-sample, stops in \d+ minutes$/)
  await popover.keyboard.press('p')
  await expect.poll(() => stateOf(client, first)).toBe('paused')
  await expect(lower).toHaveAccessibleName(/^B-7, paused,/)
  await popover.keyboard.press(' ')
  await expect.poll(() => stateOf(client, first)).toBe('recording')

  await popover.keyboard.press('ArrowRight')
  await expect(popover.getByRole('button', { name: 'Pause B-7' })).toBeFocused()
  await popover.keyboard.press('ArrowRight')
  await expect(popover.getByRole('button', { name: 'Stop B-7' })).toBeFocused()
  await popover.keyboard.press('ArrowLeft')
  await popover.keyboard.press('ArrowLeft')
  await expect(lower).toBeFocused()

  await popover.keyboard.press('n')
  await expect(popover.getByRole('textbox', { name: 'Quick note for B-7' })).toBeFocused()
  await popover.keyboard.press('Escape')
  await expect(lower).toBeFocused()
  await popover.keyboard.press('ControlOrMeta+.')
  await expect.poll(() => stateOf(client, first)).toBe('completed')
  // The page has heard of it too: before, the key would mean a pause.
  await expect(popover.getByRole('button', { name: 'Undo stopping B-7' })).toBeVisible()
  await popover.keyboard.press(' ')
  await expect.poll(() => stateOf(client, first)).toBe('recording')
})

test('stopping a row that is not the last moves the focus to the next one', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await record(client, makeRepo('other', 'feat/B-8-other'))
  await popover.getByRole('row').nth(0).focus()
  await popover.keyboard.press('ControlOrMeta+.')
  await expect(popover.getByRole('row').nth(0)).toContainText('Stopped')
  await expect(popover.getByRole('row').nth(1)).toBeFocused()
})

test('what was stopped and not taken back is gone after ten seconds', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await popover.getByRole('row').hover()
  await press(popover, 'Stop B-7')
  await expect(popover.getByRole('button', { name: 'Undo stopping B-7' })).toBeVisible()
  await expect(popover.getByRole('heading', { name: 'Recent' })).toBeVisible({ timeout: 13_000 })
  await expect(popover.getByRole('row')).toHaveCount(0)
})

test('everything is paused and resumed with one press', async ({ client, makeRepo, popover }) => {
  const ids = [await record(client, makeRepo('sample')), await record(client, makeRepo('other', 'feat/B-8-other'))]
  await press(popover, 'Pause All')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Paused')
  for (const id of ids) expect(await stateOf(client, id)).toBe('paused')
  await press(popover, 'Resume All')
  await expect(popover.getByRole('heading', { level: 1 })).toHaveText('2 recording')
})

test('rows stay where they are under the pointer, and are sorted when it leaves', async ({ client, makeRepo, popover }) => {
  const sample = makeRepo('sample')
  const other = makeRepo('other', 'feat/B-8-other')
  await record(client, sample)
  await record(client, other)
  const order = popover.getByRole('row').locator('b')
  other.write('a.ts', 'x\n')
  await expect(order).toHaveText(['B-8', 'B-7'])
  await popover.getByRole('row').nth(1).hover()
  sample.write('b.ts', 'x\n')
  await expect(rowOf(popover, 'B-7')).toContainText('b.ts')
  await expect(order).toHaveText(['B-8', 'B-7'])
  await popover.getByRole('heading', { level: 1 }).hover()
  await expect(order).toHaveText(['B-7', 'B-8'])
})

test('an order that is refused is said in the words of the daemon and can be put away', async ({ client, makeRepo, popover, folder }) => {
  const repo = makeRepo('sample')
  const id = await record(client, repo)
  await client.call('session/pause', { session: id })
  await expect(rowOf(popover, 'B-7')).toContainText('Paused')
  renameSync(repo.root, `${folder}/moved`)
  await rowOf(popover, 'B-7').hover()
  await press(popover, 'Resume B-7')
  await expect(popover.getByRole('alert')).toContainText('B-7: ')
  await press(popover, 'Dismiss')
  await expect(popover.getByText('B-7: ')).toHaveCount(0)
})
