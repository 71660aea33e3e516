import type { Page } from '@playwright/test'
import { complaintsOf } from '../accessibility.ts'
import { expect, record, rowOf, test } from './fixtures.ts'

const APPEARANCES = [
  ['light', { colorScheme: 'light' }],
  ['dark', { colorScheme: 'dark' }],
  ['more contrast', { colorScheme: 'light', contrast: 'more' }],
  ['more contrast, dark', { colorScheme: 'dark', contrast: 'more' }],
  ['forced colours', { forcedColors: 'active' }],
  ['reduced motion', { reducedMotion: 'reduce' }],
] as const

async function expectAccessible(page: Page): Promise<void> {
  expect(await complaintsOf(page, { name: 'popover', appearances: APPEARANCES })).toEqual([])
}

test.describe('no state breaks the rules in any appearance', () => {
  test('sessions in every state, a row pointed at, a refusal, a note that was not taken', async ({ client, makeRepo, popover }) => {
    const sample = makeRepo('sample')
    await record(client, sample)
    const paused = await record(client, makeRepo('other', 'feat/B-8-other'))
    await client.call('session/pause', { session: paused })
    await record(client, makeRepo('third', 'feat/B-9-third'))
    sample.write('a.ts', 'x\n')
    await expect(rowOf(popover, 'B-7')).toContainText('a.ts')
    await rowOf(popover, 'B-9').hover()
    await popover.getByRole('button', { name: 'Stop B-9' }).click()
    await expect(popover.getByRole('button', { name: 'Undo stopping B-9' })).toBeVisible()
    await rowOf(popover, 'B-7').hover()
    await popover.getByRole('textbox').fill('x'.repeat(4001))
    await popover.getByRole('textbox').press('Enter')
    await expect(popover.getByRole('button', { name: 'Try Again' })).toBeVisible()
    await expectAccessible(popover)
  })

  test('first use and the sheet with a refusal', async ({ popover }) => {
    await expectAccessible(popover)
    await popover.getByRole('button', { name: 'Start…' }).click()
    await popover.keyboard.press('Enter')
    await expect(popover.getByRole('alert')).toBeVisible()
    await expectAccessible(popover)
  })

  test('nothing live', async ({ client, makeRepo, popover }) => {
    await client.call('session/stop', { session: await record(client, makeRepo('sample')) })
    await expect(popover.getByRole('heading', { name: 'Recent' })).toBeVisible()
    await expectAccessible(popover)
  })
})

test.describe('while the daemon is away', () => {
  test.use({ expected: /WebSocket connection to/ })

  test('the last state keeps the rules too', async ({ client, host, makeRepo, popover }) => {
    await record(client, makeRepo('sample'))
    await expect(rowOf(popover, 'B-7')).toBeVisible()
    await host.kill()
    await expect(popover.getByRole('heading', { level: 1 })).toHaveText('Scribe is restarting…')
    await expectAccessible(popover)
  })
})

test('Tab goes through the popover in its order, and the list is one stop', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await record(client, makeRepo('other', 'feat/B-8-other'))
  await expect(popover.getByRole('row')).toHaveCount(2)
  const stops: string[] = []
  for (let step = 0; step < 6; step++) {
    await popover.keyboard.press('Tab')
    stops.push(await popover.evaluate(() => document.activeElement?.getAttribute('aria-label') ?? document.activeElement?.textContent ?? ''))
  }
  expect(stops).toEqual(['Pause All', 'Start…', 'More', expect.stringMatching(/^B-8, /), 'Note goes to', 'Quick note for B-8'])
})

test('the roles and names are those that were agreed', async ({ client, makeRepo, popover }) => {
  await record(client, makeRepo('sample'))
  await expect(rowOf(popover, 'B-7')).toContainText('Stops in')
  await expect(popover.getByRole('main')).toMatchAriaSnapshot(`
    - main "Scribe":
      - heading "1 recording" [level=1]
      - button "Pause All"
      - button "Start…"
      - button "More"
      - 'img /Events per minute, last 30 minutes: low 0, high \\d+, now \\d+/'
      - treegrid "Sessions":
        - row /B-7, recording, sample, branch feat\\/B-7-sample, stops in \\d+ minutes/:
          - gridcell:
            - img "Recording"
          - gridcell /Stops in/
          - gridcell:
            - button "Pause B-7"
            - button "Stop B-7"
      - combobox "Note goes to"
      - textbox "Quick note for B-7"
  `)
})
