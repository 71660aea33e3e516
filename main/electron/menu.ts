/**
 * The application menu. An accessory app never shows it, but without it Cmd-A, C, X and V do nothing on macOS, so there
 * always is one. No view menu: reload and developer tools are not for a released app.
 */
import { Menu, type MenuItemConstructorOptions } from 'electron'

const TEMPLATE: MenuItemConstructorOptions[] = [
  // Only macOS has an app menu; elsewhere the file menu holds Quit.
  ...(process.platform === 'darwin' ? [{ role: 'appMenu' } as const] : []),
  { role: 'fileMenu' },
  { role: 'editMenu' },
  { role: 'windowMenu' },
]

/** Installs the menu. */
export function installApplicationMenu(): void {
  Menu.setApplicationMenu(Menu.buildFromTemplate(TEMPLATE))
}
