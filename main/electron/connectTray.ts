/** Joins the icon to the daemon's state, and what is pressed on it and in the menus to deeds. */
import type { Session } from '../../shared/domain/session.ts'
import type { Settings } from '../../shared/domain/settings.ts'
import type { AppMenuActions } from './appMenu.ts'
import { askAndQuit, reveal, run, runAll, set, showAbout, showLog, stopAll } from './deeds.ts'
import { installApplicationMenu } from './menu.ts'
import type { RestartableDaemon } from './restartableDaemon.ts'
import type { Shell } from './shell.ts'
import { nextTextSize } from './textSizes.ts'
import { RESTARTING, type TrayState } from './trayGlyph.ts'
import { type TrayMenuActions, trayMenuTemplate } from './trayMenu.ts'
import { trayState, trayTitle } from './trayState.ts'

export function connectTray(shell: Shell): void {
  const { daemon, tray, popover, settings } = shell
  const actions = trayMenuActions(shell)
  tray.connect({
    state: () => shownState(daemon, settings.current['general.menuBarText']),
    menu: (option) => trayMenuTemplate(daemon.snapshot(), actions, option),
    opens: () => settings.current['general.clickAction'],
    press: () => popover.toggle(),
    hover: () => popover.prepare(),
    droppedFolder: (folder) => popover.show({ view: 'start', folder }),
    droppedText: (text) => popover.show({ view: 'note', session: null, text }),
  })
  installApplicationMenu(appMenuActions(shell))
  daemon.subscribe(() => tray.changed())
  daemon.onRestart(() => tray.changed())
}

function shownState(daemon: RestartableDaemon, menuBarText: Settings['general.menuBarText']): TrayState & { readonly title: string } {
  if (daemon.restarting) return { ...RESTARTING, title: '' }
  return { ...trayState(daemon.snapshot()), title: trayTitle(daemon.snapshot(), menuBarText) }
}

function trayMenuActions({ daemon, popover, settingsWindow, welcomeWindow, dashboard, notices, paths, log }: Shell): TrayMenuActions {
  return {
    run: (verb, sessions) => void runAll(daemon, verb, sessions),
    showWorklog: (session) => void reveal(daemon, session.id).catch((error: unknown) => log.error('the worklog could not be shown', { error })),
    stopAll: (sessions) => void stopAll(daemon, sessions),
    openPopover: (place) => popover.show(place),
    openDashboard: () => dashboard.show(),
    openSettings: () => settingsWindow.show(),
    openWelcome: () => welcomeWindow.show(),
    start: (root) => void run(daemon, 'session/start', { cwd: root }),
    pauseNotices: (ms) => notices.pause(ms),
    about: showAbout,
    quit: () => void askAndQuit(daemon),
    restart: () => void daemon.restart().catch((error: unknown) => log.error('the daemon did not start again', { error })),
    openLog: () => showLog(paths.log),
  }
}

function appMenuActions({ daemon, popover, settings, settingsWindow, welcomeWindow, dashboard }: Shell): AppMenuActions {
  const inState = (...states: Session['state'][]): Session[] => Object.values(daemon.snapshot().sessions).filter(({ state }) => states.includes(state))
  return {
    start: () => popover.show({ view: 'start', folder: null }),
    newNote: () => popover.show({ view: 'note', session: null, text: null }),
    pauseAll: () => void runAll(daemon, 'session/pause', inState('recording')),
    resumeAll: () => void runAll(daemon, 'session/resume', inState('paused')),
    stopAll: () => void stopAll(daemon, inState('recording', 'paused')),
    openDashboard: () => dashboard.show(),
    openSettings: () => settingsWindow.show(),
    openWelcome: () => welcomeWindow.show(),
    textSize: (step) => void set(daemon, { 'general.textSize': nextTextSize(settings.current['general.textSize'], step) }),
    about: showAbout,
    quit: () => void askAndQuit(daemon),
  }
}
