/**
 * Where everything lies, as one value computed once from what the entry knows. Pure: it touches no disk and reads no
 * environment of its own. Our data is in `home`; Chromium's own (caches, cookies) is kept apart from it.
 */
import { join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'

export interface PathSources {
  /** `import.meta.url` of the entry, `…/out/main/electron/main.js`. */
  readonly entry: string
  readonly scribeHome: string | undefined
  readonly userHome: string
  /** `process.resourcesPath` of the packaged app, `null` in a checkout. */
  readonly resources: string | null
}

export interface Paths {
  readonly home: string
  /** Set when Chromium's data must not be in its usual place: a second home is a second, separate Scribe. */
  readonly chromiumData: string | null
  readonly log: string
  /** When the app was started, until it ended in an orderly way. */
  readonly launches: string
  /** Which sessions recorded when it was quit. */
  readonly pausedAtQuit: string
  readonly storeWorker: URL
  readonly watchHost: string
  readonly preload: string
  readonly renderer: string
  readonly trayIcons: string
  /** Where agents keep their files, and the folder with what is put into them. */
  readonly installPlace: { readonly userHome: string; readonly resources: string }
}

/** All paths of the app. */
export function appPaths({ entry, scribeHome, userHome, resources }: PathSources): Paths {
  const own = scribeHome !== undefined && scribeHome !== ''
  const home = own ? resolve(scribeHome) : join(userHome, '.scribe')
  const beside = (path: string): string => fileURLToPath(new URL(path, entry))
  return {
    home,
    chromiumData: own ? join(home, 'chromium') : null,
    log: join(home, 'logs', 'app.log'),
    launches: join(home, 'run', 'launches.json'),
    pausedAtQuit: join(home, 'run', 'paused-at-quit.json'),
    storeWorker: new URL('../store/storeWorker.js', entry),
    watchHost: beside('../watch/watchHost.js'),
    preload: beside('../../preload/index.cjs'),
    renderer: beside('../../renderer'),
    installPlace: { userHome, resources: resources ?? resolve(beside('../../..')) },
    trayIcons: resources === null ? beside('../../../build/tray') : join(resources, 'tray'),
  }
}
