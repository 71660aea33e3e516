/**
 * Entry of the app, to be read as its table of contents: the same daemon as the headless host, with a menu-bar icon and
 * a popover around it. Invariant: nothing is awaited at the top level, since Electron becomes ready only after this
 * module has been evaluated.
 */
import { mkdirSync } from 'node:fs'
import { app, dialog, powerMonitor, protocol, session } from 'electron'
import { ScribeError } from '../../shared/domain/error.ts'
import { t } from '../../shared/ui/text.ts'
import { createDaemon, createLogger, type Daemon, type MeasureWindows } from '../daemon.ts'
import { clearMarks, markLaunch } from './launchMarks.ts'
import { lockDown } from './lockdown.ts'
import { logFile } from './logFile.ts'
import { installApplicationMenu } from './menu.ts'
import { appPaths } from './paths.ts'
import { rememberPaused } from './pausedAtQuit.ts'
import { APP_SCHEME, serveFolder } from './protocol.ts'
import { drainOnQuit } from './quit.ts'
import { restartableDaemon } from './restartableDaemon.ts'
import { FULL_TEST, QUICK_TEST, selfTest } from './selfTest.ts'
import { connectShell } from './shell.ts'
import { TrayIcon } from './tray.ts'
import { watchHostStarter } from './watchHost.ts'
import { Popover } from './windows.ts'

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
  installApplicationMenu()
  const tray = new TrayIcon(paths.trayIcons)
  const popover = new Popover({ preload: paths.preload, icon: () => tray.bounds(), log })
  const crashed = markLaunch(paths.launches, Date.now())
  const own = { home: paths.home, storeWorker: paths.storeWorker, startWatchHost: watchHostStarter(paths.watchHost, log), log }
  const measureWindows: MeasureWindows = (quick) => selfTest({ popover, iconBounds: () => tray.bounds() }, quick ? QUICK_TEST : FULL_TEST)
  // A restart that the person asked for is not in safe mode any more.
  const daemon = restartableDaemon((restarted) => createDaemon({ ...own, host: 'app', measureWindows, safeMode: crashed && !restarted }))
  drainOnQuit(app, powerMonitor, { drain: () => drain(daemon), log })
  await startOrClose(daemon)
  await connectShell({ daemon, tray, popover, paths, log })
  popover.prepare()
}

/** What recorded is kept for a start at login; an orderly end is no crash. */
async function drain(daemon: Daemon): Promise<void> {
  const recording = Object.values(daemon.snapshot().sessions).filter(({ state }) => state === 'recording')
  rememberPaused(
    paths.pausedAtQuit,
    recording.map(({ id }) => id),
  )
  await daemon.close()
  clearMarks(paths.launches)
}

/** A start that fails half way leaves nothing behind. */
async function startOrClose(daemon: Daemon): Promise<void> {
  try {
    await daemon.start()
  } catch (error) {
    await daemon.close()
    throw error
  }
}

/** Says why there is no Scribe, then ends. */
async function giveUp(error: unknown): Promise<void> {
  log.error('start failed', { error })
  const detail = error instanceof ScribeError ? error.message : t('failed.detail', { log: paths.log })
  const owned = error instanceof ScribeError && error.code === 'store.owned'
  const message = t(owned ? 'failed.owned' : 'failed.message')
  await dialog.showMessageBox({ type: 'error', message, detail, buttons: [t('quit.quit')] })
  app.exit(1)
}

function useChromiumData(folder: string): void {
  mkdirSync(folder, { recursive: true, mode: 0o700 })
  app.setPath('userData', folder)
}
