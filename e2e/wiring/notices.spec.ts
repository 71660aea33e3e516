import { renameSync } from 'node:fs'
import type { Notification as ElectronNotification, NotificationConstructorOptions } from 'electron'
import { expect, test } from './fixtures.ts'
import type { ScribeApp } from './scribeApp.ts'

/** What Git did is told when it has settled, five seconds later. */
const SETTLED = { timeout: 20_000 }

/** What the double knows beyond Electron's class. */
interface Screen {
  blocked: boolean
  readonly onScreen: (ElectronNotification & { readonly options: NotificationConstructorOptions })[]
}

const onScreen = (app: ScribeApp): Promise<string[]> =>
  app.shell.evaluate(({ Notification }) => (Notification as unknown as Screen).onScreen.map(({ options }) => `${options.title}: ${options.body}`), null)

test('a real change of the branch is told, and pressing the notification opens the popover @double', async ({ app, repo }) => {
  await app.page()
  await app.call('settings/update', { values: { 'recording.onBranchSwitch': 'continue' } })
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.git('checkout', '-q', '-b', 'feat/B-8-other')
  await expect.poll(() => onScreen(app), SETTLED).toEqual(['Branch Changed: B-7: Now on feat/B-8-other. Recording goes on.'])
  await app.shell.evaluate(({ Notification }) => void (Notification as unknown as Screen).onScreen[0]?.emit('click', {}), null)
  await expect.poll(() => app.isPopoverVisible()).toBe(true)
})

test('a session that the branch change ended is told with two ways on, and a button goes one @double', async ({ app, repo }) => {
  await app.page()
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  repo.git('checkout', '-q', '-b', 'feat/B-8-other')
  await expect.poll(() => onScreen(app), SETTLED).toEqual(['Branch Changed: Now on feat/B-8-other. Recording of B-7 stopped.'])
  const press = (name: string) =>
    app.shell.evaluate(({ Notification }, text) => {
      const [shown] = (Notification as unknown as Screen).onScreen
      shown?.emit('action', { actionIndex: shown.options.actions?.findIndex((action) => action.text === text) })
    }, name)
  await press('Record B-8')
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  expect(await app.call('session/list', { state: ['recording'] })).toMatchObject({ ok: true, result: { sessions: [{ backlog_id: 'B-8' }] } })
})

test('a session that is started from outside is told, one from a window is not @double', async ({ app, repo }) => {
  await app.call('session/start', { cwd: repo.root })
  const client = await app.client()
  await client.call('session/start', { cwd: repo.root, backlog_id: 'B-9' })
  await expect.poll(() => onScreen(app), SETTLED).toEqual(['Recording B-9: Started outside the app.'])
  client.close()
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
  await expect(popover.getByText('A notification could not be shown. Branch Changed.')).toBeAttached(SETTLED)
})

test('away, nothing is shown; back, one digest tells what was @double', async ({ app, repo }) => {
  await app.page()
  await app.call('session/start', { cwd: repo.root })
  await expect.poll(() => app.icon()).toMatchObject({ tooltip: 'Scribe: 1 recording' })
  await app.shell.evaluate(({ powerMonitor }) => void powerMonitor.emit('lock-screen'), null)
  // What was shown before stays there.
  const before = await onScreen(app)
  renameSync(repo.root, `${repo.root}-moved`)
  const alerts = async (): Promise<string> => JSON.stringify(await app.call('alert/list', {}))
  await expect.poll(alerts, SETTLED).toContain('repo.gone')
  // What cannot be written is told all the same.
  expect((await onScreen(app)).filter((text) => !before.includes(text) && !text.startsWith('Something Cannot Be Written'))).toEqual([])
  await app.shell.evaluate(({ powerMonitor }) => void powerMonitor.emit('unlock-screen'), null)
  await expect.poll(() => onScreen(app)).toContain('While You Were Away: 1 problem.')
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
