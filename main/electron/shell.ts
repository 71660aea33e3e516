/**
 * Joins the parts of the app once the daemon runs: pages to the daemon, its state to the icon, presses and the system's
 * events to the windows. Owns the wiring only; each part knows nothing of the others.
 */
import { app, type BrowserWindowConstructorOptions, globalShortcut, ipcMain } from 'electron'
import { ScribeError } from '../../shared/domain/error.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { Surface } from '../../shared/protocol/bridge.ts'
import type { AppState } from '../../shared/state/appState.ts'
import { t } from '../../shared/ui/text.ts'
import { background } from '../base/background.ts'
import type { Daemon, Logger } from '../daemon.ts'
import { Activation } from './activation.ts'
import { chooseFolder } from './chooseFolder.ts'
import { connectSystem } from './connectSystem.ts'
import { connectTray } from './connectTray.ts'
import { PERSON, reveal, saveText, set, showLog } from './deeds.ts'
import { watchHiddenIcon } from './hiddenIcon.ts'
import { connectNotices, type NoticeCenter } from './noticeCenter.ts'
import { PageWindow } from './pageWindow.ts'
import type { Paths } from './paths.ts'
import { linkRenderers } from './rendererLink.ts'
import type { RestartableDaemon } from './restartableDaemon.ts'
import { ShellSettings } from './shellSettings.ts'
import { installGit, openPane } from './systemPanes.ts'
import type { TrayIcon } from './tray.ts'
import type { Popover } from './windows.ts'

export interface ShellParts {
  readonly daemon: RestartableDaemon
  readonly tray: TrayIcon
  readonly popover: Popover
  readonly paths: Paths
  readonly log: Logger
}

/** The parts of a running app. */
export interface Shell extends ShellParts {
  readonly settings: ShellSettings
  readonly settingsWindow: PageWindow
  readonly dashboard: PageWindow
  readonly welcomeWindow: PageWindow
  readonly notices: NoticeCenter
}

/** Fixed, as settings windows are on macOS. */
const FIXED = { resizable: false, minimizable: false, maximizable: false, fullscreenable: false }
const SETTINGS_WINDOW = { ...FIXED, width: 640, height: 560, title: t('settings.title') }
/** Room for its content, whatever the title bar takes. */
const WELCOME_WINDOW = { ...FIXED, width: 620, height: 460, useContentSize: true, title: t('welcome.title') }

/** Its sidebar lies on the system's material; where it stood and how large it was, Electron keeps. */
const DASHBOARD_WINDOW: BrowserWindowConstructorOptions = {
  width: 1100,
  height: 720,
  minWidth: 760,
  minHeight: 520,
  title: t('app.name'),
  name: 'dashboard',
  windowStatePersistence: true,
  titleBarStyle: 'hiddenInset',
  trafficLightPosition: { x: 18, y: 18 },
  vibrancy: 'sidebar',
  backgroundColor: '#00000000',
}

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
  const dashboard = new PageWindow({ page: 'dashboard', window: DASHBOARD_WINDOW, preload, log, onOpen, onClosed: () => activation.closed() })
  const welcomeWindow = new PageWindow({ page: 'welcome', window: WELCOME_WINDOW, preload, log, onOpen, onClosed: () => activation.closed() })
  const settings = new ShellSettings({
    popover,
    zoomed: [settingsWindow, welcomeWindow, dashboard],
    activation,
    alerts: daemon.alerts,
    shortcuts: globalShortcut,
  })
  const notices = connectNotices({ daemon, popover, settings: () => settings.current, log })
  const unwatchIcon = watchHiddenIcon({
    isHidden: () => popover.isIconHidden,
    showInDock: () => void set(daemon, { 'general.dock': 'always' }),
  })
  const all: Shell = { ...parts, settings, settingsWindow, welcomeWindow, dashboard, notices }
  const unlink = linkPages(all)
  connectTray(all)
  connectSystem(all)
  daemon.subscribe(({ event }) => {
    if (event.topic !== 'settings.changed') return
    settings.apply(event.settings)
    notices.settingsChanged()
  })
  settings.apply(await readSettings(daemon))
  if (await isFirstRun(daemon)) welcomeWindow.show()
  void daemon.closed.then(() => {
    unlink()
    unwatchIcon()
    notices.close()
    settings.close()
    app.quit()
  })
}

async function readSettings(daemon: Daemon): Promise<Settings> {
  const reply = await daemon.dispatch('settings/get', {}, PERSON)
  if (!reply.ok) throw new Error(reply.error.message)
  return reply.result.settings
}

/** Nobody was welcomed yet, and nothing was ever recorded. */
async function isFirstRun(daemon: Daemon): Promise<boolean> {
  const reply = await daemon.dispatch('welcome/get', {}, PERSON)
  return reply.ok && reply.result.first_run
}

function linkPages(parts: Shell): () => void {
  const { daemon, popover, settingsWindow, welcomeWindow, dashboard, notices, log } = parts
  return linkRenderers(ipcMain, {
    daemon: { dispatch: daemon.dispatch, subscribe: daemon.subscribe, snapshot: () => settledState(daemon) },
    whenDown: (tell) => daemon.onRestart((restarting) => restarting && tell()),
    isOwnWindow: (contents) => [popover, settingsWindow, welcomeWindow, dashboard].some((window) => window.owns(contents)),
    chooseFolder: (contents) => chooseFolder(popover.owns(contents) ? popover : null),
    painted: (contents) => popover.painted(contents),
    started: (session) => notices.startedHere(session),
    testNotice: () => notices.test(),
    reveal: (id, file) => background(reveal(daemon, id, file), 'showing a file', log),
    save: saveText,
    show: (surface) => open(surface, parts),
  })
}

function open(surface: Surface, { settingsWindow, welcomeWindow, dashboard, popover, tray, daemon, paths, log }: Shell): void {
  switch (surface) {
    case 'dashboard':
      return dashboard.show()
    case 'settings':
      return settingsWindow.show()
    case 'welcome':
      return welcomeWindow.show()
    case 'popover':
      welcomeWindow.close()
      return popover.show()
    case 'menu':
      return tray.openMenu()
    case 'privacy':
      return openPane('privacy')
    case 'gitInstaller':
      return installGit()
    case 'restart':
      return background(daemon.restart(), 'starting the daemon anew', log)
    case 'log':
      return showLog(paths.log)
  }
}

/** A page that asks while the daemon restarts asks again in a moment: the state of before would be taken for the one of after. */
function settledState(daemon: RestartableDaemon): AppState {
  if (daemon.restarting) throw new ScribeError('daemon.shuttingDown', 'Scribe is restarting.')
  return daemon.snapshot()
}
