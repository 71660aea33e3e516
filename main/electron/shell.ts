/**
 * Joins the parts of the app once the daemon runs: pages to the daemon, its state to the icon, presses and the system's
 * events to the windows. Owns the wiring only; each part knows nothing of the others.
 */
import { join } from 'node:path'
import { app, dialog, ipcMain, powerMonitor, screen, shell } from 'electron'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { CommandName } from '../../shared/protocol/commandNames.ts'
import { type CommandInput, SCOPES } from '../../shared/protocol/commands.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { t } from '../../shared/ui/text.ts'
import type { Daemon, Logger } from '../daemon.ts'
import { Activation } from './activation.ts'
import { watchHiddenIcon } from './hiddenIcon.ts'
import { connectNotices, type NoticeCenter } from './noticeCenter.ts'
import { PageWindow } from './pageWindow.ts'
import type { Paths } from './paths.ts'
import { takePaused } from './pausedAtQuit.ts'
import { linkRenderers } from './rendererLink.ts'
import type { RestartableDaemon } from './restartableDaemon.ts'
import { ShellSettings } from './shellSettings.ts'
import type { TrayIcon } from './tray.ts'
import { trayMenuTemplate } from './trayMenu.ts'
import { RESTARTING, type TrayState, trayState, trayTitle } from './trayState.ts'
import type { Popover } from './windows.ts'

export interface ShellParts {
  readonly daemon: RestartableDaemon
  readonly tray: TrayIcon
  readonly popover: Popover
  readonly paths: Paths
  readonly log: Logger
}

interface Shell extends ShellParts {
  readonly settings: ShellSettings
  readonly settingsWindow: PageWindow
  readonly notices: NoticeCenter
}

/** Fixed, as settings windows are on macOS. */
const SETTINGS_WINDOW = { width: 640, height: 560, resizable: false, minimizable: false, maximizable: false, fullscreenable: false, title: t('settings.title') }

/** Connects everything; it stays so until the daemon has closed and the app ends. */
export async function connectShell(parts: ShellParts): Promise<void> {
  const { daemon, popover, log } = parts
  const { preload } = parts.paths
  const activation = new Activation((policy) => process.platform === 'darwin' && app.setActivationPolicy(policy))
  const onOpen = (): void => {
    popover.hide()
    activation.opened()
  }
  const settingsWindow = new PageWindow({ page: 'settings', window: SETTINGS_WINDOW, preload, log, onOpen, onClosed: () => activation.closed() })
  const settings = new ShellSettings({ zoomed: [popover, settingsWindow], activation, openPopover: () => popover.show() })
  const notices = connectNotices({ daemon, popover, settings: () => settings.current, log })
  const unwatchIcon = watchHiddenIcon({
    isHidden: () => popover.isIconHidden,
    showInDock: () => void daemon.dispatch('settings/update', { values: { 'general.dock': 'always' } }, UI),
  })
  const all: Shell = { ...parts, settings, settingsWindow, notices }
  const unlink = linkPages(all)
  connectTray(all)
  connectSystem(all)
  daemon.subscribe(({ event }) => {
    if (event.topic !== 'settings.changed') return
    settings.apply(event.settings)
    notices.settingsChanged()
  })
  settings.apply(await readSettings(daemon))
  void daemon.closed.then(() => {
    unlink()
    unwatchIcon()
    notices.close()
    settings.close()
    app.quit()
  })
}

async function readSettings(daemon: Daemon): Promise<Settings> {
  const reply = await daemon.dispatch('settings/get', {}, UI)
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.result.settings
}

function linkPages({ daemon, popover, tray, settingsWindow, notices }: Shell): () => void {
  return linkRenderers(ipcMain, {
    daemon: { dispatch: daemon.dispatch, subscribe: daemon.subscribe, snapshot: () => settledState(daemon) },
    whenDown: (tell) => daemon.onRestart((restarting) => restarting && tell()),
    isOwnWindow: (contents) => popover.owns(contents) || settingsWindow.owns(contents),
    chooseFolder: () => chooseFolder(popover),
    painted: (contents) => popover.painted(contents),
    started: (session) => notices.startedHere(session),
    testNotice: () => notices.test(),
    reveal: (id) => reveal(daemon, id),
    show: (surface) => (surface === 'settings' ? settingsWindow.show() : tray.openMenu()),
  })
}

/** A page that asks while the daemon restarts asks again in a moment: the state of before would be taken for the one of after. */
function settledState(daemon: RestartableDaemon): AppState {
  if (daemon.restarting) throw new ScribeError('daemon.shuttingDown', 'Scribe is restarting.')
  return daemon.snapshot()
}

function connectTray({ daemon, tray, popover, settings, settingsWindow, notices, paths, log }: Shell): void {
  const actions = {
    run: (verb: CommandName, sessions: readonly Session[]) => void runAll(daemon, verb, sessions),
    stopAll: (sessions: readonly Session[]) => void stopAll(daemon, sessions),
    openPopover: () => popover.show(),
    openSettings: () => settingsWindow.show(),
    start: (root: string) => void run(daemon, 'session/start', { cwd: root }),
    pauseNotices: (ms: number) => notices.pause(ms),
    quit: () => void askAndQuit(daemon),
    about: () => showAbout(),
    restart: () => void daemon.restart().catch((error: unknown) => log.error('the daemon did not start again', { error })),
    openLog: () => shell.showItemInFolder(paths.log),
  }
  tray.connect({
    state: () => shownState(daemon, settings.current['general.menuBarText']),
    menu: (option) => trayMenuTemplate(daemon.snapshot(), actions, option),
    opens: () => settings.current['general.clickAction'],
    press: () => popover.toggle(),
    hover: () => popover.prepare(),
  })
  daemon.subscribe(() => tray.changed())
  daemon.onRestart(() => tray.changed())
}

function shownState(daemon: RestartableDaemon, menuBarText: Settings['general.menuBarText']): TrayState & { readonly title: string } {
  if (daemon.restarting) return { ...RESTARTING, title: '' }
  return { ...trayState(daemon.snapshot()), title: trayTitle(daemon.snapshot(), menuBarText) }
}

/** A panel does not always notice that it lost the focus, so everything that takes it away is listened to. */
function connectSystem({ daemon, popover, settingsWindow, notices, paths }: Shell): void {
  const show = (): void => popover.show()
  const hide = (): void => popover.hide()
  const leave = (): void => {
    hide()
    notices.setAway(true)
  }
  const comeBack = (): void => notices.setAway(false)
  app.on('second-instance', show)
  app.on('activate', show)
  app.on('did-resign-active', hide)
  powerMonitor.on('lock-screen', leave)
  powerMonitor.on('unlock-screen', comeBack)
  powerMonitor.on('suspend', leave)
  powerMonitor.on('resume', () => {
    comeBack()
    daemon.wake()
  })
  screen.on('display-removed', hide)
  screen.on('display-metrics-changed', hide)
  if (process.platform === 'darwin' && app.getLoginItemSettings().wasOpenedAtLogin) goOn(daemon, takePaused(paths.pausedAtQuit))
  app.on('before-quit', () => {
    popover.close()
    settingsWindow.close()
  })
  // The icon keeps the app alive; without a listener Electron would quit with the last window.
  app.on('window-all-closed', () => {})
}

/** Opened at login: what recorded when the app was quit goes on by itself. */
function goOn(daemon: Daemon, ids: readonly string[]): void {
  const { sessions } = daemon.snapshot()
  for (const id of ids) if (sessions[id]?.state === 'paused') void daemon.dispatch('session/resume', { session: id }, UI)
}

/** The popover makes room first: it floats above the system's dialog and would cover it. */
async function chooseFolder(popover: Popover): Promise<string | null> {
  popover.hide()
  app.focus({ steal: true })
  const { filePaths } = await dialog.showOpenDialog({ properties: ['openDirectory', 'createDirectory'], defaultPath: app.getPath('home') })
  popover.show()
  return filePaths[0] ?? null
}

/** Only a path made of what the daemon knows of the session; what a page says of paths is not asked. */
function reveal(daemon: Daemon, id: string): void {
  const session = daemon.snapshot().sessions[id]
  if (session !== undefined) shell.showItemInFolder(join(session.repo, session.worklog))
}

/** The person in front of the app may do everything. */
const UI = { kind: 'ui', scopes: SCOPES } as const

function showAbout(): void {
  app.focus({ steal: true })
  app.showAboutPanel()
}

/** Quitting from the menu pauses what records, which is said first. */
async function askAndQuit(daemon: Daemon): Promise<void> {
  const recording = Object.values(daemon.snapshot().sessions).filter(({ state }) => state === 'recording').length
  const message = t('quit.message', { count: recording })
  const answer =
    recording === 0
      ? null
      : await dialog.showMessageBox({ type: 'question', message, buttons: [t('quit.quit'), t('dialog.cancel')], defaultId: 0, cancelId: 1 })
  if (answer === null || answer.response === 0) app.quit()
}

async function stopAll(daemon: Daemon, sessions: readonly Session[]): Promise<void> {
  const message = t('stopAll.message', { count: sessions.length })
  const { response } = await dialog.showMessageBox({ type: 'question', message, buttons: [t('stopAll.stop'), t('dialog.cancel')], defaultId: 0, cancelId: 1 })
  if (response === 0) await runAll(daemon, 'session/stop', sessions)
}

async function runAll(daemon: Daemon, verb: CommandName, sessions: readonly Session[]): Promise<void> {
  await Promise.all(sessions.map(({ id }) => run(daemon, verb, { session: id })))
}

/** A menu item has no place to show a refusal, so a dialog does. */
async function run<N extends CommandName>(daemon: Daemon, name: N, input: CommandInput<N>): Promise<void> {
  const reply = await daemon.dispatch(name, input, UI)
  if (!reply.ok) await dialog.showMessageBox({ type: 'warning', message: t('dialog.refused'), detail: reply.error.message })
}
