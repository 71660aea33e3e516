/** The app behind its icon, to be read as its table of contents: the same daemon as the headless host, and everything a person sees around it. */
import { app, powerMonitor } from 'electron'
import { createDaemon, type Daemon, type MeasureWindows } from '../daemon.ts'
import { clearMarks, markLaunch } from './launchMarks.ts'
import { installApplicationMenu } from './menu.ts'
import { rememberPaused } from './pausedAtQuit.ts'
import { drainOnQuit } from './quit.ts'
import { restartableDaemon } from './restartableDaemon.ts'
import { FULL_TEST, QUICK_TEST, selfTest } from './selfTest.ts'
import { connectShell, type ShellParts } from './shell.ts'
import { watchHostStarter } from './watchHost.ts'
import { Popover } from './windows.ts'
import { windowsBytes } from './windowsMemory.ts'

type Ground = Pick<ShellParts, 'tray' | 'paths' | 'log'>

/** Starts the daemon and joins the app to it. Throws what the daemon's start throws; nothing is left behind then. */
export async function startApp({ tray, paths, log }: Ground): Promise<void> {
  installApplicationMenu()
  const popover = new Popover({ preload: paths.preload, icon: () => tray.bounds(), log })
  const crashed = markLaunch(paths.launches, Date.now())
  const own = {
    home: paths.home,
    installPlace: paths.installPlace,
    storeWorker: paths.storeWorker,
    startWatchHost: watchHostStarter(paths.watchHost, log),
    windowsBytes: () => windowsBytes(app.getAppMetrics()),
    log,
  }
  const measureWindows: MeasureWindows = (quick) => selfTest({ popover, iconBounds: () => tray.bounds() }, quick ? QUICK_TEST : FULL_TEST)
  // A restart that the person asked for is not in safe mode any more.
  const daemon = restartableDaemon((restarted) => createDaemon({ ...own, host: 'app', measureWindows, safeMode: crashed && !restarted }))
  drainOnQuit(app, powerMonitor, { drain: () => drain(daemon, paths), log })
  await startOrClose(daemon)
  await connectShell({ daemon, tray, popover, paths, log })
  popover.prepare()
}

/** What recorded is kept for a start at login; an orderly end is no crash. */
async function drain(daemon: Daemon, paths: Ground['paths']): Promise<void> {
  const recording = Object.values(daemon.snapshot().sessions).filter(({ state }) => state === 'recording')
  rememberPaused(
    paths.pausedAtQuit,
    recording.map(({ id }) => id),
  )
  await daemon.close()
  clearMarks(paths.launches)
}

async function startOrClose(daemon: Daemon): Promise<void> {
  try {
    await daemon.start()
  } catch (error) {
    await daemon.close()
    throw error
  }
}
