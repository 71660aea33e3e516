import { expect, suite, test } from 'vitest'
import { appPaths } from './paths.ts'

const sources = { entry: 'file:///app/out/main/electron/main.js', scribeHome: undefined, userHome: '/users/ada', resources: null }

suite('main/electron/paths', () => {
  test('data lies in ~/.scribe, Chromium’s stays where Chromium puts it', () => {
    const paths = appPaths(sources)
    expect(paths.home).toBe('/users/ada/.scribe')
    expect(paths.chromiumData).toBeNull()
    expect(appPaths({ ...sources, scribeHome: '' }).home).toBe('/users/ada/.scribe')
  })

  test('SCRIBE_HOME moves everything, Chromium’s data too', () => {
    const paths = appPaths({ ...sources, scribeHome: '/elsewhere' })
    expect(paths).toMatchObject({ home: '/elsewhere', chromiumData: '/elsewhere/chromium', log: '/elsewhere/logs/app.log' })
  })

  test('the built parts are found beside the entry', () => {
    const paths = appPaths(sources)
    expect(paths.storeWorker.href).toBe('file:///app/out/main/store/storeWorker.js')
    expect(paths.watchHost).toBe('/app/out/main/watch/watchHost.js')
    expect(paths.preload).toBe('/app/out/preload/index.cjs')
    expect(paths.renderer).toBe('/app/out/renderer')
  })

  test('what is put into agents comes from the checkout, or from the resources of the packaged app', () => {
    expect(appPaths(sources).installPlace).toEqual({ userHome: '/users/ada', resources: '/app' })
    expect(appPaths({ ...sources, resources: '/S.app/Contents/Resources' }).installPlace.resources).toBe('/S.app/Contents/Resources')
  })

  test('icons come from the checkout, or from the resources of the packaged app', () => {
    expect(appPaths(sources).trayIcons).toBe('/app/build/tray')
    expect(appPaths({ ...sources, resources: '/Scribe.app/Contents/Resources' }).trayIcons).toBe('/Scribe.app/Contents/Resources/tray')
  })
})
