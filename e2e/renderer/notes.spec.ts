import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Page } from '@playwright/test'
import type { TestRepo } from '../../testing/scaffold.ts'
import { expect, record, rowOf, test } from './fixtures.ts'

const field = (page: Page, id = 'B-7') => page.getByRole('textbox', { name: `Quick note for ${id}` })
const worklog = (repo: TestRepo, id = 'B-7'): string => readFileSync(join(repo.root, `artifacts/worklogs/${id}.md`), 'utf8')

test('a note typed in the popover stands in the worklog', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await record(client, repo)
  await field(popover).fill('Decision: atomic rename for the registry')
  await field(popover).press('Enter')
  await expect(popover.getByRole('status')).toHaveText('Added to B-7 worklog')
  await expect(field(popover)).toHaveValue('')
  await expect.poll(() => worklog(repo)).toContain('- Decision: atomic rename for the registry\n')
  await expect(rowOf(popover, 'B-7')).toContainText('Note')
  await expect(popover.getByText('Daemon running')).toBeVisible()
})

test('a line break in a note is written with Option-Return, and the last note comes back with the up arrow', async ({ client, makeRepo, popover }) => {
  const repo = makeRepo('sample')
  await record(client, repo)
  await field(popover).pressSequentially('first line')
  await field(popover).press('Alt+Enter')
  await field(popover).pressSequentially('second line')
  await field(popover).press('Enter')
  await expect(field(popover)).toHaveValue('')
  await expect.poll(() => worklog(repo)).toMatch(/first line[\s\S]*second line/)
  await field(popover).press('ArrowUp')
  await expect(field(popover)).toHaveValue('first line\nsecond line')
})

test('a half-written note belongs to its session and survives leaving and reloading', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await record(client, makeRepo('other', 'feat/B-8-other'))
  const target = popover.getByRole('combobox', { name: 'Note goes to' })
  await target.selectOption({ label: 'B-7' })
  await field(popover).fill('half a thought')
  await target.selectOption({ label: 'B-8' })
  await expect(field(popover, 'B-8')).toHaveValue('')
  await target.selectOption({ label: 'B-7' })
  await expect(field(popover)).toHaveValue('half a thought')
  await field(popover).press('Escape')
  await expect(field(popover)).not.toBeFocused()
  await popover.reload()
  await expect(field(popover)).toHaveValue('half a thought')
})

test('the target does not move under half-written words when another session becomes busier', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await field(popover).pressSequentially('for seven')
  const other = makeRepo('other', 'feat/B-8-other')
  await record(client, other)
  other.write('busy.ts', 'x\n')
  await expect(rowOf(popover, 'B-8')).toContainText('busy.ts')
  await expect(field(popover)).toHaveValue('for seven')
})

test('a note that is not taken stays, with the reason, and can be sent again', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  const tooLong = 'x'.repeat(4001)
  await field(popover).fill(tooLong)
  await field(popover).press('Enter')
  await expect(popover.getByRole('alert')).toHaveText('A note can have at most 4,000 characters. This one has 4,001.')
  await expect(field(popover)).toHaveValue(tooLong)
  await expect(field(popover)).toHaveAttribute('aria-invalid', 'true')
  await field(popover).fill('short enough')
  await popover.getByRole('button', { name: 'Try Again' }).click()
  await expect(popover.getByRole('status')).toHaveText('Added to B-7 worklog')
  await expect(popover.getByRole('alert')).toHaveCount(0)
})
