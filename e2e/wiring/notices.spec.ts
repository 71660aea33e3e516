import type { Notification as ElectronNotification } from 'electron'
import { expect, test } from './fixtures.ts'
import type { ScribeApp } from './scribeApp.ts'

/** What the double knows beyond Electron's class. */
interface Screen {
  blocked: boolean
  readonly onScreen: (ElectronNotification & { readonly options: { title?: string; body?: string } })[]
}

const onScreen = (app: ScribeApp): Promise<string[]> =>
  app.shell.evaluate(({ Notification }) => (Notification as unknown as Screen).onScreen.map(({ options }) => `${options.title}: ${options.body}`), null)

test('a real change of the branch is told, and pressing the notification opens the popover @double', async ({ app, repo }) => {
  await app.page()
  await app.call('settings/update', { values: { 'recording.onBranchSwitch': 'continue' } })
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.git('checkout', '-q', '-b', 'feat/B-8-other')
  await expect.poll(() => onScreen(app)).toEqual(['Context Changed: Now on feat/B-8-other. Recording goes on.'])
  await app.shell.evaluate(({ Notification }) => void (Notification as unknown as Screen).onScreen[0]?.emit('click', {}), null)
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
})

test('a session that the branch change ended is told', async ({ app, repo }) => {
  await app.page()
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.git('checkout', '-q', '-b', 'feat/B-8-other')
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: not recording' })
})

test('what the system does not show is said inside the app @double', async ({ app, repo }) => {
  await app.page()
  await app.shell.evaluate(({ Notification }) => {
    const screen = Notification as unknown as Screen
    screen.blocked = true
  }, null)
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.git('checkout', '-q', '-b', 'feat/B-8-other')
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: not recording' })
  const popover = await app.page()
  await expect(popover.getByText('A notification could not be shown. Branch Changed.')).toBeAttached({ timeout: 10_000 })
})

test('away, nothing is shown; back, one digest tells what was @double', async ({ app, repo }) => {
  await app.page()
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  await app.shell.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'), null)
  repo.git('checkout', '-q', '-b', 'feat/B-8-other')
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: not recording' })
  expect(await onScreen(app)).toEqual([])
  await app.shell.evaluate(({ powerMonitor }) => void powerMonitor.emit('unlock-screen'), null)
  await expect.poll(() => onScreen(app)).toHaveLength(1)
})

test('waking looks at every repository at once', async ({ app, repo }) => {
  await app.page()
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  const proofs = async (): Promise<number> => {
    const state = await app.call('system/snapshot', {})
    return state.ok ? (state.result.state.proofs[repo.root]?.at ?? 0) : 0
  }
  const before = await proofs()
  await app.shell.evaluate(({ powerMonitor }) => {
    powerMonitor.emit('suspend')
    powerMonitor.emit('resume')
  }, null)
  await expect.poll(proofs).toBeGreaterThan(before)
})
