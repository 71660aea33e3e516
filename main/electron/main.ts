/**
 * Entry of the app: what must happen before Electron is ready, and the icon, which comes before all else. Everything behind it
 * (`startApp.ts`) is loaded when the icon is there. Invariant: nothing is awaited at the top level, since Electron becomes ready
 * only after this module has been evaluated.
 */
import { mkdirSync } from 'node:fs'
import { app, protocol, session } from 'electron'
import { createLogger } from '../base/logger.ts'
import { lockDown } from './lockdown.ts'
import { logFile } from './logFile.ts'
import { appPaths } from './paths.ts'
import { APP_SCHEME, serveFolder } from './protocol.ts'
import { TrayIcon } from './tray.ts'

const paths = appPaths({
  entry: import.meta.url,
  scribeHome: process.env.SCRIBE_HOME,
  userHome: app.getPath('home'),
  resources: app.isPackaged ? process.resourcesPath : null,
})
// Which lines are kept, the settings say.
const log = createLogger(logFile(paths.log), { debug: true })
process.on('unhandledRejection', (error) => log.error('unhandled rejection', { error }))

// These four are heeded only before the app is ready.
app.enableSandbox()
protocol.registerSchemesAsPrivileged([{ scheme: APP_SCHEME, privileges: { standard: true, secure: true, supportFetchAPI: true } }])
if (paths.chromiumData !== null) useChromiumData(paths.chromiumData)
if (app.requestSingleInstanceLock()) app.whenReady().then(boot).catch(giveUp)
else app.quit()

async function boot(): Promise<void> {
  if (process.platform === 'darwin') app.setActivationPolicy('accessory')
  lockDown(app, session.defaultSession)
  protocol.handle(APP_SCHEME, serveFolder(paths.renderer))
  const tray = new TrayIcon(paths.trayIcons)
  const { startApp } = await import('./startApp.ts')
  await startApp({ tray, paths, log })
}

/** Says why there is no Scribe, then ends. */
async function giveUp(error: unknown): Promise<void> {
  log.error('start failed', { error })
  const { sayWhy } = await import('./sayWhy.ts')
  await sayWhy(error, paths.log)
  app.exit(1)
}

function useChromiumData(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
}
