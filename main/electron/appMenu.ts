/**
 * The application menu as data: what stands in the menu bar while a window is open. Pure. No reload and no developer tools: they are
 * not for a released app.
 */
import type { MenuItemConstructorOptions } from 'electron'
import { t } from '../../shared/ui/text.ts'

export interface AppMenuActions {
  start(): void
  newNote(): void
  pauseAll(): void
  resumeAll(): void
  stopAll(): void
  openDashboard(): void
  openSettings(): void
  openWelcome(): void
  /** One step larger (1), smaller (-1) or back to the standard (0). */
  textSize(step: -1 | 0 | 1): void
  about(): void
  quit(): void
}

/** The menu as data. Only macOS has an app menu; elsewhere the file menu holds Quit. */
export function appMenuTemplate(actions: AppMenuActions | null, platform: NodeJS.Platform): MenuItemConstructorOptions[] {
  const isMac = platform === 'darwin'
  if (actions === null) return [...(isMac ? [{ role: 'appMenu' } as const] : []), { role: 'fileMenu' }, { role: 'editMenu' }, { role: 'windowMenu' }]
  const own = [
    fileMenu(actions, isMac),
    { role: 'editMenu' } as const,
    viewMenu(actions),
    sessionMenu(actions),
    { role: 'windowMenu' } as const,
    helpMenu(actions),
  ]
  return [...(isMac ? [scribeMenu(actions)] : []), ...own]
}

const SEPARATOR: MenuItemConstructorOptions = { type: 'separator' }

function scribeMenu(actions: AppMenuActions): MenuItemConstructorOptions {
  return {
    label: t('app.name'),
    submenu: [
      { label: t('menu.about'), click: () => actions.about() },
      SEPARATOR,
      { label: t('menu.settings'), accelerator: 'Command+,', click: () => actions.openSettings() },
      SEPARATOR,
      { role: 'services' },
      SEPARATOR,
      { role: 'hide' },
      { role: 'hideOthers' },
      { role: 'unhide' },
      SEPARATOR,
      quitItem(actions),
    ],
  }
}

function fileMenu(actions: AppMenuActions, isMac: boolean): MenuItemConstructorOptions {
  const start: MenuItemConstructorOptions = { label: t('menu.start'), accelerator: 'CommandOrControl+N', click: () => actions.start() }
  const dashboard: MenuItemConstructorOptions = { label: t('menu.dashboard'), accelerator: 'CommandOrControl+O', click: () => actions.openDashboard() }
  return { role: 'fileMenu', submenu: [start, dashboard, SEPARATOR, isMac ? { role: 'close' } : quitItem(actions)] }
}

function viewMenu(actions: AppMenuActions): MenuItemConstructorOptions {
  return {
    label: t('menu.view'),
    submenu: [
      { label: t('menu.textStandard'), accelerator: 'CommandOrControl+0', click: () => actions.textSize(0) },
      { label: t('menu.textLarger'), accelerator: 'CommandOrControl+Plus', click: () => actions.textSize(1) },
      { label: t('menu.textSmaller'), accelerator: 'CommandOrControl+-', click: () => actions.textSize(-1) },
      SEPARATOR,
      { role: 'togglefullscreen' },
    ],
  }
}

function sessionMenu(actions: AppMenuActions): MenuItemConstructorOptions {
  return {
    label: t('menu.session'),
    submenu: [
      { label: t('menu.note'), click: () => actions.newNote() },
      SEPARATOR,
      { label: t('header.pauseAll'), click: () => actions.pauseAll() },
      { label: t('header.resumeAll'), click: () => actions.resumeAll() },
      { label: t('menu.stopAll'), click: () => actions.stopAll() },
    ],
  }
}

function helpMenu(actions: AppMenuActions): MenuItemConstructorOptions {
  return { role: 'help', submenu: [{ label: t('menu.welcome'), click: () => actions.openWelcome() }] }
}

/** Not the role: what records is asked about first. */
function quitItem(actions: AppMenuActions): MenuItemConstructorOptions {
  return { label: t('menu.quit'), accelerator: 'CommandOrControl+Q', click: () => actions.quit() }
}
