import { expect, record, rowOf, test } from './fixtures.ts'

const MARKUP = '<img src=x onerror=alert(1)>'

test('names and notes that are markup are shown as the text they are', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo(MARKUP, 'feat/B-7-<b>bold</b>')
  await record(client, repo)
  repo.write(`${MARKUP}.ts`, 'x\n')
  const row = rowOf(popover, 'B-7')
  await expect(row).toContainText(`${MARKUP}.ts`)
  await expect(row).toContainText(MARKUP)
  await expect(row).toContainText('feat/B-7-<b>bold</b>')
  await expect(popover.locator('main img, main script, main .names b b')).toHaveCount(0)

  const note = popover.getByRole('textbox', { name: 'Quick note for B-7' })
  await note.fill(`{count} ${MARKUP} <script>alert(2)</script>`)
  await note.press('Enter')
  await expect(popover.getByRole('status')).toHaveText('Added to B-7 worklog')
  await popover.reload()
  await expect(row).toBeVisible()
  await expect(popover.locator('main img, main script')).toHaveCount(0)
})

test('marks that turn the direction of text and very long names change nothing around them', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('r\u202egnol'.padEnd(200, 'x'), `feat/B-7-\u202e${'very-long-'.repeat(15)}end`)
  await record(client, repo)
  repo.write(`${'long'.repeat(50)}\u202e.ts`, 'x\n')
  const row = rowOf(popover, 'B-7')
  await expect(row).toContainText('longlong')
  expect(await row.textContent()).not.toContain('\u202e')
  const [box, card] = [await row.boundingBox(), await popover.getByRole('main').boundingBox()]
  expect(box?.height).toBe(52)
  expect(card?.width).toBe(372)
  expect(await popover.evaluate(() => document.documentElement.scrollWidth <= innerWidth)).toBe(true)
})

test('in an opened row, too, lines and tags are text', async ({ client, makeRepo, popover }) => {
  const id = await record(client, makeRepo('sample'))
  await client.call('worklog/append', { session: id, text: `${MARKUP} \u202eevil` })
  await client.call('session/update', { session: id, tags_add: ['<b>tag</b>'] })
  await rowOf(popover, 'B-7').focus()
  await popover.keyboard.press('Enter')
  const detail = popover.getByRole('row', { name: 'Details of B-7' })
  await expect(detail.getByRole('listitem').last()).toContainText(MARKUP)
  await expect(detail.getByText('<b>tag</b>')).toBeVisible()
  await expect(popover.locator('main img, .tag b')).toHaveCount(0)
  expect(await detail.textContent()).not.toContain('\u202e')
})
