/** Joins the app to the system's events: presence and power, displays, being opened again, being about to end. */
import { app, nativeTheme, powerMonitor, screen, systemPreferences } from 'electron'
import type { Daemon } from '../daemon.ts'
import { PERSON } from './deeds.ts'
import { takePaused } from './pausedAtQuit.ts'
import { Power } from './power.ts'
import type { Shell } from './shell.ts'

export function connectSystem(shell: Shell): void {
  const { daemon, popover, settings, settingsWindow, dashboard, notices } = shell
  new Power(powerMonitor).start({
    away: (away) => notices.setAway(away),
    woke: () => daemon.wake(),
    sparing: (sparing) => {
      settings.setSparing(sparing)
      daemon.spare(sparing)
    },
  })
  connectDismissal(shell)
  nativeTheme.on('updated', () => popover.setMaterial(!nativeTheme.prefersReducedTransparency))
  if (process.platform === 'darwin') onMac(shell)
  app.on('second-instance', () => popover.show())
  // From the Dock: whoever has the window open wants that one back.
  app.on('activate', () => (dashboard.isOpen ? dashboard.show() : popover.show()))
  app.on('before-quit', () => {
    popover.close()
    settingsWindow.close()
    dashboard.close()
  })
  // The icon keeps the app alive; without a listener Electron would quit with the last window.
  app.on('window-all-closed', () => {})
}

/** A panel does not always notice that it lost the focus, so everything that takes it away is listened to. */
function connectDismissal({ popover }: Shell): void {
  const hide = (): void => popover.hide()
  app.on('did-resign-active', hide)
  powerMonitor.on('lock-screen', hide)
  powerMonitor.on('suspend', hide)
  screen.on('display-removed', hide)
  screen.on('display-metrics-changed', hide)
}

function onMac({ daemon, paths }: Shell): void {
  // App Nap would let a hidden app's timers run once in eight seconds; the packaged app says the same in its Info.plist.
  systemPreferences.setUserDefault('NSAppSleepDisabled', 'boolean', true)
  if (app.getLoginItemSettings().wasOpenedAtLogin) goOn(daemon, takePaused(paths.pausedAtQuit))
  // Opened where it was downloaded, macOS runs a copy at a place that is another each time: neither login item nor command would last.
  if (process.execPath.includes('/AppTranslocation/')) daemon.alerts.raise({ code: 'app.translocated', subject: 'app' })
}

/** Opened at login: what recorded when the app was quit goes on by itself. */
function goOn(daemon: Daemon, ids: readonly string[]): void {
  const { sessions } = daemon.snapshot()
  for (const id of ids) if (sessions[id]?.state === 'paused') void daemon.dispatch('session/resume', { session: id }, PERSON)
}
