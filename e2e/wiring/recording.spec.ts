import { expect, test } from './fixtures.ts'
import type { WithBridge } from './scribeApp.ts'

test('a session that is started and a file that is edited appear in the popover', async ({ app, repo }) => {
  const page = await app.page()
  await app.pressIcon()
  await app.call('session/start', { cwd: repo.root })
  const row = page.getByRole('row').filter({ hasText: 'B-7' })
  await expect(row).toContainText('sample')
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.write('idea.md', 'An idea.\n')
  await expect(row).toContainText('idea.md')
})

test('a page that subscribes gets the whole state first, then each event', async ({ app, repo }) => {
  await app.call('session/start', { cwd: repo.root })
  const page = await app.page()
  // The popover has its own subscription by then; whoever asks for a snapshot makes every listener of the page get one.
  await expect(page.getByRole('row')).toBeVisible()
  const kinds = page.evaluate(
    () =>
      new Promise<string[]>((resolve) => {
        const seen: string[] = []
        const unsubscribe = (globalThis as WithBridge).scribe.subscribe((message) => {
          seen.push(message.kind === 'event' ? message.envelope.event.topic : message.kind)
          if (!seen.includes('worklog.appended')) return
          unsubscribe()
          resolve(seen)
        })
      }),
  )
  await app.call('worklog/append', { cwd: repo.root, text: 'A note.' })
  const seen = await kinds
  expect(seen[0]).toBe('snapshot')
  expect(seen.indexOf('snapshot', 1)).toBe(-1)
})

test('the folder dialog gives its choice, or nothing', async ({ app, repo }) => {
  const page = await app.page()
  const choose = () => page.evaluate(() => (globalThis as WithBridge).scribe.chooseFolder())
  const answerWith = (filePaths: string[]) =>
    app.shell.evaluate(({ dialog }, paths) => {
      dialog.showOpenDialog = async () => ({ canceled: paths.length === 0, filePaths: paths })
    }, filePaths)
  await answerWith([repo.root])
  expect(await choose()).toBe(repo.root)
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
  await answerWith([])
  expect(await choose()).toBeNull()
})

test('a folder chosen in the system’s dialog is recorded from the sheet', async ({ app, repo }) => {
  const page = await app.page()
  await app.pressIcon()
  await app.shell.evaluate(({ dialog }, path) => {
    dialog.showOpenDialog = async () => ({ canceled: false, filePaths: [path] })
  }, repo.root)
  await page.getByRole('button', { name: 'Choose Folder…' }).click()
  await expect(page.getByRole('textbox', { name: 'Folder' })).toHaveValue(repo.root)
  await page.getByRole('button', { name: 'Start', exact: true }).click()
  await expect(page.getByRole('row').filter({ hasText: 'B-7' })).toContainText('Stops in')
})
