import { expect, record, rowOf, test } from './fixtures.ts'

test('the sheet says beforehand that no further session may record, and offers to wait or to make room', async ({ client, makeRepo, popover }) => {
  await client.call('settings/update', { values: { 'limits.maxSessions': 1 } })
  await record(client, makeRepo('sample'))
  const second = makeRepo('second', 'feat/B-8-second')
  const third = makeRepo('third', 'feat/B-9-third')
  const open = async (root: string): Promise<void> => {
    await popover.getByRole('button', { name: 'Start…' }).click()
    await expect(popover.getByText('1 of 1 sessions record already.')).toBeVisible()
    await popover.getByRole('combobox', { name: 'Repository' }).selectOption({ label: 'Other folder…' })
    await popover.getByRole('textbox', { name: 'Folder' }).fill(root)
    await popover.keyboard.press('Enter')
    await expect(popover.getByRole('alert')).toContainText('1 sessions record already, and the limit is 1.')
  }

  await open(second.root)
  await popover.screenshot({ path: 'test-results/limit.png' })
  await popover.getByRole('button', { name: 'Wait for a Place' }).click()
  await expect(rowOf(popover, 'B-8')).toContainText('Waiting for a place')
  await expect(rowOf(popover, 'B-8').getByRole('img', { name: 'Queued' })).toBeVisible()
  await popover.screenshot({ path: 'test-results/queued.png' })

  await open(third.root)
  await popover.getByRole('button', { name: 'Stop B-7 and Start' }).click()
  await expect(rowOf(popover, 'B-7')).toHaveCount(0)
  await expect(rowOf(popover, 'B-9')).toContainText(/Stops in/)
  await expect(rowOf(popover, 'B-8')).toContainText('Waiting for a place')
  await client.call('session/stop', { session: 'B-9' })
  await expect(rowOf(popover, 'B-8')).toContainText(/Stops in/)
})
