/**
 * Joins the parts of the app once the daemon runs: pages to the daemon, its state to the icon, presses and the system's
 * events to the popover. Owns the wiring only; each part knows nothing of the others.
 */
import { app, dialog, ipcMain, powerMonitor, screen } from 'electron'
import type { Session } from '../../shared/domain/session.ts'
import { SCOPES } from '../../shared/protocol/commands.ts'
import type { Daemon } from '../daemon.ts'
import { linkRenderers } from './rendererLink.ts'
import type { TrayIcon } from './tray.ts'
import { type SessionVerb, trayMenuTemplate } from './trayMenu.ts'
import { trayState } from './trayState.ts'
import type { Popover } from './windows.ts'

export interface ShellParts {
  readonly daemon: Daemon
  readonly tray: TrayIcon
  readonly popover: Popover
}

/** Connects everything; it stays so until the daemon has closed and the app ends. */
export function connectShell({ daemon, tray, popover }: ShellParts): void {
  const unlink = linkRenderers(ipcMain, {
    daemon,
    isOwnWindow: (contents) => popover.owns(contents),
    chooseFolder: () => chooseFolder(popover),
  })
  connectTray({ daemon, tray, popover })
  connectSystem(popover)
  void daemon.closed.then(() => {
    unlink()
    app.quit()
  })
}

function connectTray({ daemon, tray, popover }: ShellParts): void {
  const actions = {
    run: (verb: SessionVerb, sessions: readonly Session[]) => void runAll(daemon, verb, sessions),
    openPopover: () => popover.show(),
    quit: () => app.quit(),
  }
  tray.connect({
    state: () => trayState(daemon.snapshot()),
    menu: () => trayMenuTemplate(daemon.snapshot(), actions),
    press: () => popover.toggle(),
    hover: () => popover.prepare(),
  })
  daemon.subscribe(() => tray.changed())
}

/** A panel does not always notice that it lost the focus, so everything that takes it away is listened to. */
function connectSystem(popover: Popover): void {
  const show = (): void => popover.show()
  const hide = (): void => popover.hide()
  app.on('second-instance', show)
  app.on('activate', show)
  app.on('did-resign-active', hide)
  powerMonitor.on('lock-screen', hide)
  powerMonitor.on('suspend', hide)
  screen.on('display-removed', hide)
  screen.on('display-metrics-changed', hide)
  app.on('before-quit', () => popover.close())
  // The icon keeps the app alive; without a listener Electron would quit with the last window.
  app.on('window-all-closed', () => {})
}

/** The popover makes room first: it floats above the system's dialog and would cover it. */
async function chooseFolder(popover: Popover): Promise<string | null> {
  popover.hide()
  app.focus({ steal: true })
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'], defaultPath: app.getPath('home') })
  popover.show()
  return filePaths[0] ?? null
}

/** A menu item has no place to show a refusal, so a dialog does. */
async function runAll(daemon: Daemon, verb: SessionVerb, sessions: readonly Session[]): Promise<void> {
  const replies = await Promise.all(sessions.map(({ id }) => daemon.dispatch(verb, { session: id }, { kind: 'ui', scopes: SCOPES })))
  const refused = replies.find((reply) => !reply.ok)
  if (refused?.ok === false) await dialog.showMessageBox({ type: 'warning', message: 'Scribe could not do that.', detail: refused.error.message })
}
