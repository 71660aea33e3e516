/**
 * Installs the application menu. An accessory app never shows it, but without it Cmd-A, C, X and V do nothing on macOS, so there
 * always is one.
 */
import { Menu } from 'electron'
import { type AppMenuActions, appMenuTemplate } from './appMenu.ts'

/** Installs the menu. Before the daemon runs there are no `actions`, and it edits text and quits only. */
export function installApplicationMenu(actions: AppMenuActions | null = null): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(appMenuTemplate(actions, process.platform)))
}
