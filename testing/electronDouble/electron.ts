/**
 * The module `electron` as far as this app uses it: real Chromium pages and real child processes, recorded native parts.
 * It shows that main, preload and pages fit together; it is not Electron, and passing here never means "runs on
 * Electron". A name that is missing fails as an import error, which is how this grows.
 */
export { app } from './app.ts'
export { BrowserWindow } from './browserWindow.ts'
export { dialog, globalShortcut, Menu, Notification, nativeTheme, powerMonitor, screen, shell, systemPreferences, Tray } from './native.ts'
export { ipcMain, net, protocol, session } from './session.ts'
export { utilityProcess } from './utilityProcess.ts'
